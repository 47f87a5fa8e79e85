// Measures every drawn diagram of a page: labels that stand out of their shape, contrast of text, height of letters.
() => {
  const found = [];
  let labels = 0;
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const parse = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const blend = (over, under) => [0, 1, 2].map((i) => over[i] * over[3] + under[i] * (1 - over[3]));
  const luminance = (colour) =>
    colour
      .map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const deepest = (element) => {
    let inner = element;
    while (inner.lastElementChild && inner.lastElementChild.textContent.trim()) inner = inner.lastElementChild;
    return inner;
  };
  const page = parse(getComputedStyle(document.body).backgroundColor).slice(0, 3);

  for (const figure of document.querySelectorAll("figure.diagram")) {
    const svg = figure.querySelector(".picture svg");
    if (!svg) continue;
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const shapes = [...svg.querySelectorAll("rect, path, polygon, circle, ellipse")].filter(
      (shape) => !shape.closest("defs, marker") && getComputedStyle(shape).fill !== "none",
    );
    const texts = [...svg.querySelectorAll("foreignObject, text")].filter((text) => text.textContent.trim());
    for (const text of texts) {
      const range = document.createRange();
      range.selectNodeContents(text);
      const box = text.tagName === "text" ? text.getBoundingClientRect() : range.getBoundingClientRect();
      if (!box.width) continue;
      labels += 1;
      const style = getComputedStyle(deepest(text));
      const report = (kind, value) =>
        found.push({ kind, value, figure: `${location.pathname}#${figure.id}`, text: text.textContent.trim().slice(0, 40) });

      const letters = parseFloat(style.fontSize) * scale;
      if (letters < 10.99) report("small", letters);

      const group = text.closest("g.node");
      const shape = group && [...group.children].find((child) => !child.classList.contains("label"));
      if (shape && text.tagName === "foreignObject") {
        const outer = shape.getBoundingClientRect();
        const excess = Math.max(outer.left - box.left, box.right - outer.right, outer.top - box.top, box.bottom - outer.bottom);
        if (excess / scale > 1) report("overflow", excess / scale);
      }

      if (text.classList.contains("sequenceNumber")) continue; // on a marker, which is in no element's box
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      let ground = page;
      for (const other of shapes) {
        if (!(other.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
        const point = new DOMPoint(x, y).matrixTransform(other.getScreenCTM().inverse());
        if (!other.isPointInFill(point)) continue;
        const paint = getComputedStyle(other);
        const fill = parse(paint.fill);
        fill[3] *= parseFloat(paint.fillOpacity) * parseFloat(paint.opacity);
        ground = blend(fill, ground);
      }
      for (const inner of text.querySelectorAll("div, span, p")) {
        const fill = parse(getComputedStyle(inner).backgroundColor);
        if (fill[3]) ground = blend(fill, ground);
      }
      if (style.paintOrder.startsWith("stroke")) ground = blend(parse(style.stroke), ground); // a rim around the letters
      const ink = blend(parse(text.tagName === "text" ? style.fill : style.color), ground);
      if (contrast(ink, ground) < 4.5) report("contrast", contrast(ink, ground));
    }
  }
  return { labels, found, scroll: document.documentElement.scrollWidth - document.documentElement.clientWidth };
};

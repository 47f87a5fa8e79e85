/* Diagrams: a window that shows one large, with drag, pinch, wheel, keys and buttons. The page works without it. */
"use strict";

(() => {
  const STEP = 1.25;
  const MOST = 8;
  const MARGIN = 16;
  const PAN = 60;

  function setUp(figure) {
    const picture = figure.querySelector(".picture");
    const dialog = figure.querySelector("dialog");
    if (!picture || !dialog) return;
    const opener = figure.querySelector(".zoom");
    const stage = dialog.querySelector(".stage");
    const pointers = new Map();
    let svg, home, width, height, scale, x, y, least;

    const show = () => {
      // some of the picture stays in sight
      x = Math.min(stage.clientWidth - 3 * MARGIN, Math.max(3 * MARGIN - width * scale, x));
      y = Math.min(stage.clientHeight - 3 * MARGIN, Math.max(3 * MARGIN - height * scale, y));
      svg.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    };
    const pan = (dx, dy) => {
      x += dx;
      y += dy;
      show();
    };
    const zoom = (factor, cx = stage.clientWidth / 2, cy = stage.clientHeight / 2) => {
      const next = Math.min(MOST, Math.max(least, scale * factor));
      x = cx - ((cx - x) * next) / scale;
      y = cy - ((cy - y) * next) / scale;
      scale = next;
      show();
    };
    const fit = () => {
      const [w, h] = [stage.clientWidth, stage.clientHeight];
      scale = Math.min((w - 2 * MARGIN) / width, (h - 2 * MARGIN) / height, 2);
      least = Math.min(scale, 1) / 2;
      x = (w - width * scale) / 2;
      y = (h - height * scale) / 2;
      show();
    };
    const open = () => {
      svg = picture.querySelector("svg");
      if (!svg || dialog.open) return;
      ({ width, height } = svg.viewBox.baseVal);
      picture.style.minHeight = `${picture.offsetHeight}px`;
      home = svg.parentElement;
      stage.append(svg); // moved, not copied: every id stays the only one
      dialog.showModal();
      fit();
      watch.observe(stage);
    };
    const watch = new ResizeObserver(() => dialog.open && fit());
    dialog.addEventListener("close", () => {
      watch.disconnect();
      pointers.clear();
      svg.style.removeProperty("transform");
      home.append(svg);
      picture.style.removeProperty("min-height");
    });

    const actions = { in: () => zoom(STEP), out: () => zoom(1 / STEP), fit, close: () => dialog.close() };
    const stay = () => {}; // the page behind does not scroll
    const keys = {
      "+": actions.in, "=": actions.in, "-": actions.out, _: actions.out, 0: fit,
      ArrowLeft: () => pan(PAN, 0), ArrowRight: () => pan(-PAN, 0),
      ArrowUp: () => pan(0, PAN), ArrowDown: () => pan(0, -PAN),
      PageUp: stay, PageDown: stay, Home: stay, End: stay, " ": stay,
    };
    dialog.addEventListener("click", (event) => {
      const button = event.target.closest("[data-zoom]");
      if (button) actions[button.dataset.zoom]();
    });
    dialog.addEventListener("keydown", (event) => {
      const action = keys[event.key];
      const isPress = event.key === " " && event.target.closest("button");
      if (!action || isPress || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      action();
    });

    const place = (event) => {
      const box = stage.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const measure = () => {
      const [a, b = a] = [...pointers.values()];
      return { x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2, spread: Math.hypot(a[0] - b[0], a[1] - b[1]) };
    };
    stage.addEventListener("pointerdown", (event) => {
      if (event.button || pointers.size > 1) return;
      pointers.set(event.pointerId, place(event));
      stage.setPointerCapture(event.pointerId);
    });
    stage.addEventListener("pointermove", (event) => {
      if (!pointers.has(event.pointerId)) return;
      const before = measure();
      pointers.set(event.pointerId, place(event));
      const after = measure();
      pan(after.x - before.x, after.y - before.y);
      if (before.spread && after.spread) zoom(after.spread / before.spread, after.x, after.y);
    });
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
      stage.addEventListener(name, (event) => pointers.delete(event.pointerId));
    }
    dialog.addEventListener("wheel", (event) => {
      event.preventDefault();
      const lines = event.deltaMode ? 20 : 1;
      zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002)), ...place(event));
    }, { passive: false });

    opener.addEventListener("click", open);
    let pressed = [0, 0];
    picture.addEventListener("pointerdown", (event) => (pressed = [event.clientX, event.clientY]));
    picture.addEventListener("click", (event) => {
      const moved = Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]); // selecting text
      if (moved < 5 && !event.target.closest("a")) open();
    });
    const offer = () => {
      const drawn = Boolean(picture.querySelector("svg"));
      opener.hidden = !drawn;
      picture.classList.toggle("zoomable", drawn);
    };
    figure.addEventListener("drawn", offer);
    offer();
  }

  document.querySelectorAll("figure.diagram").forEach(setUp);
})();

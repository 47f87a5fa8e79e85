/* Diagrams that were not drawn at build: Mermaid's own script (mkdocs-mermaid2-plugin puts it into such pages) draws
   them in the site's colours. The source stands in their place until then, and where it fails. */
"use strict";

(() => {
  const figures = [...document.querySelectorAll('figure.diagram[data-status="client"]')];
  const sources = new Map(figures.map((figure) => [figure, figure.querySelector(".mermaid").textContent]));
  const ROLES = {
    node: "primaryColor mainBkg actorBkg taskBkgColor activeTaskBkgColor",
    text: "primaryTextColor textColor titleColor secondaryTextColor tertiaryTextColor noteTextColor " +
      "pieTitleTextColor pieSectionTextColor pieLegendTextColor taskTextColor taskTextDarkColor taskTextOutsideColor",
    border: "primaryBorderColor nodeBorder actorBorder actorLineColor pieStrokeColor pieOuterStrokeColor " +
      "taskBorderColor activeTaskBorderColor doneTaskBorderColor gridColor",
    line: "lineColor signalColor arrowheadColor",
    group: "secondaryColor tertiaryColor clusterBkg altBackground sectionBkgColor altSectionBkgColor doneTaskBkgColor",
    "group-border": "clusterBorder secondaryBorderColor tertiaryBorderColor",
    paper: "background edgeLabelBackground labelBackgroundColor",
    note: "noteBkgColor critBkgColor",
    "note-border": "noteBorderColor critBorderColor",
  };

  function readTheme() {
    const style = getComputedStyle(document.body);
    const read = (role) => style.getPropertyValue(`--dg-${role}`).trim();
    const theme = { darkMode: style.colorScheme.includes("dark") };
    Object.assign(theme, { fontSize: "14px", commitLabelFontSize: "13px", tagLabelFontSize: "13px" });
    for (const [role, names] of Object.entries(ROLES)) for (const name of names.split(" ")) theme[name] = read(role);
    for (let i = 0; i < 12; i++) {
      const colour = read(`series-${i % 8}`);
      Object.assign(theme, { [`cScale${i}`]: colour, [`pie${i + 1}`]: colour, [`git${i}`]: colour });
      Object.assign(theme, { [`cScaleLabel${i}`]: theme.textColor, [`gitBranchLabel${i}`]: theme.textColor });
    }
    return theme;
  }

  /* Mermaid gives parts of two drawings the same ids; references inside a drawing follow the new ones. */
  function renameIds(svg) {
    const names = new Map();
    const taken = new Set();
    for (const element of svg.querySelectorAll("[id]")) {
      let name = element.id.startsWith(svg.id) ? element.id : `${svg.id}-${element.id}`;
      if (taken.has(name)) name += `-${taken.size}`;
      taken.add(name);
      if (!names.has(element.id)) names.set(element.id, name);
      element.id = name;
    }
    const find = (id) => names.get(id) ?? id;
    for (const element of [svg, ...svg.querySelectorAll("*")]) {
      for (const { name, value } of [...element.attributes]) {
        let changed = value.replace(/url\((["']?)#([^"')]+)\1\)/g, (all, quote, id) => `url(#${find(id)})`);
        if (name.endsWith("href") && value.startsWith("#")) changed = `#${find(value.slice(1))}`;
        if (/^aria-(labelled|described)by$/.test(name)) changed = value.split(" ").map(find).join(" ");
        if (changed !== value) element.setAttribute(name, changed);
      }
    }
  }

  /* Text on a fill that the author chose is dark or light, whichever stands out more (as diagrams/svg.py does it). */
  function setInk(svg) {
    for (const part of svg.querySelectorAll(".node, .cluster")) {
      const shape = part.querySelector(":is(rect, path, polygon, circle, ellipse)[style*='fill']");
      const rgb = shape && getComputedStyle(shape).fill.match(/[\d.]+/g);
      if (!rgb) continue;
      const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
      const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
      const ink = (luminance + 0.05) / 0.063 >= 1.05 / (luminance + 0.05) ? "#1d1f24" : "#ffffff";
      for (const text of part.querySelectorAll("text, tspan, div, span, p")) {
        for (const property of ["color", "fill"]) text.style.setProperty(property, ink, "important");
      }
    }
  }

  async function draw(figure) {
    const host = figure.querySelector(".mermaid");
    const notice = figure.querySelector(".unsupported");
    try {
      const { svg: text } = await mermaid.render(`${figure.id}-svg`, sources.get(figure));
      host.innerHTML = text;
      const svg = host.querySelector("svg");
      renameIds(svg);
      setInk(svg);
      for (const name of ["width", "height", "style"]) svg.removeAttribute(name);
      const caption = figure.querySelector("figcaption").textContent;
      if (!svg.hasAttribute("aria-labelledby")) svg.setAttribute("aria-label", caption);
      figure.style.setProperty("--w", Math.ceil(svg.viewBox.baseVal.width));
      notice.hidden = true;
    } catch (error) {
      host.textContent = sources.get(figure);
      notice.hidden = false;
      console.info(`${figure.id}: ${error.message}`);
    }
    figure.dispatchEvent(new Event("drawn"));
  }

  async function drawAll() {
    mermaid.initialize({
      startOnLoad: false, securityLevel: "strict", suppressErrorRendering: true, theme: "base",
      fontFamily: "system-ui, sans-serif", themeVariables: readTheme(),
      gantt: { fontSize: 13, sectionFontSize: 13 }, quadrantChart: { pointLabelFontSize: 13 },
    });
    for (const figure of figures) await draw(figure);
  }

  if (!window.mermaid) {
    for (const figure of figures) figure.querySelector(".unsupported").hidden = false;
    return;
  }
  let drawing = drawAll();
  new MutationObserver(() => (drawing = drawing.then(drawAll)))
    .observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
})();

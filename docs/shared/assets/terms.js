/* Terms of the glossary, explained where they first stand: on hover, on focus, and on a first tap. Without this script
   they are links to the glossary. Events are delegated, so that pages swapped in later need nothing. */
"use strict";

(() => {
  if (window.readingListTerms) return;
  window.readingListTerms = true;

  const DELAY = 250; // ms for the pointer to get from the term to its definition, and back
  const GAP = 6;
  let term = null;
  let tip = null;
  let timer = 0;

  const find = (target) => (target instanceof Element ? target.closest("a.term") : null);
  const isInside = (target) => target instanceof Node && Boolean(tip?.contains(target) || term?.contains(target));

  function place() {
    const frame = tip.offsetParent?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const line = term.getClientRects()[0];
    const view = document.documentElement.clientWidth;
    const left = Math.max(GAP, Math.min(line.left, view - tip.offsetWidth - GAP));
    const header = document.querySelector(".md-header")?.offsetHeight ?? 0;
    const above = line.top - tip.offsetHeight - GAP;
    const top = above > header ? above : line.bottom + GAP;
    tip.style.left = `${left - frame.left}px`;
    tip.style.top = `${top - frame.top}px`;
  }

  function show(link) {
    clearTimeout(timer);
    if (link === term) return;
    hide();
    const found = document.getElementById(link.getAttribute("aria-describedby"));
    if (!found) return;
    [term, tip] = [link, found];
    tip.parentElement.hidden = tip.hidden = false;
    place();
  }

  function hide() {
    clearTimeout(timer);
    if (tip) tip.parentElement.hidden = tip.hidden = true;
    term = tip = null;
  }

  function hideSoon() {
    clearTimeout(timer);
    timer = setTimeout(hide, DELAY);
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const link = find(event.target);
    if (link) show(link);
    else if (isInside(event.target)) clearTimeout(timer);
  });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType === "mouse" && isInside(event.target) && document.activeElement !== term) hideSoon();
  });
  document.addEventListener("focusin", (event) => {
    const link = find(event.target);
    if (link?.matches(":focus-visible")) show(link);
    else if (!isInside(event.target)) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && tip) hide();
  });
  // a first tap shows the definition, a second one follows the link; a tap elsewhere hides it
  document.addEventListener(
    "click",
    (event) => {
      const link = find(event.target);
      if (link && link !== term && event.pointerType !== "mouse" && event.detail > 0) {
        event.preventDefault();
        event.stopPropagation();
        show(link);
      } else if (!isInside(event.target)) hide();
    },
    true,
  );
  window.addEventListener("resize", hide);
})();

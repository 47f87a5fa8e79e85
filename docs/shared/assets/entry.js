/* Entries: citations that can be copied, and a link to each passage. One link travels: it goes to the passage that is pointed at, tapped, or
   reached with the arrow keys, so that a page of a hundred passages has one more tab stop. Ids and the links of headings
   are in the page; without this they work as any address does. */
"use strict";

(() => {
  const HEADING = "article.entry :is(h2, h3, h4, h5, h6)[id]";
  const TEXT = "article.entry :is(p, li, tr, figure, .passage)[id]";
  const SAID = 3000;
  const anchor = document.createElement("a");
  anchor.className = "passage-link";
  const status = document.createElement("p");
  status.className = "said";
  status.setAttribute("role", "status");
  let timer;

  const getWords = () => document.querySelector(".share").dataset;
  const find = (node) => node.closest?.(`${TEXT}, ${HEADING}`);

  const say = (text) => {
    clearTimeout(timer);
    status.textContent = text;
    timer = setTimeout(() => (status.textContent = ""), SAID);
  };
  const copy = async (id) => {
    const address = new URL(location.pathname, location.href);
    address.hash = id;
    if (id) history.replaceState(history.state, "", `${location.search}#${id}`); // the page stays where it is
    try {
      await navigator.clipboard.writeText(address.href);
      say(getWords().copied);
    } catch { // no secure context, or not allowed
      say(getWords().kept);
    }
  };
  const place = (passage) => {
    anchor.href = `#${passage.id}`;
    anchor.setAttribute("aria-label", getWords().passage);
    const host = passage.cells?.[0] ?? passage;
    if (anchor.parentElement !== host) host.append(anchor);
  };
  const setUp = () => {
    document.body.append(status);
    const first = document.querySelector(TEXT);
    if (first && matchMedia("(hover: hover)").matches) place(first);
  };

  document.addEventListener("pointerover", (event) => {
    const passage = event.pointerType === "touch" ? null : find(event.target);
    if (passage && !anchor.matches(":focus-visible")) place(passage);
  });
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const isByKey = event.detail === 0; // Enter on a heading's link, or what a screen reader does
    if (event.target.closest(".passage-link")) {
      event.preventDefault();
      copy(anchor.hash.slice(1));
    } else if (event.target.closest(".copy-link")) {
      copy("");
    } else if (isByKey && event.target.closest(`:is(${HEADING}) > a`)) {
      copy(event.target.closest("a").hash.slice(1));
    } else if (event.pointerType !== "mouse") { // a tap; older Safaris do not say
      const passage = find(event.target);
      if (passage) place(passage);
    }
  });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target !== anchor) return;
    const passages = [...document.querySelectorAll(TEXT)];
    const next = passages[passages.indexOf(anchor.closest(TEXT)) + step];
    if (!next) return;
    event.preventDefault();
    place(next);
    anchor.focus();
  });
  if (window.document$) document$.subscribe(setUp);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", setUp);
  else setUp();
})();

/* Buttons that copy the text of an element: <button data-copy="ID" data-copied="…" data-failed="…" hidden>. They show
   where scripts run, and say what they did in the [role=status] beside them. */
(() => {
  const copy = async (element) => {
    try {
      await navigator.clipboard.writeText(element.textContent.trim());
      return true;
    } catch {
      getSelection().selectAllChildren(element); // no clipboard without HTTPS, or not allowed
      return document.execCommand("copy");
    }
  };
  const say = (status, text) => {
    status.textContent = text;
    clearTimeout(status.fading);
    status.fading = setTimeout(() => (status.textContent = ""), 4000);
  };
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const isCopied = await copy(document.getElementById(button.dataset.copy));
      const status = button.parentElement.querySelector("[role=status]");
      if (status) say(status, isCopied ? button.dataset.copied : button.dataset.failed);
    });
  }
})();

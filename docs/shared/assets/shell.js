/* What every page needs of a script: colours, search at first use, contents, the other edition. It works without. */
"use strict";

(() => {
  const find = (selector) => document.querySelector(selector);
  function findPart(hash) {
    try {
      return document.getElementById(decodeURIComponent(hash.slice(1)));
    } catch {
      return null; // no proper encoding
    }
  }

  /* Colours: the system's until the reader chooses others; choosing the system's again is choosing to follow it. */
  const button = find(".colours-button");
  function showColours() {
    colours.show();
    button?.setAttribute("aria-pressed", document.body.dataset.mdColorScheme === "slate");
    const ground = getComputedStyle(document.body).getPropertyValue("--bg").trim();
    for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.content = ground;
  }
  button?.addEventListener("click", () => {
    const next = document.body.dataset.mdColorScheme === "slate" ? "default" : "slate";
    try {
      if ((next === "slate") === colours.system.matches) localStorage.removeItem(colours.key);
      else localStorage.setItem(colours.key, next);
    } catch {
      document.body.dataset.mdColorScheme = next; // no storage: for this page only
      return;
    }
    showColours();
  });
  colours.system.addEventListener("change", showColours);
  addEventListener("pageshow", showColours); // another page may have changed them since

  /* Search: its script, its style and the index are for those who search. */
  const opener = find(".search-button");
  const search = find(".search-window");
  const parameters = new URLSearchParams(location.search);
  function loadSearch() {
    if (search.dataset.loaded) return;
    search.dataset.loaded = "yes";
    const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: search.dataset.style });
    const script = Object.assign(document.createElement("script"), { src: search.dataset.script });
    document.head.append(style, script);
  }
  function openSearch() {
    loadSearch();
    if (!search.open) search.showModal();
    search.querySelector("input").select();
  }
  function isTyping(target) {
    return target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
  }
  if (search && location.protocol !== "file:") {
    opener.addEventListener("click", openSearch);
    search.querySelector(".search-close").addEventListener("click", () => search.close());
    search.addEventListener("click", (event) => event.target === search && search.close());
    addEventListener("keydown", (event) => {
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
      const slash = event.key === "/" && plain && !isTyping(event.target);
      const letter = event.key === "k" && (event.ctrlKey || event.metaKey) && !find("dialog[open]");
      if (!slash && !letter) return;
      event.preventDefault();
      openSearch();
    });
    if (parameters.has("q")) {
      search.querySelector("input").value = parameters.get("q");
      openSearch();
    }
  }

  /* On a disk, a folder is a listing: links name the page in it. */
  if (location.protocol === "file:") {
    for (const link of document.links) {
      if (link.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
    }
  }

  /* The other edition opens at the same place, with the same filters. A place it does not have leaves no trace. */
  const other = find(".other-edition");
  const counterpart = other?.href;
  if (other) {
    for (const name of ["click", "auxclick", "contextmenu"]) {
      other.addEventListener(name, () => (other.href = counterpart + location.search + location.hash));
    }
  }
  if (location.hash && !findPart(location.hash) && document.referrer.split("?")[0] === counterpart) {
    history.replaceState(history.state, "", location.pathname + location.search);
  }

  /* Contents: the part that is being read is marked, and in sight. */
  const links = [...document.querySelectorAll(".md-nav--secondary a")];
  const parts = links.map((link) => findPart(link.hash));
  const frame = find(".md-sidebar--secondary .md-sidebar__scrollwrap");
  let waiting = false;
  function markPart() {
    waiting = false;
    const line = innerHeight / 4;
    const atEnd = scrollY + innerHeight >= document.documentElement.scrollHeight - 2 && scrollY > 0;
    const current = atEnd ? links.at(-1) : links[parts.findLastIndex((part) => part?.getBoundingClientRect().top < line)];
    for (const link of links) {
      link.classList.toggle("md-nav__link--active", link === current);
      if (link === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (!current || !frame.offsetHeight) return;
    const [box, outer] = [current.getBoundingClientRect(), frame.getBoundingClientRect()];
    if (box.top < outer.top || box.bottom > outer.bottom) frame.scrollTop += box.top - outer.top - outer.height / 2;
  }
  function expectMark() {
    if (!waiting) requestAnimationFrame(markPart);
    waiting = true;
  }
  if (links.length) {
    addEventListener("scroll", expectMark, { passive: true });
    addEventListener("resize", expectMark, { passive: true });
    markPart();
  }

  /* The drawer is shut after a jump inside the page, and on a page that the reader comes back to. */
  const drawer = find(".drawer");
  drawer?.addEventListener("click", (event) => event.target.closest("a") && drawer.hidePopover?.());
  addEventListener("pagehide", () => drawer?.hidePopover?.());
})();

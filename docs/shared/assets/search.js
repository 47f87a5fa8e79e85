/* Search: the index is Pagefind's, in pieces that are fetched as they are needed. Chinese is cut into overlapping pairs
   in the index (han.py) and here alike. Loaded by shell.js when the window is first opened. */
"use strict";

(() => {
  const script = document.currentScript;
  const dialog = document.querySelector(".search-window");
  const input = dialog.querySelector("input");
  const list = dialog.querySelector(".search-results");
  const status = dialog.querySelector(".search-status");
  const more = dialog.querySelector(".search-more");
  const words = JSON.parse(dialog.dataset.words);
  const root = new URL(dialog.dataset.root, document.baseURI);
  const base = new URL("search/", root);
  const SHOWN = 8;
  const PASSAGES = 3;
  const CONTEXT = 60;
  const HAN = "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff";
  const han = new RegExp(`[${HAN}]`);
  const pair = new RegExp(`^[${HAN}]{1,2}$`);
  const cjk = new RegExp(`[${HAN}\\u3000-\\u303f\\uff00-\\uffef“”‘’…—·]`);
  const SEPARATOR = "\u2063";
  const NAMES = "¦";

  let engine;
  let table;
  let asked = 0;

  async function load() {
    engine ??= import(new URL("pagefind.js", base)).then(async (module) => {
      await module.options({ baseUrl: "/", ranking: { termSaturation: 1.2, pageLength: 0.1, termFrequency: 0.6 } });
      await module.init();
      return module;
    });
    return engine;
  }

  /* Traditional characters as simplified ones; the table is fetched when there is Chinese to fold. */
  async function fold(text) {
    const plain = text.normalize("NFKC");
    if (!han.test(plain)) return plain;
    table ??= fetch(new URL("han.txt", base)).then(async (answer) => {
      const characters = [...(await answer.text())];
      return new Map(characters.flatMap((c, i) => (i % 2 ? [] : [[c, characters[i + 1]]])));
    });
    const map = await table;
    return [...plain].map((character) => map.get(character) ?? character).join("");
  }

  /* A query as Pagefind takes it, and the parts that a result has to show. */
  function cut(query) {
    const runs = query.match(new RegExp(`[${HAN}]+`, "g")) ?? [];
    const pairs = runs.flatMap((run) => (run.length < 2 ? [run] : [...run].slice(1).map((c, i) => run[i] + c)));
    const rest = query.replace(new RegExp(`[${HAN}]+`, "g"), " ").replace(/["“”]/g, " ").trim();
    return { term: [rest, ...pairs].filter(Boolean).join(" "), runs, rest, pairs };
  }

  /* The words of a result, with where each passage begins. */
  function readPassages(data) {
    const tokens = data.raw_content.split(/\s+/);
    const times = data.meta.times.split("|");
    return data.anchors.map((anchor, i) => {
      const end = data.anchors[i + 1]?.location ?? tokens.length;
      const own = tokens.slice(anchor.location, end);
      const names = own.findIndex((token) => token.startsWith(NAMES));
      const kind = data.meta.kinds[i];
      const time = kind === "r" ? times.shift() : "";
      return { id: anchor.id, kind, time, start: anchor.location, tokens: own, shown: names < 0 ? own.length : names };
    });
  }

  /* Tokens as text again: pairs that overlap are one run. Gives [text, is a hit] pieces. */
  function join(tokens, hits) {
    const pieces = [];
    let last = "";
    tokens.forEach((raw, i) => {
      if (raw === SEPARATOR) return void (last = " ");
      const token = raw;
      const bare = token.replace(/[.]$/, "");
      const chained = pair.test(bare) && bare.length === 2 && pair.test(last) && last.at(-1) === bare[0];
      const text = chained ? token.slice(1) : token;
      const gap = !chained && last && last !== " " && !cjk.test(last.at(-1)) && !cjk.test(text[0]) ? " " : "";
      if (chained && hits[i] && pieces.length && !pieces.at(-1)[1]) {
        const before = pieces.pop();
        pieces.push([before[0].slice(0, -1), false], [before[0].slice(-1), true]);
      }
      pieces.push([gap + text, hits[i]]);
      last = bare;
    });
    return pieces;
  }

  /* Pagefind also reports words that only begin like one asked for; of Chinese pairs only those asked for count. */
  function isHit(token, at, asked) {
    if (!asked.locations.has(at)) return false;
    const bare = token.replace(/[.]$/, "");
    return !pair.test(bare) || asked.pairs.some((one) => bare.startsWith(one));
  }

  function makeExcerpt(passage, asked) {
    const tokens = passage.tokens.slice(0, passage.shown);
    const hits = tokens.map((token, i) => isHit(token, passage.start + i, asked));
    const first = Math.max(0, hits.indexOf(true));
    const from = tokens.length <= CONTEXT ? 0 : Math.max(0, first - 12);
    const to = Math.min(tokens.length, from + CONTEXT);
    const element = document.createElement("span");
    if (from) element.append("… ");
    for (const [text, hit] of join(tokens.slice(from, to), hits.slice(from, to))) {
      if (!text) continue;
      if (!hit) element.append(text);
      else if (element.lastChild?.nodeName === "MARK") element.lastChild.append(text);
      else {
        const mark = document.createElement("mark");
        mark.append(text.trimStart());
        if (text !== text.trimStart()) element.append(" ");
        element.append(mark);
      }
    }
    if (to < tokens.length) element.append(" …");
    element.normalize();
    return element;
  }

  /* Titles before topics, key points, names, claims, digest, diagrams, transcript. */
  const RANK = { t: 0, m: 0, g: 1, p: 2, n: 3, c: 4, d: 5, f: 6, r: 7 };

  function show(data, pairs) {
    const asked = { locations: new Set(data.locations), pairs };
    const all = readPassages(data);
    for (const passage of all) {
      passage.hits = passage.tokens.filter((token, i) => isHit(token, passage.start + i, asked)).length;
    }
    const passages = all.filter((passage) => passage.hits);
    passages.sort((a, b) => RANK[a.kind] - RANK[b.kind] || b.hits - a.hits);
    const address = new URL(data.meta.address, root);
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = address;
    link.lang = data.meta.language;
    link.className = "search-title";
    link.append(data.meta.title);
    item.append(link);
    const facts = document.createElement("p");
    facts.className = "search-facts";
    facts.append(data.meta.facts);
    item.append(facts);
    const parts = document.createElement("ul");
    const own = passages.filter((one) => !"tg".includes(one.kind) && one.shown).slice(0, PASSAGES);
    if (!own.length) own.push(...all.filter((one) => "pm".includes(one.kind)).slice(0, 1));
    for (const passage of own) {
      const part = document.createElement("li");
      const place = document.createElement("a");
      const isTop = passage.id.startsWith("_");
      place.href = isTop ? address : `${address.href.split("#")[0]}#${passage.id}`;
      if (!isTop && passage.kind !== "m") {
        const kind = document.createElement("b");
        kind.append(passage.time ? `≈ ${passage.time.replace(/^≈\s*/, "")}` : words[passage.kind]);
        place.append(kind);
      }
      place.append(makeExcerpt(passage, asked));
      part.append(place);
      parts.append(part);
    }
    if (parts.children.length) item.append(parts);
    return { item, rank: Math.min(9, ...passages.map((passage) => RANK[passage.kind])) };
  }

  /* Whether a page shows each run of Chinese as it was asked for: the pairs alone may stand apart. */
  function holdsRuns(data, runs) {
    if (!runs.length) return true;
    const text = join(data.raw_content.split(/\s+/), []).map(([piece]) => piece).join("");
    return runs.every((run) => text.includes(run));
  }

  async function find(query) {
    const module = await load();
    const { term, runs, rest, pairs } = cut(await fold(query));
    if (!term) return { results: [], runs, pairs };
    const found = await module.search(term);
    if (found.results.length || !(runs.length + rest.split(/\s+/).length > 1)) return { results: found.results, runs, pairs };
    /* No page has all of it: pages that have some of it, the most complete ones first. */
    const parts = [...rest.split(/\s+/), ...runs.map((run) => cut(run).term)].filter(Boolean);
    const scores = new Map();
    for (const part of parts) {
      for (const result of (await module.search(part)).results) {
        const known = scores.get(result.id) ?? { result, count: 0 };
        known.count += 1 + result.score / 1000;
        scores.set(result.id, known);
      }
    }
    const some = [...scores.values()].sort((a, b) => b.count - a.count).map((one) => one.result);
    return { results: some, runs: [], pairs, isPartial: true };
  }

  async function search() {
    const turn = ++asked;
    const query = input.value.trim();
    dialog.toggleAttribute("data-busy", Boolean(query));
    if (!query) return render({ results: [], runs: [], pairs: [] }, "", turn);
    try {
      const found = await find(query);
      if (turn !== asked) return;
      await render(found, query, turn);
    } catch {
      if (turn === asked) {
        status.textContent = words.failed;
        engine = undefined;
      }
    }
    if (turn === asked) dialog.removeAttribute("data-busy");
  }

  async function render({ results, runs, pairs, isPartial }, query, turn) {
    let position = 0;
    const items = [];
    async function next() {
      const made = [];
      while (made.length < SHOWN && position < results.length) {
        const batch = results.slice(position, position + 2 * SHOWN);
        position += batch.length;
        for (const data of await Promise.all(batch.map((result) => result.data()))) {
          if (holdsRuns(data, runs)) made.push(show(data, pairs));
        }
      }
      made.sort((a, b) => a.rank - b.rank);
      items.push(...made);
      return made.map(({ item }) => item);
    }
    const made = await next();
    if (turn !== asked) return;
    list.replaceChildren(...made);
    const total = items.length + results.length - position;
    const found = isPartial ? words.some : total === 1 ? words.one : words.many.replace("{}", total);
    const text = !query ? "" : total ? found : words.none;
    status.textContent = text;
    more.hidden = position >= results.length;
    more.onclick = async () => {
      const added = await next();
      if (turn !== asked) return;
      list.append(...added);
      more.hidden = position >= results.length;
      added[0]?.querySelector("a").focus();
    };
  }

  /* Up and down go through the links, from the field and back. */
  dialog.addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const links = [input, ...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
  });
  input.addEventListener("keydown", (event) => {
    const first = list.querySelector("a");
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (first && !dialog.hasAttribute("data-busy")) first.click();
  });
  let waiting;
  input.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(waiting);
    waiting = setTimeout(search, 60);
  });
  input.addEventListener("compositionend", search);
  list.addEventListener("click", (event) => event.target.closest("a") && dialog.close());
  load().catch(() => (engine = undefined));
  if (input.value) search();
  script.dispatchEvent(new Event("ready"));
})();

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
  const labels = JSON.parse(dialog.dataset.words);
  const root = new URL(dialog.dataset.root, document.baseURI);
  const base = new URL("search/", root);
  const SHOWN = 8;
  const PASSAGES = 3;
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
      const instance = makeInstance(module);
      await instance.options({ baseUrl: "/", ranking: { termSaturation: 1.2, pageLength: 0.1, termFrequency: 0.6 } });
      await instance.init();
      return instance;
    });
    return engine;
  }

  /* On a page that says it is Chinese, Pagefind 1.5 cuts queries by the browser's dictionary, and there is no option
     against it: pairs that are no word would be cut apart. It reads the page's language while it makes an instance. */
  function makeInstance(module) {
    const page = document.documentElement;
    const { lang } = page;
    page.lang = "en";
    try {
      return module.createInstance();
    } finally {
      page.lang = lang;
    }
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
    const rest = query.replace(new RegExp(`[${HAN}]+`, "g"), " ").replace(/["“”，。、]/g, " ").trim();
    const words = rest.toLowerCase().split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
    return { term: [...words, ...pairs].join(" "), runs, words };
  }

  /* Tokens as text again: pairs that overlap are one run, and Chinese stands beside Latin without a blank. */
  function join(tokens) {
    let text = "";
    let last = "";
    for (const token of tokens) {
      if (token === SEPARATOR) {
        text += " ";
        last = "";
        continue;
      }
      const bare = token.replace(/[.]$/, "");
      const chained = pair.test(bare) && bare.length === 2 && pair.test(last) && last.at(-1) === bare[0];
      const gap = !chained && last && !cjk.test(text.at(-1)) && !cjk.test(token[0]) ? " " : "";
      text += chained ? token.slice(1) : gap + token;
      last = bare;
    }
    return text;
  }

  /* The passages of a result: their words, and where they begin in the index. What is shown is put together for the few
     that are looked at. */
  function readPassages(data) {
    const tokens = data.raw_content.split(/\s+/);
    const times = data.meta.times.split("|");
    return data.anchors.map((anchor, i) => {
      const kind = data.meta.kinds[i];
      const own = tokens.slice(anchor.location, data.anchors[i + 1]?.location ?? tokens.length);
      return { id: anchor.id, kind, time: kind === "r" ? times.shift() : "", start: anchor.location, tokens: own };
    });
  }

  /* The words of a passage as they are shown. */
  function getShown(passage) {
    const names = passage.tokens.findIndex((token) => token.startsWith(NAMES));
    passage.shown ??= join(names < 0 ? passage.tokens : passage.tokens.slice(0, names)).replace(/[.]$/, (stop, at, text) =>
      cjk.test(text[at - 1]) ? "" : stop
    );
    return passage.shown;
  }

  /* Pagefind also reports words that only begin like the one asked for; those that hold most of it count. */
  function stem(word) {
    return word.length > 5 ? word.slice(0, Math.max(4, word.length - 3)) : word;
  }
  function judge(passage, data, query) {
    const found = passage.tokens.filter((token, i) => data.found.has(passage.start + i));
    const hits = found.filter((token) => !pair.test(token.replace(/[.]$/, "")));
    const words = hits.map((token) => token.toLowerCase()).filter((token) => query.words.some((word) => token.includes(stem(word))));
    const text = query.runs.length && found.length ? join(passage.tokens) : "";
    passage.words = [...new Set(words)];
    passage.runs = query.runs.filter((run) => text.includes(run));
    passage.hits = passage.words.length + 2 * passage.runs.length;
    passage.isShown = passage.words.length > 0 || passage.runs.some((run) => getShown(passage).includes(run));
  }

  /* Whether a page has every word and every run of Chinese: Pagefind knows the pairs, not that they follow one another. */
  function holds(passages, query) {
    const all = passages.flatMap((passage) => passage.words).join(" ");
    return (
      query.words.every((word) => all.includes(stem(word))) &&
      query.runs.every((run) => passages.some((passage) => passage.runs.includes(run)))
    );
  }

  /* The words around the first hit, all hits marked. */
  function makeExcerpt(passage) {
    const element = document.createElement("span");
    const text = getShown(passage);
    const marks = [...passage.runs, ...passage.words.map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ""))].filter(Boolean);
    const pattern = marks.length ? new RegExp(marks.map((mark) => mark.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "gi") : /(?!)/g;
    const length = cjk.test(text.slice(0, 20)) ? 90 : 220;
    const first = Math.max(0, text.search(pattern));
    let from = text.length <= length ? 0 : Math.max(0, first - Math.round(length / 4));
    if (from) from = text.slice(0, from).search(/[\s，。；、：]\S*$/) + 1 || from;
    let to = Math.min(text.length, from + length);
    if (to < text.length && !cjk.test(text[to])) to = text.lastIndexOf(" ", to) > from ? text.lastIndexOf(" ", to) : to;
    const shown = text.slice(from, to);
    if (from) element.append("… ");
    let end = 0;
    for (const match of shown.matchAll(pattern)) {
      const mark = document.createElement("mark");
      mark.append(match[0]);
      element.append(shown.slice(end, match.index), mark);
      end = match.index + match[0].length;
    }
    element.append(shown.slice(end), to < text.length ? " …" : "");
    return element;
  }

  /* Titles and terms before topics, key points, names, claims, digest, diagrams, transcript. */
  const RANK = { t: 0, m: 0, g: 1, p: 2, n: 3, c: 4, d: 5, f: 6, r: 7 };

  /* A result as an item of the list, with its rank; nothing where it does not hold what was asked for. */
  function show(data, query) {
    data.found = new Set(data.locations);
    const all = readPassages(data);
    for (const passage of all) judge(passage, data, query);
    if (!query.isPartial && !holds(all, query)) return null;
    const hit = all.filter((passage) => passage.hits);
    hit.sort((a, b) => RANK[a.kind] - RANK[b.kind] || b.hits - a.hits);
    const address = new URL(data.meta.address, root);
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: address, lang: data.meta.language, className: "search-title" });
    link.append(data.meta.title);
    const facts = Object.assign(document.createElement("p"), { className: "search-facts" });
    facts.append(data.meta.facts);
    const parts = document.createElement("ul");
    const own = hit.filter((one) => !"tg".includes(one.kind) && one.isShown).slice(0, PASSAGES);
    if (!own.length) own.push(...all.filter((one) => "pm".includes(one.kind)).slice(0, 1));
    parts.append(...own.map((passage) => showPassage(passage, address)));
    item.append(link, facts, ...(own.length ? [parts] : []));
    return { item, rank: Math.min(9, ...hit.map((passage) => RANK[passage.kind])) };
  }

  function showPassage(passage, address) {
    const isTop = passage.id.startsWith("_");
    const link = document.createElement("a");
    link.href = isTop ? address : `${address.href.split("#")[0]}#${passage.id}`;
    if (!isTop && passage.kind !== "m") {
      const kind = document.createElement("b");
      kind.append(passage.time ? `≈ ${passage.time.replace(/^≈\s*/, "")}` : labels[passage.kind]);
      link.append(kind, " ");
    }
    link.append(makeExcerpt(passage));
    const part = document.createElement("li");
    part.append(link);
    return part;
  }

  async function find(text) {
    const module = await load();
    const query = cut(await fold(text));
    if (!query.term) return { results: [], query };
    const found = await module.search(query.term);
    const parts = [...query.words, ...query.runs.map((run) => cut(run).term)];
    if (found.results.length || parts.length < 2) return { results: found.results, query };
    /* No page has all of it: pages that have some of it, the most complete ones first. */
    const scores = new Map();
    for (const part of parts) {
      for (const result of (await module.search(part)).results) {
        const known = scores.get(result.id) ?? { result, count: 0 };
        known.count += 1 + result.score / 1000;
        scores.set(result.id, known);
      }
    }
    const some = [...scores.values()].sort((a, b) => b.count - a.count).map((one) => one.result);
    return { results: some, query: { ...query, isPartial: true } };
  }

  async function search() {
    const turn = ++asked;
    const query = input.value.trim();
    dialog.toggleAttribute("data-busy", Boolean(query));
    if (!query) return render({ results: [], query: {} }, turn, "");
    try {
      const found = await find(query);
      if (turn !== asked) return;
      await render(found, turn, query);
    } catch {
      if (turn === asked) {
        status.textContent = labels.failed;
        engine = undefined;
      }
    }
    if (turn === asked) dialog.removeAttribute("data-busy");
  }

  async function render({ results, query }, turn, text) {
    let position = 0;
    const items = [];
    async function next() {
      const made = [];
      while (made.length < SHOWN && position < results.length) {
        const batch = results.slice(position, position + SHOWN);
        position += batch.length;
        for (const data of await Promise.all(batch.map((result) => result.data()))) {
          const shown = show(data, query);
          if (shown) made.push(shown);
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
    const found = query.isPartial ? labels.some : total === 1 ? labels.one : labels.many.replace("{}", total);
    status.textContent = !text ? "" : total ? found : labels.none;
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

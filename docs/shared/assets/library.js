/* The library: its form is the state, the address is the form written down, the cards show what fits. */
"use strict";

(() => {
  const form = document.querySelector("form.filters");
  const list = document.querySelector(".library .cards");
  const status = document.querySelector(".shown [role=status]");
  const chips = document.querySelector(".shown .chips");
  const none = document.querySelector(".library .none");
  const topicFold = form.querySelector(".topic-fold");
  const topics = [...form.querySelectorAll("input[name=topic]")];
  const choices = [...form.querySelectorAll("select:not([name=sort])")];
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

  const simplify = (text) => text.normalize("NFKC").toLowerCase();
  const names = new Map(topics.map((box) => [box.value, box.dataset.names]));

  /* A card as it is compared. Its order in the page is newest first. */
  const works = [...list.children].map((card, place) => {
    const { topic, minutes, words, ...values } = card.dataset;
    const own = new Set(topic.split(" ").filter(Boolean));
    const title = card.querySelector(".card-title").textContent;
    const shown = [...card.querySelectorAll(".other-title, .card-point, .card-where > :first-child")];
    const texts = [title, words, ...shown.map((part) => part.textContent), ...[...own].map((id) => names.get(id))];
    const dated = card.querySelector("time").dateTime !== "";
    return { card, place, topics: own, values, minutes: Number(minutes), title, dated, text: simplify(texts.join("\n")) };
  });

  const ORDERS = {
    oldest: (a, b) => !a.dated - !b.dated || b.place - a.place,
    title: (a, b) => collator.compare(a.title, b.title) || a.place - b.place,
    shortest: (a, b) => a.minutes - b.minutes || a.place - b.place,
  };

  const read = () => [...new FormData(form)].filter(([, value]) => value.trim());

  /* Which filters a work fails: those of choices by name, topics and words as one each. */
  function findFailures(work, wanted) {
    const failures = choices.filter(({ name, value }) => value && work.values[name] !== value).map(({ name }) => name);
    if (!wanted.topics.every((id) => work.topics.has(id))) failures.push("topic");
    if (!wanted.words.every((word) => work.text.includes(word))) failures.push("words");
    return failures;
  }

  /* Show the works that fit, and at every option how many would fit if it were chosen. */
  function filter() {
    const wanted = {
      topics: topics.filter((box) => box.checked).map((box) => box.value),
      words: simplify(form.words.value).split(/\s+/).filter(Boolean),
    };
    const counts = new Map();
    const count = (name, value) => counts.set(`${name} ${value}`, (counts.get(`${name} ${value}`) ?? 0) + 1);
    let shown = 0;
    for (const work of works) {
      const failures = findFailures(work, wanted);
      work.card.hidden = failures.length > 0;
      shown += !failures.length;
      for (const { name } of choices) if (failures.every((failed) => failed === name)) count(name, work.values[name]);
      if (!failures.length) for (const id of work.topics) count("topic", id);
    }
    showCounts(counts);
    showState(shown);
  }

  function showCounts(counts) {
    const get = (name, value) => counts.get(`${name} ${value}`) ?? 0;
    for (const choice of choices) {
      for (const option of choice.options) {
        if (!option.value) continue;
        const count = get(choice.name, option.value);
        option.textContent = `${option.dataset.label} (${count})`;
        option.disabled = !count && !option.selected;
      }
    }
    for (const box of topics) {
      const count = get("topic", box.value);
      box.parentElement.querySelector("small").textContent = count;
      box.disabled = !count && !box.checked;
    }
  }

  function showState(shown) {
    const set = read().filter(([name]) => name !== "sort");
    const text = set.length ? status.dataset.shown : status.dataset.all;
    status.textContent = text.replace("{n}", shown).replace("{m}", works.length);
    none.hidden = shown > 0;
    for (const button of document.querySelectorAll(".shown .reset")) button.hidden = !set.length;
    for (const choice of form.querySelectorAll("select")) choice.classList.toggle("on", choice.value !== "");
    const folded = set.filter(([name]) => name !== "words").length;
    form.querySelector(".fold b").textContent = folded || "";
    topicFold?.classList.toggle("on", topics.some((box) => box.checked));
    chips.replaceChildren(...set.filter(([name]) => name !== "words").map(makeChip));
  }

  function makeChip([name, value]) {
    const chip = document.createElement("button");
    const part = form.querySelector(`[name=${name}] option[value="${CSS.escape(value)}"], [name=${name}][value="${CSS.escape(value)}"]`);
    chip.type = "button";
    chip.className = "chip";
    chip.dataset.name = name;
    chip.textContent = part.dataset.label;
    chip.setAttribute("aria-label", chips.dataset.remove.replace("{}", part.dataset.label));
    chip.addEventListener("click", () => {
      if (part.type === "checkbox") part.checked = false;
      else part.parentElement.value = "";
      const place = [...chips.children].indexOf(chip);
      change();
      (chips.children[Math.min(place, chips.children.length - 1)] ?? form.words).focus();
    });
    return chip;
  }

  function sort() {
    const order = ORDERS[form.sort.value] ?? ((a, b) => a.place - b.place);
    list.append(...[...works].sort(order).map((work) => work.card));
  }

  /* The address: a new step of the history for a choice; the letters of a word are one step. */
  function write(step) {
    const query = new URLSearchParams(read()).toString();
    const address = `${location.pathname}${query && "?"}${query}${location.hash}`;
    if (address !== location.pathname + location.search + location.hash) history[step](history.state, "", address);
  }
  function change() {
    typing = false;
    sortIfChanged();
    filter();
    write("pushState");
  }
  let typing = false;
  let sorted = "";
  function sortIfChanged() {
    if (form.sort.value === sorted) return;
    sorted = form.sort.value;
    sort();
  }

  /* The form as the address says; what the library does not know is left out. */
  function restore() {
    form.reset();
    for (const [name, value] of new URLSearchParams(location.search)) {
      const control = form.elements[name];
      if (name === "words") control.value = value.slice(0, control.maxLength);
      else if (name === "topic") topics.filter((box) => box.value === value).forEach((box) => (box.checked = true));
      else if (control instanceof HTMLSelectElement) {
        control.value = [...control.options].some((option) => option.value === value) ? value : "";
      }
    }
    sortIfChanged();
    filter();
  }

  form.words.addEventListener("input", () => {
    filter();
    write(typing ? "replaceState" : "pushState");
    typing = true;
  });
  form.words.addEventListener("blur", () => (typing = false));
  form.addEventListener("change", (event) => event.target !== form.words && change());
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll(".library .reset")) {
    button.addEventListener("click", () => {
      const order = form.sort.value;
      form.reset();
      form.sort.value = order;
      change();
      form.words.focus();
    });
  }
  addEventListener("popstate", restore);

  /* What folds: all choices on a phone, topics elsewhere. A click beside it, or Escape, shuts it. */
  function fold(opener, panel) {
    const set = (open) => {
      opener.setAttribute("aria-expanded", open);
      panel.classList.toggle("open", open);
    };
    opener.addEventListener("click", () => set(!panel.classList.contains("open")));
    document.addEventListener("click", (event) => {
      if (!panel.contains(event.target) && event.target !== opener) set(false);
    });
    panel.parentElement.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !panel.classList.contains("open")) return;
      set(false);
      opener.focus();
      event.stopPropagation();
    });
    return () => set(false);
  }
  if (topicFold) fold(topicFold, form.querySelector("fieldset"));
  const shut = fold(form.querySelector(".fold"), form.querySelector(".choices"));
  form.querySelector(".done").addEventListener("click", () => {
    shut();
    form.querySelector(".fold").focus();
  });

  restore();
})();

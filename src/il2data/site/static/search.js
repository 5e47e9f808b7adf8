// Search over the index in search-index.js, which is loaded when the box is first used.
(function () {
  "use strict";
  const SHOWN = 30;
  const GREEK = { "α": "alpha", "β": "beta", "γ": "gamma", "κ": "kappa" };
  const box = document.querySelector(".search");
  if (!box) return;
  const root = document.documentElement.dataset.root;
  const input = box.querySelector("input"), list = box.querySelector("ul"), told = box.querySelector("[role=status]");
  let entries = null, current = -1;
  box.hidden = false;

  // Case, accents and hyphens do not count, so that NKTR214 finds NKTR-214.
  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f\u2010-\u2015-]/g, "").toLowerCase().replace(/[αβγκ]/g, (letter) => GREEK[letter]);
  }

  function load() {
    if (load.begun) return;
    load.begun = true;
    const script = document.createElement("script");
    script.src = root + "static/search-index.js";
    script.onload = function () {
      const index = window.IL2DATA_INDEX;
      const words = index.map((entry) => entry[4].map(fold));
      entries = index.map(function ([page, title, kind, table, , named], place) {
        const own = [fold(title), ...words[place]];
        return { page, title, kind, table, own, names: index[place][4], all: own.concat(...named.map((other) => words[other])).join("\n") };
      });
      if (input.value) find();
    };
    document.head.append(script);
  }

  // The smaller, the better: exact names, then entities, tables and pictures, then what facts and sources say themselves;
  // among equals, words found at the beginning of words, so that NK comes before monkey.
  function rank(entry, query, starts) {
    const thing = entry.kind !== "fact" && entry.kind !== "source";
    if (entry.own.includes(query) || entry.own.includes(query.replaceAll(" ", ""))) return thing ? 0 : 1;
    const itself = starts.every((start) => start.test(entry.own.join("\n")));
    if (thing) return entry.own.some((name) => name.startsWith(query)) ? 2 : itself ? 3 : 4;
    return (itself ? 5 : 6) + (entry.kind === "source" ? 2 : 0);
  }

  function marked(title, words) {
    const line = document.createElement("span");
    const at = [];
    let folded = "";
    Array.from(title).forEach(function (letter, place) {
      const part = fold(letter);
      for (let i = 0; i < part.length; i += 1) at.push(place);
      folded += part;
    });
    const hit = new Set();
    for (const word of words) {
      for (let from = folded.indexOf(word); from >= 0; from = folded.indexOf(word, from + word.length)) {
        for (let i = from; i < from + word.length; i += 1) hit.add(at[i]);
      }
    }
    Array.from(title).forEach(function (letter, place) {
      const last = line.lastChild;
      if (hit.has(place) && last && last.nodeName === "MARK") last.append(letter);
      else if (hit.has(place)) line.append(Object.assign(document.createElement("mark"), { textContent: letter }));
      else line.append(letter);
    });
    line.normalize();
    return line;
  }

  function close() {
    list.hidden = true;
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function find() {
    const query = fold(input.value).trim();
    const words = query.split(/\s+/).filter(Boolean);
    const starts = words.map((word) => new RegExp("(?<![a-z0-9])" + word.replace(/[^a-z0-9]/g, "\\$&")));
    // What is written with a hyphen here may stand with a space there: half-life, half life.
    const apart = fold(input.value.replace(/[\u2010-\u2015-]/g, " ")).trim().split(/\s+/);
    close();
    list.textContent = "";
    told.textContent = "";
    if (!entries || !words.length) return;
    const found = entries.filter((entry) => [words, apart].some((all) => all.every((word) => entry.all.includes(word))));
    const ranked = found.map((entry) => [rank(entry, query, starts), entry]).sort((a, b) => a[0] - b[0] || a[1].title.length - b[1].title.length);
    ranked.slice(0, SHOWN).forEach(function ([, entry], place) {
      const item = document.createElement("li");
      item.id = "hit-" + place;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      // A name that was asked for and is not in the title is shown beside it.
      const also = fold(entry.title).includes(query) ? "" : entry.names.find((name) => fold(name).includes(query)) || "";
      const line = marked(entry.title, words);
      if (also) line.append(" (", marked(also, words), ")");
      item.append(line, Object.assign(document.createElement("small"), { textContent: entry.kind === "fact" || entry.kind === "entity" ? entry.table.replaceAll("_", " ") : entry.kind }));
      item.addEventListener("click", () => { location.href = root + entry.page; });
      item.dataset.page = entry.page;
      list.append(item);
    });
    told.textContent = found.length + (found.length === 1 ? " result" : " results") + (found.length > SHOWN ? ", the first " + SHOWN + " listed" : "");
    if (!found.length) {
      list.append(Object.assign(document.createElement("li"), { textContent: "Nothing found", className: "none" }));
      list.lastChild.setAttribute("role", "option");
      list.lastChild.setAttribute("aria-disabled", "true");
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  function move(step) {
    const options = list.querySelectorAll("[data-page]");
    if (list.hidden || !options.length) return;
    if (current >= 0) options[current].setAttribute("aria-selected", "false");
    current = (current + step + options.length + (current < 0 && step < 0 ? 1 : 0)) % options.length;
    options[current].setAttribute("aria-selected", "true");
    options[current].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[current].id);
  }

  input.addEventListener("focus", load);
  input.addEventListener("input", function () { load(); find(); });
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) find();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      const option = list.querySelectorAll("[data-page]")[Math.max(current, 0)];
      if (option && !list.hidden) location.href = root + option.dataset.page;
    } else if (event.key === "Escape") {
      event.preventDefault(); // the first one closes the list; the box would empty itself
      if (list.hidden) input.value = "";
      close();
    }
  });
  // Pressing the mouse on a result would move the focus out of the box and close the list before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  document.addEventListener("click", function (event) { if (!box.contains(event.target)) close(); });
  document.addEventListener("focusin", function (event) { if (!box.contains(event.target)) close(); });
})();

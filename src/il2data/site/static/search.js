// The search box: answers as one types, by pointer and by keyboard.
(function () {
  "use strict";
  const { load, find, line, root, about } = window.IL2DATA_FIND;
  // How many of each list are shown under the box; all stand on the page of results.
  const SHOWN = { named: 4, answers: 4, pages: 3, things: 6, facts: 8, sources: 3 };
  const box = document.querySelector(".search");
  if (!box) return;
  const input = box.querySelector("input"), list = box.querySelector("ul"), told = box.querySelector("[role=status]");
  let ready = false, current = -1;
  box.hidden = false;

  function close() {
    list.hidden = true;
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function option(content, page) {
    const item = document.createElement("li");
    item.id = "hit-" + list.children.length;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(...content);
    if (page) {
      item.dataset.page = page;
      item.addEventListener("click", (event) => { if (event.ctrlKey || event.metaKey) window.open(root + page); else location.href = root + page; });
      item.addEventListener("auxclick", (event) => { if (event.button === 1) window.open(root + page); });
    } else {
      item.className = "none";
      item.setAttribute("aria-disabled", "true");
    }
    list.append(item);
  }

  function answer() {
    close();
    list.textContent = "";
    told.textContent = "";
    if (!ready || !input.value.trim()) return;
    const found = find(input.value);
    const named = found.things.filter(({ rank }) => rank < 3), things = found.things.filter(({ rank }) => rank > 2);
    const lists = { named, answers: found.answers, pages: found.pages, things, facts: found.facts, sources: found.sources };
    const total = Object.values(lists).reduce((sum, entries) => sum + entries.length, 0);
    for (const [typed, word] of found.corrected) if (total) option(["Nothing has “" + typed + "”; these have “" + word + "”."], "");
    for (const [name, entries] of Object.entries(lists)) {
      for (const entry of entries.slice(0, SHOWN[name])) option([line(entry, found.asked), Object.assign(document.createElement("small"), { textContent: about(entry) })], entry.page);
    }
    if (total) option(["All " + total + (total === 1 ? " result" : " results")], "search.html?q=" + encodeURIComponent(input.value.trim()));
    else option(["Nothing found"], "");
    told.textContent = total + (total === 1 ? " result" : " results");
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

  function begin() {
    load(function () {
      if (!ready) { ready = true; if (input.value && document.activeElement === input) answer(); }
    });
  }

  input.addEventListener("focus", begin);
  input.addEventListener("input", function () { begin(); answer(); });
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) answer();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden && current >= 0) {
      event.preventDefault(); // else the form leads to the page of results
      location.href = root + list.querySelectorAll("[data-page]")[current].dataset.page;
    } else if (event.key === "Escape") {
      event.preventDefault(); // the first one closes the list, the second empties the box
      if (list.hidden) input.value = "";
      close();
    }
  });
  box.addEventListener("submit", (event) => { if (!input.value.trim()) event.preventDefault(); });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  // Pressing the mouse on a result would move the focus out of the box and close the list before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  document.addEventListener("click", function (event) { if (!box.contains(event.target)) close(); });
  document.addEventListener("focusin", function (event) { if (!box.contains(event.target)) close(); });
})();

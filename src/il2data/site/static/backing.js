// The picture of signalling: the evidence of what is selected in it stands in a panel at the side; in the lists, beneath its step.
(function () {
  "use strict";
  const drawing = document.querySelector(".drawing svg"), root = document.documentElement.dataset.root;
  const lists = [...document.querySelectorAll(".lane .step")], boxes = [...drawing.querySelectorAll("a[data-node]")];
  const make = (tag, looks, ...children) => {
    const made = document.createElement(tag);
    Object.assign(made, looks);
    made.append(...children);
    return made;
  };
  let loading = null;
  const load = () => loading ??= new Promise((done) => {
    const script = document.createElement("script");
    script.src = root + "static/backing-data.js";
    script.onload = () => done(window.IL2DATA_BACKING);
    script.onerror = () => done({ facts: {}, sources: [] });
    document.head.append(script);
  });

  function told(pieces, sources) {
    const rows = pieces.map(([stance, source, asserted, read]) => {
      const [title, published, page] = sources[source];
      return make("li", {}, make("span", { className: "stance " + stance }, stance), " ", make("a", { href: root + page }, title),
        make("small", {}, published + " · " + read, ...(asserted ? [" · gives: ", make("q", {}, asserted)] : [])));
    });
    return make("ul", { className: "backing" }, ...rows.length ? rows : [make("li", {}, "It stands on the page of the fact.")]);
  }

  // Each statement of a step with its status and its evidence after it.
  function back(step, { facts, sources }) {
    for (const item of step.querySelectorAll(".facts > li")) {
      const link = item.querySelector("a"), [status, pieces] = facts[link.pathname.match(/facts\/(.+)\.html$/)[1]] || ["", []];
      if (status && !item.querySelector(".status")) link.after(" ", make("span", { className: "status " + status }, status.replaceAll("_", " ")));
      item.append(told(pieces, sources));
    }
    return step;
  }

  const close = make("button", { type: "button", className: "copy" }, "Close");
  const body = make("div", {}), title = make("h2", { id: "selected" });
  const panel = make("section", { className: "panel", id: "panel", tabIndex: -1 }, close, title, body);
  panel.setAttribute("aria-labelledby", "selected");
  const status = make("p", { className: "hidden" }), rail = make("div", { className: "rail", hidden: true }, panel);
  status.setAttribute("role", "status");
  drawing.closest(".drawing").after(rail, status);
  let chosen = null;

  function copy(step, whole) {
    const made = step.cloneNode(true);
    made.querySelectorAll(whole ? ".button, .backing" : ".button, .backing, :scope > p").forEach((part) => part.remove());
    return made;
  }

  function put(mark, data) {
    const { node, from, to } = mark.dataset;
    const mine = lists.filter(({ dataset }) => node ? dataset.from === node || dataset.to === node : dataset.from === from && dataset.to === to);
    const parts = [];
    if (node) {
      const own = boxes.filter((box) => box.dataset.node === node);
      const called = own.find((box) => /entities\//.test(box.getAttribute("href")));
      title.replaceChildren(make("a", { href: called.getAttribute("href") }, called.getAttribute("aria-label")));
      // The tail of a chain is drawn from a fact of its own.
      for (const tail of own.filter((box) => box !== called)) parts.push(make("p", {}, make("a", { href: tail.getAttribute("href") }, tail.getAttribute("aria-label"))));
      for (const [heading, some] of [["What acts on it", mine.filter(({ dataset }) => dataset.to === node)], ["What it does", mine.filter(({ dataset }) => dataset.from === node)]]) {
        if (some.length) parts.push(make("h3", {}, heading), ...some.map((step) => back(copy(step, true), data)));
      }
    } else {
      title.replaceChildren(...mine[0].querySelector("p").cloneNode(true).childNodes);
      parts.push(...mine.map((step) => back(copy(step, false), data)));
    }
    body.replaceChildren(...parts);
    status.textContent = body.querySelectorAll(".facts > li").length + " statements with their evidence in the panel after the picture";
  }

  function select(mark, enter) {
    chosen?.classList.remove("chosen");
    chosen = mark;
    mark.classList.add("chosen");
    const box = mark.getBoundingClientRect(), all = drawing.getBoundingClientRect();
    rail.classList.toggle("left", box.x + box.width / 2 > all.x + all.width / 2);
    return load().then((data) => {
      if (chosen !== mark) return;
      put(mark, data);
      rail.hidden = false;
      panel.scrollTop = 0;
      if (enter) panel.focus();
    });
  }

  function leave() {
    const within = panel.contains(document.activeElement), mark = chosen;
    rail.hidden = true;
    status.textContent = "";
    mark?.classList.remove("chosen");
    chosen = null;
    if (within) { quiet = true; mark?.focus(); quiet = false; }
  }

  let quiet = false;
  const named = (event) => event.target.closest("a[data-node], a[data-from]");
  drawing.addEventListener("click", function (event) {
    const mark = named(event);
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // Who comes by the key goes on into the panel.
    select(mark, event.detail === 0);
  });
  drawing.parentElement.addEventListener("focusin", function (event) {
    if (!quiet && named(event)?.matches(":focus-visible")) select(named(event), false);
  });
  close.addEventListener("click", leave);

  for (const step of lists) {
    const button = make("button", { type: "button", className: "button" }, "Evidence");
    button.setAttribute("aria-expanded", "false");
    step.append(button);
  }
  function fold(step, open) {
    const button = step.querySelector(".button");
    button.setAttribute("aria-expanded", open);
    step.querySelectorAll(".backing").forEach((list) => list.remove());
    return open && load().then((data) => { if (!step.querySelector(".backing")) back(step, data); });
  }
  document.addEventListener("click", function (event) {
    const button = event.target.closest(".step > .button");
    if (button) fold(button.parentElement, button.getAttribute("aria-expanded") !== "true");
  });
  addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    const step = document.activeElement.closest(".step:has(> .button[aria-expanded=true])");
    if (step) { fold(step, false); step.querySelector(".button").focus(); } else if (!rail.hidden) leave();
  });
})();

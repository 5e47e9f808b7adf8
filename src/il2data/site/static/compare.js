// Sets what the address names side by side: #kind/first/second. Choosing changes the address, so that it can be shared.
(function () {
  "use strict";
  const data = window.IL2DATA_COMPARE, root = document.documentElement.dataset.root;
  const form = document.getElementById("choose"), kinds = form.elements.kind, chosen = [...form.elements.thing];
  const told = document.getElementById("told"), compared = document.getElementById("compared");
  const slug = (name) => name.replace(/[^A-Za-z0-9.-]/g, "_") + ".html";
  const make = (tag, properties, ...children) => { const made = Object.assign(document.createElement(tag), properties); made.append(...children); return made; };
  let filled = "";

  function asked() {
    const [kind, ...names] = location.hash.slice(1).split("/").map(decodeURIComponent);
    const found = data.find(([name]) => name === kind) || data[0];
    const things = [...new Set(names)].map((name) => found[3].find(([id]) => id === name));
    return { kind: found, things: things.filter(Boolean).slice(0, chosen.length), unknown: things.filter((thing) => !thing).length };
  }

  function fill(kind, things) {
    if (filled !== kind[0]) {
      for (const select of chosen) select.replaceChildren(new Option("none", ""), ...kind[3].map(([id, name]) => new Option(name, id)));
      filled = kind[0];
    }
    kinds.value = kind[0];
    chosen.forEach((select, at) => { select.value = things[at] ? things[at][0] : ""; });
  }

  function entry([facts, more], thing) {
    const cell = make("td", {}, make("span", { className: "of", textContent: thing[1] }));
    for (const [fact, text, status] of facts) {
      const link = make("a", { className: "whole-line", href: root + "facts/" + slug(fact), textContent: text });
      if (status) link.prepend(make("span", { className: "status " + status, textContent: status.replaceAll("_", " ") }), " ");
      cell.append(link);
    }
    if (more) cell.append(make("a", { className: "quiet", href: root + thing[2], textContent: "and " + more + " more" }));
    if (!facts.length) cell.append(make("span", { className: "quiet", textContent: "no row" }));
    return cell;
  }

  function show() {
    const { kind, things, unknown } = asked();
    fill(kind, things);
    told.textContent = (unknown ? unknown + " of the address " + (unknown === 1 ? "is" : "are") + " not known here. " : "") + (things.length < 2 ? "Choose two to four." : "");
    compared.replaceChildren();
    document.title = (things.length ? things.map(([, name]) => name).join(", ") + " · " : "") + "Compare · il2data";
    if (!things.length) return;
    const table = make("table", { className: "side" }, make("caption", { className: "hidden", textContent: things.map(([, name]) => name).join(", ") + " side by side" }));
    table.style.setProperty("--things", things.length);
    const head = table.createTHead().insertRow();
    for (const [, name, page] of things) head.append(make("th", { scope: "col" }, make("a", { href: root + page, textContent: name })));
    kind[2].forEach(function (title, at) {
      const cells = things.map((thing) => thing[3][at]);
      if (!cells.some(([facts]) => facts.length)) return;
      const body = table.createTBody();
      body.insertRow().append(make("th", { scope: "rowgroup", colSpan: things.length, textContent: title }));
      body.insertRow().append(...cells.map((cell, place) => entry(cell, things[place])));
    });
    compared.append(make("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: "Comparison" }, table));
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", function (event) {
    const names = event.target === kinds ? [] : [...new Set(chosen.map(({ value }) => value).filter(Boolean))];
    location.hash = [kinds.value, ...names.map(encodeURIComponent)].join("/");
  });
  addEventListener("hashchange", show);
  show();
})();

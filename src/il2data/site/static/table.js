// Shows the rows of this page's .data.js in the table widget: sorted by heading, filtered as a whole or by column.
(function () {
  "use strict";
  const { columns, lead, links, rows, status, words } = window.IL2DATA_TABLE;
  const root = document.documentElement.dataset.root;
  const table = document.getElementById("table");
  // An address may ask for rows: ?q=words, or ?status=disputed for a value of a column.
  const asked = new URLSearchParams(location.search);
  // What a number cannot be read without, and what stands between the two.
  const BESIDE = { value: ["comparator_value", " vs "], p_value: ["threshold", ", threshold "] };
  const place = (name) => columns.findIndex((column) => column.name === name);

  function escape(text) {
    return String(text).replace(/[&<>"']/g, (letter) => "&#" + letter.charCodeAt(0) + ";");
  }

  // A number from 10,000 on with its thousands set apart, as in sentences.
  const figure = (value) => (typeof value === "number" && Math.abs(value) >= 1e4 ? String(value).replace(/\d+/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",")) : String(value));

  // A number with its sign, its range where it has no other, what it is compared with, and its unit.
  function amount(here, value, row) {
    const column = columns[here], [other, between] = BESIDE[column.name] || [];
    let text = figure(value);
    if (column.name === "value" && column.unit !== undefined) {
      const sign = row[place("relation")], low = row[place("lower")], high = row[place("upper")];
      if (/^[<>~≤≥]/.test(sign || "") && text) text = sign + " " + text;
      if (!text && (low || high || low === 0)) text = figure(low) + "–" + figure(high);
    }
    const against = text && other && place(other) >= 0 ? row[place(other)] : "";
    if (against !== "") text += between + figure(against);
    const unit = text && column.unit !== undefined ? String(row[column.unit]).replace(/[{}]/g, "") : "";
    return escape(text) + (unit && unit !== "1" ? " <small>" + escape(unit) + "</small>" : "");
  }

  // What a cell is found by: the name or label that it shows, and its code.
  function found(here, value) {
    const name = (links[here][value] || [])[1] || words[here][value];
    return name ? name + " " + value : value;
  }

  function cell(here) {
    const column = columns[here];
    return function (value, purpose, row, meta) {
      const link = links[here][value];
      if (purpose === "display") {
        if (column.number) return '<div class="cut">' + amount(here, value, row) + "</div>";
        if (!link) return '<div class="cut">' + escape(words[here][value] ?? value) + "</div>";
        const address = /^https?:/.test(link[0]) ? link[0] : root + link[0];
        return '<div class="cut"><a href="' + escape(address) + '" title="' + escape(value) + '">' + escape(link[1] || value) + "</a></div>";
      }
      if (purpose === "sort" && column.ranks) return column.ranks[meta.row] ?? -Infinity;
      if (purpose === "sort" && column.number) return value === "" ? -Infinity : value;
      return found(here, value);
    };
  }

  // A column without any value is left to the data dictionary below.
  const order = new Set([0, ...lead, ...columns.keys()]);
  const filled = [...order].map((here) => [columns[here], here]).filter(([, here]) => rows.some((row) => row[here] !== ""));
  const shown = filled.map(([column, here]) => ({ name: column.name, title: column.title, data: here, render: cell(here), className: column.number ? "number" : "", type: column.number ? "num" : "string" }));
  if (status.length) {
    const mark = (name) => '<span class="status ' + name + '">' + name.replaceAll("_", " ") + "</span>";
    shown.splice(1, 0, { name: "fact_status", title: "Status of the fact", data: null, className: "", type: "string", render: (_, purpose, row, meta) => (purpose === "display" ? mark(status[meta.row]) : status[meta.row]) });
  }

  const head = table.createTHead();
  const titles = head.insertRow(), filters = head.insertRow();
  shown.forEach(function (column) {
    const title = document.createElement("th");
    title.textContent = column.title;
    title.scope = "col";
    titles.append(title);
    const box = document.createElement("input");
    box.type = "search";
    box.setAttribute("aria-label", "Filter " + column.title);
    filters.insertCell().append(box);
  });

  const widget = new window.DataTable(table, {
    data: rows,
    columns: shown.map(({ data, render, className, type }) => ({ data, render, className, type })),
    order: [],
    pageLength: 25,
    titleRow: 0,
    autoWidth: false,
    formatNumber: figure,
    search: { search: asked.get("q") || "" },
    language: { thousands: "", search: "Filter:", lengthMenu: "_MENU_ rows a page", info: "_START_ to _END_ of _TOTAL_ rows", infoFiltered: "(of _MAX_)", infoEmpty: "no rows", zeroRecords: "No row matches.", entries: { _: "rows", 1: "row" } },
  });
  // The table scrolls sideways in a box of its own, which the keyboard can reach.
  const box = table.parentElement;
  box.classList.add("sideways");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Rows, scrolled sideways");
  head.querySelectorAll("input").forEach(function (box, here) {
    box.addEventListener("input", () => widget.column(here).search(box.value).draw());
    box.value = asked.get(shown[here].name) || "";
    const place = shown[here].data;
    if (box.value) widget.column(here).search(place === null ? box.value : found(place, box.value), { exact: true }).draw();
  });
})();

// Shows the rows of this page's .data.js in the table widget: sorted by heading, filtered as a whole or by column.
(function () {
  "use strict";
  const { columns, links, rows } = window.IL2DATA_TABLE;
  const root = document.documentElement.dataset.root;
  const table = document.getElementById("table");
  // An address may ask for rows: ?q=words, or ?status=disputed for a value of a column.
  const asked = new URLSearchParams(location.search);

  function escape(text) {
    return String(text).replace(/[&<>"']/g, (letter) => "&#" + letter.charCodeAt(0) + ";");
  }

  function cell(place) {
    return function (value, purpose) {
      const link = links[place][value];
      if (purpose === "display") {
        if (!link) return '<div class="cut">' + escape(value) + "</div>";
        const address = /^https?:/.test(link[0]) ? link[0] : root + link[0];
        return '<div class="cut"><a href="' + escape(address) + '">' + escape(link[1] || value) + "</a>" + (link[1] ? " <small>" + escape(value) + "</small>" : "") + "</div>";
      }
      if (purpose === "sort" && columns[place].number) return value === "" ? -Infinity : value;
      return link && link[1] ? link[1] + " " + value : value;
    };
  }

  const head = table.createTHead();
  const titles = head.insertRow(), filters = head.insertRow();
  columns.forEach(function (column) {
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
    columns: columns.map((column, place) => ({ render: cell(place), className: column.number ? "number" : "", type: column.number ? "num" : "string" })),
    order: [],
    pageLength: 25,
    titleRow: 0,
    autoWidth: false,
    search: { search: asked.get("q") || "" },
    language: { thousands: "", search: "Filter:", lengthMenu: "_MENU_ rows a page", info: "_START_ to _END_ of _TOTAL_ rows", infoFiltered: "(of _MAX_)", infoEmpty: "no rows", zeroRecords: "No row matches.", entries: { _: "rows", 1: "row" } },
  });
  // The table scrolls sideways in a box of its own, which the keyboard can reach.
  const box = table.parentElement;
  box.classList.add("sideways");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Rows, scrolled sideways");
  head.querySelectorAll("input").forEach(function (box, place) {
    box.addEventListener("input", () => widget.column(place).search(box.value).draw());
    box.value = asked.get(columns[place].name) || "";
    if (box.value) widget.column(place).search(box.value, { exact: true }).draw();
  });
})();

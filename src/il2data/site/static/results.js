// The page of results: all that the search finds for the words in its address, by kind.
(function () {
  "use strict";
  const { load, find, line, root, about } = window.IL2DATA_FIND;
  const SHOWN = 25;
  const KINDS = { things: "Things", answers: "Recommended answers", pages: "Pages, pictures and tables", facts: "Facts", sources: "Sources" };
  const asked = (new URLSearchParams(location.search).get("q") || "").trim();
  const told = document.getElementById("told"), results = document.getElementById("results");
  document.querySelector(".search input").value = asked;
  if (!asked) return;
  document.title = asked + " · " + document.title;
  load(function () {
    const found = find(asked);
    let total = 0;
    for (const [kind, title] of Object.entries(KINDS)) {
      const entries = found[kind];
      total += entries.length;
      if (!entries.length) continue;
      const heading = Object.assign(document.createElement("h2"), { id: kind, textContent: title + " " });
      heading.append(Object.assign(document.createElement("span"), { className: "quiet", textContent: entries.length }));
      const list = Object.assign(document.createElement("ul"), { className: "facts" });
      function show(some) {
        for (const entry of some) {
          const link = Object.assign(document.createElement("a"), { href: root + entry.page }), item = document.createElement("li");
          link.append(line(entry, found.asked));
          item.append(link, " ", Object.assign(document.createElement("small"), { textContent: about(entry) }));
          list.append(item);
        }
      }
      show(entries.slice(0, SHOWN));
      results.append(heading, list);
      if (entries.length > SHOWN) {
        const more = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Show all " + entries.length });
        more.addEventListener("click", function () { show(entries.slice(SHOWN)); more.remove(); });
        results.append(more);
      }
    }
    const taken = found.corrected.map(([typed, word]) => " Nothing has “" + typed + "”; these have “" + word + "”.").join("");
    told.textContent = total + (total === 1 ? " result" : " results") + " for “" + asked + "”." + (total ? taken : "");
  });
})();

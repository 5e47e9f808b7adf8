// A picture is one stop of the tab key: arrow keys go from mark to mark, Home and End to the first and the last.
(function () {
  "use strict";
  for (const drawing of document.querySelectorAll(".drawing svg")) {
    const marks = [...drawing.querySelectorAll("a:not([aria-hidden])")];
    if (marks.length < 2) continue;
    const middle = (mark) => { const box = mark.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };
    function nearest(from, right, down) {
      const [x, y] = middle(from);
      let best = null, least = Infinity;
      for (const mark of marks) {
        if (!mark.checkVisibility()) continue;
        const [a, b] = middle(mark), along = (a - x) * right + (b - y) * down, aside = Math.abs((a - x) * down) + Math.abs((b - y) * right);
        if (along > 2 && along + 3 * aside < least) [best, least] = [mark, along + 3 * aside];
      }
      return best;
    }
    const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    const first = marks.find((mark) => mark.checkVisibility()) || marks[0];
    marks.filter((mark) => mark !== first).forEach((mark) => mark.setAttribute("tabindex", "-1"));
    drawing.addEventListener("keydown", function (event) {
      const from = event.target.closest("a");
      if (!from || event.ctrlKey || event.metaKey || event.altKey) return;
      const to = event.key === "Home" ? marks[0] : event.key === "End" ? marks.at(-1) : WAYS[event.key] && nearest(from, ...WAYS[event.key]);
      if (!WAYS[event.key] && !to) return;
      event.preventDefault();
      if (!to) return;
      from.setAttribute("tabindex", "-1");
      to.removeAttribute("tabindex");
      to.focus();
    });
  }
})();

// A picture is one stop of the tab key: arrow keys go from mark to mark, Home and End to the first and the last. What a mark
// says stands beside it under the pointer, in focus, and at the first tap of a finger; the second opens its page.
(function () {
  "use strict";
  const card = Object.assign(document.createElement("div"), { className: "tip", hidden: true, ariaHidden: "true" });
  document.body.append(card);
  let tapped = null;

  function tell(mark, more) {
    card.hidden = !mark;
    if (!mark) return;
    card.textContent = mark.getAttribute("aria-label").replace(/\.$/, "") + (more ? ". " + more : "");
    const box = mark.getBoundingClientRect(), below = box.bottom + 8 + card.offsetHeight < innerHeight;
    card.style.left = Math.max(8, Math.min(box.left + box.width / 2 - card.offsetWidth / 2, innerWidth - card.offsetWidth - 8)) + "px";
    card.style.top = Math.max(8, below ? box.bottom + 8 : Math.min(box.top, innerHeight) - card.offsetHeight - 8) + "px";
  }

  function telling(drawing) {
    const named = (event) => event.target.closest("a[aria-label]");
    // The browser's own tip would say it again.
    for (const title of drawing.querySelectorAll("a > title")) {
      title.parentElement.setAttribute("aria-label", title.textContent);
      title.remove();
    }
    drawing.addEventListener("pointerover", (event) => { if (event.pointerType !== "touch") tell(named(event)); });
    drawing.addEventListener("pointerleave", () => tell(null));
    // Not on the drawing: one that listens for focus would be a stop of its own.
    const box = drawing.parentElement;
    box.addEventListener("focusin", (event) => { if (named(event)?.matches(":focus-visible")) tell(named(event)); });
    box.addEventListener("focusout", () => tell(null));
    drawing.addEventListener("click", function (event) {
      const mark = named(event);
      // A picture of its own ways with a mark has told it already.
      if (event.defaultPrevented || event.pointerType !== "touch" || !mark || mark === tapped) return;
      event.preventDefault();
      tapped = mark;
      tell(mark, "Tap again to open it.");
    });
  }
  addEventListener("keydown", (event) => { if (event.key === "Escape") tell(null); });
  addEventListener("scroll", () => tell(null), { passive: true });
  for (const drawing of document.querySelectorAll(".drawing svg")) {
    telling(drawing);
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

// The picture of signalling: shows the main molecules first, filters the lines, and dims what is not joined to the box under the pointer.
(function () {
  "use strict";
  const form = document.getElementById("steps-shown"), told = form.querySelector("[role=status]");
  const drawing = document.querySelector(".drawing svg");
  const lines = [...drawing.querySelectorAll("a[data-from]")], boxes = [...drawing.querySelectorAll("a[data-node]")];
  const show = (mark, shown) => { mark.style.display = shown ? "" : "none"; };

  function filter() {
    const { all, certainty, species, lane } = form.elements;
    const joined = new Set(["IL-2"]);
    let left = 0;
    for (const line of lines) {
      const { from, to } = line.dataset;
      const fits = (all.checked || line.dataset.main) && certainty.value.split(" ").includes(line.dataset.certainty)
        && (!species.value || line.dataset.species.split(" ").includes(species.value)) && (!lane.value || line.dataset.lane === lane.value);
      show(line, fits);
      if (fits) { joined.add(from).add(to); left += 1; }
    }
    // A box without a line is left where nothing was asked for but all.
    const open = !species.value && !lane.value;
    for (const box of boxes) show(box, joined.has(box.dataset.node) || (open && (all.checked || box.dataset.main)));
    told.textContent = left + " of " + lines.length + " pairs";
  }

  function light(name) {
    const near = new Set([name]);
    for (const { dataset: { from, to } } of lines) { if (from === name) near.add(to); if (to === name) near.add(from); }
    for (const line of lines) line.classList.toggle("dim", Boolean(name) && line.dataset.from !== name && line.dataset.to !== name);
    for (const box of boxes) box.classList.toggle("dim", Boolean(name) && !near.has(box.dataset.node));
  }

  form.hidden = false;
  document.querySelector("figure").before(form);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  for (const kind of ["pointerover", "focusin"]) drawing.addEventListener(kind, (event) => light(event.target.closest("a[data-node]")?.dataset.node || ""));
  for (const kind of ["pointerleave", "focusout"]) drawing.addEventListener(kind, () => light(""));
  filter();
})();

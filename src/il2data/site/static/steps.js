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

  // The shortest way along rows that are not refuted and say that something happens; what ends at the goal where there is none.
  const asked = document.getElementById("steps-path"), answer = document.getElementById("path");
  const leading = [...document.querySelectorAll(".lane .step[data-leads]")];
  function way(from, to) {
    const came = new Map([[from, null]]);
    for (const name of came.keys()) for (const step of leading) if (step.dataset.from === name && !came.has(step.dataset.to)) came.set(step.dataset.to, step);
    const steps = [];
    for (let step = came.get(to); step; step = came.get(step.dataset.from)) steps.unshift(step);
    return steps;
  }
  function trace() {
    const { from, to } = asked.elements;
    answer.hidden = !from.value || !to.value || from.value === to.value;
    if (answer.hidden) return;
    const called = (select) => select.selectedOptions[0].textContent, steps = way(from.value, to.value);
    const ends = steps.length ? steps : leading.filter((step) => step.dataset.to === to.value);
    answer.querySelector("p").textContent = steps.length
      ? steps.length + (steps.length === 1 ? " step" : " steps") + " from " + called(from) + " to " + called(to) + ", the fewest that rows give:"
      : "No rows lead from " + called(from) + " to " + called(to) + (ends.length ? "; what rows say of " + called(to) + " itself:" : ", and none ends there.");
    answer.querySelector("div").replaceChildren(...ends.map((step) => step.cloneNode(true)));
    for (const line of lines) line.classList.toggle("dim", steps.length > 0 && !steps.some(({ dataset }) => dataset.from === line.dataset.from && dataset.to === line.dataset.to));
  }
  asked.hidden = false;
  asked.addEventListener("submit", (event) => event.preventDefault());
  asked.addEventListener("input", trace);
  form.hidden = false;
  document.querySelector("figure").before(form, asked, answer);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  for (const kind of ["pointerover", "focusin"]) drawing.parentElement.addEventListener(kind, (event) => light(event.target.closest("a[data-node]")?.dataset.node || ""));
  for (const kind of ["pointerleave", "focusout"]) drawing.parentElement.addEventListener(kind, () => light(""));
  filter();
})();

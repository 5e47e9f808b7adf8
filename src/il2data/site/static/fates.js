// Filters the list of medicines, and gathers those that are to be compared.
(function () {
  "use strict";
  const MOST = 4;
  const form = document.getElementById("filters"), compare = document.getElementById("compare"), told = form.querySelector("[role=status]");
  const groups = [...document.querySelectorAll(".fates")];
  const rows = [...document.querySelectorAll(".fates tbody tr")];
  const picks = [...document.querySelectorAll(".pick input")];
  let before = null;
  function filter() {
    const asked = new FormData(form), words = asked.get("q").trim().toLowerCase();
    const filtered = Boolean(words || asked.get("state") || asked.get("stage"));
    let left = 0;
    for (const row of rows) {
      const fits = (!asked.get("state") || row.dataset.state === asked.get("state")) && (!asked.get("stage") || row.dataset.stage === asked.get("stage"));
      row.hidden = !(fits && row.textContent.toLowerCase().includes(words));
      left += row.hidden ? 0 : 1;
    }
    // What is asked for stands open; the folds are as before once nothing is.
    if (filtered && !before) before = groups.map((group) => group.open);
    groups.forEach((group, at) => {
      group.hidden = ![...group.querySelectorAll("tbody tr")].some((row) => !row.hidden);
      if (before) group.open = filtered || before[at];
    });
    if (!filtered) before = null;
    told.textContent = left === rows.length ? "" : left + " of " + rows.length + " medicines";
  }
  function gather() {
    const chosen = picks.filter((pick) => pick.checked);
    for (const pick of picks) pick.disabled = !pick.checked && chosen.length >= MOST;
    compare.hidden = chosen.length < 2;
    compare.textContent = "Compare " + chosen.length;
    compare.href = "../compare.html#medicines/" + chosen.map((pick) => encodeURIComponent(pick.value)).join("/");
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  for (const pick of picks) {
    pick.parentElement.hidden = false;
    pick.addEventListener("change", gather);
  }
  filter();
  gather();
})();

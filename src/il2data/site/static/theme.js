// The theme is set before the page is drawn, so that it does not flash. A folder may have no storage: then the system decides.
(function () {
  "use strict";
  const page = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try { chosen = localStorage.getItem("il2data-theme"); } catch { chosen = null; }

  function apply() {
    const dark = chosen ? chosen === "dark" : system.matches;
    page.dataset.theme = dark ? "dark" : "light";
    page.classList.toggle("dark", dark); // the table widget goes by it
    const button = document.querySelector(".theme");
    if (button) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(dark));
    }
  }

  apply();
  system.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", function () {
    apply();
    document.querySelector(".theme").addEventListener("click", function () {
      chosen = page.dataset.theme === "dark" ? "light" : "dark";
      try { localStorage.setItem("il2data-theme", chosen); } catch { /* it holds for this page */ }
      apply();
    });
  });
})();

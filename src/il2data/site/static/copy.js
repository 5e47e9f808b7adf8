// A button beside each block of text that is there to be copied.
(function () {
  "use strict";
  document.querySelectorAll("pre > code").forEach(function (code) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "copy", textContent: "Copy" });
    button.addEventListener("click", async function () {
      let done = true;
      try {
        await navigator.clipboard.writeText(code.textContent);
      } catch {
        // Where a page may not write to the clipboard, the browser copies what is selected.
        getSelection().selectAllChildren(code);
        done = document.execCommand("copy");
      }
      button.textContent = done ? "Copied" : "Selected";
    });
    code.parentElement.before(button);
  });
})();

// Buttons that copy the words of another element; shown only where a browser lets a page do so.
for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const words = document.getElementById(button.dataset.copy).textContent.trim();
    const said = document.getElementById("copied");
    try { await navigator.clipboard.writeText(words); said.textContent = "Copied."; }
    catch { said.textContent = "The browser does not allow it; select the words instead."; }
  });
}

// The queue by keyboard. A key works only while the focus is on an item (not in a field), so that it disturbs nobody.
const queue = document.getElementById("queue");
const items = [...queue.querySelectorAll(":scope > .card")];
const at = () => items.indexOf(document.activeElement?.closest("#queue > .card"));

function go(step) {
  const to = items[Math.max(0, Math.min(items.length - 1, at() + step))];
  to?.focus();
  to?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  if (at() < 0) return;
  if (event.key === "n" || event.key === "p") go(event.key === "n" ? 1 : -1);
  else if (event.key === "u") document.querySelector(".done button")?.click();
  else {
    const button = items[at()].querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    button.click();
  }
  event.preventDefault();
});

for (const item of items) item.tabIndex = 0;
// Those who come from a decision go on where they were: at what matters most now.
(items[0] ?? document.querySelector(".done button"))?.focus({ preventScroll: true });

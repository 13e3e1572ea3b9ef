// Judging on the page of an incident: an address that names a folded part (#merge) opens it and leads to its first field.
function open() {
  const part = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
  if (!(part instanceof HTMLDetailsElement)) return;
  part.open = true;
  part.scrollIntoView({ block: "center" });
  part.querySelector("input:not([type=hidden]), select")?.focus({ preventScroll: true });
}
addEventListener("hashchange", open);
open();

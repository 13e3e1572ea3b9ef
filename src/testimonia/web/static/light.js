// Values and the words that carry them name the same ids in `data-v`: pointing at one lights up the other.
const linked = [...document.querySelectorAll("[data-v]")];
const holders = new Map();
for (const element of linked) {
  for (const id of element.dataset.v.split(" ")) holders.set(id, [...(holders.get(id) ?? []), element]);
}
let lit = [];

function light(element) {
  for (const one of lit) one.classList.remove("lit");
  lit = element ? [...new Set(element.dataset.v.split(" ").flatMap((id) => holders.get(id) ?? []))] : [];
  for (const one of lit) one.classList.add("lit");
}

// What has the focus stays lit while the pointer is elsewhere: a page that scrolls under it moves nobody's choice.
for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, (event) => light(event.target.closest("[data-v]") ?? document.activeElement?.closest("[data-v]")));
}
// A value that is chosen brings its words into view.
document.addEventListener("click", (event) => {
  const value = event.target.closest("[data-v]:not(mark)");
  if (!value || event.target.closest("a, summary")) return;
  light(value);
  lit.find((one) => one.matches(".text mark, .paper mark"))?.scrollIntoView({ block: "nearest" });
});

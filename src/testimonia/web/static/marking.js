// Words that are selected in a report become what a person adds: their place in the text, in code points, as the server
// counts. Each paragraph says in `data-start` where it begins.
const form = document.getElementById("mark");
const paper = document.querySelector(".paper");
const points = (text) => [...text].length;

function place(node, offset) {
  const paragraph = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
  if (!paragraph || !paper.contains(paragraph)) return null;
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(node, offset);
  return Number(paragraph.dataset.start) + points(before.toString());
}

document.addEventListener("selectionchange", () => {
  const chosen = getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return;
  const range = chosen.getRangeAt(0);
  let [start, end, quote] = [place(range.startContainer, range.startOffset), place(range.endContainer, range.endOffset), range.toString()];
  if (start === null || end === null || end - start !== points(quote)) return; // not in the text, or over two paragraphs
  start += points(quote) - points(quote.trimStart());
  quote = quote.trim();
  if (!quote) return;
  document.getElementById("marking").open = true;
  form.elements["marked.quote"].value = quote;
  form.elements["marked.start"].value = start;
  form.elements["marked.end"].value = start + points(quote);
});
// Words that are typed stand where they stand: the server looks for them.
form.elements["marked.quote"].addEventListener("input", () => { form.elements["marked.start"].value = form.elements["marked.end"].value = ""; });

/** Only what goes with the kind of thing is asked for, and sent. */
function ask() {
  const kind = form.elements["marked.kind"].value;
  for (const part of form.querySelectorAll("[data-for]")) {
    const asked = part.dataset.for.split(" ").includes(kind);
    part.hidden = !asked;
    for (const field of part.querySelectorAll("input, select")) field.disabled = !asked;
  }
}
form.elements["marked.kind"].addEventListener("change", ask);
ask();

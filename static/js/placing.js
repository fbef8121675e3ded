// Selected words as the new place of a comment: they fill the form, and its button appears. Without this, paragraphs lead to
// their sentences.
import { selected } from "./selection.js";

const FIELDS = ["start", "end", "exact", "prefix", "suffix"];

export function start(root) {
  const prose = root.querySelector("[data-placing] [data-prose]");
  const form = root.querySelector("[data-placing] form");
  const quote = form.querySelector("[data-chosen]");

  root.addEventListener("selectionchange", () => {
    const { passage } = selected(prose);
    if (!passage) return;
    for (const name of FIELDS) form.elements.namedItem(name).value = passage[name];
    for (const choice of form.querySelectorAll("input[type=radio]")) choice.checked = false;
    quote.textContent = passage.exact;
    quote.hidden = false;
    root.querySelector("[data-place]").hidden = false;
  });
  // A sentence that is chosen by hand takes the place of a selection.
  form.addEventListener("change", () => (quote.hidden = true));
}

// A suggestion as a word diff while it is typed: what goes is struck out, what comes is underlined, as on the card after saving.
// Words and single marks, each with the white space behind it, which says nothing by itself.
const WORDS = /(?:[\p{L}\p{N}\p{M}_'’]+|[^\s])\s*/gu;
// Longer passages are compared after saving, by the server.
const MOST = 1_200;

const split = (text) => text.trim().match(WORDS) ?? [];
const same = (one, other) => one.trimEnd() === other.trimEnd();

// How long the longest common sequence of old[i…] and the new[j…] is, for each i and j.
function lengths(old, now) {
  const table = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      table[i][j] = same(old[i], now[j]) ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  return table;
}

// Runs of [name, text]: "same", "del" for what goes, "ins" for what comes; null where the texts are too long.
export function runs(before, after) {
  const [old, now] = [split(before), split(after)];
  if (Math.max(old.length, now.length) > MOST) return null;
  const table = lengths(old, now);
  const found = [];
  const add = (name, text) => {
    if (found.at(-1)?.[0] === name) found.at(-1)[1] += text;
    else found.push([name, text]);
  };
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && same(old[i], now[j])) {
      add("same", now[j]);
      [i, j] = [i + 1, j + 1];
    } else if (i < old.length && (j === now.length || table[i + 1][j] >= table[i][j + 1])) add("del", old[i++]);
    else add("ins", now[j++]);
  }
  return found;
}

function draw(place, found) {
  const parts = found.map(([name, text]) => {
    if (name === "same") return text;
    const told = Object.assign(document.createElement("span"), { className: "visually-hidden" });
    told.textContent = `${name === "del" ? place.dataset.removed : place.dataset.added} `;
    const mark = document.createElement(name);
    mark.append(told, text);
    return mark;
  });
  place.replaceChildren(...parts);
}

// What the comment is about: the words that were selected, else the sentence that is chosen.
function quoteOf(form) {
  const quote = form.querySelector("[data-quote]");
  if (quote) return quote.textContent.trim();
  const chosen = form.querySelector("[name=passage]:checked");
  if (!chosen) return "";
  const isSentence = /^\d+$/.test(chosen.value);
  return (chosen.dataset.passage ?? (isSentence ? chosen.closest("label").textContent : form.elements.namedItem("exact").value)).trim();
}

export function bind(form) {
  const place = form.querySelector("[data-diff]");
  const replacement = form.elements.namedItem("replacement");
  let quote = quoteOf(form);
  const update = () => {
    const found = quote && replacement.value.trim() ? runs(quote, replacement.value) : null;
    place.hidden = !found || found.every(([name]) => name === "same");
    draw(place, place.hidden ? [] : found);
  };
  form.addEventListener("input", update);
  form.addEventListener("change", (event) => {
    if (event.target.name !== "passage") return;
    // What was not touched yet follows the choice.
    const isUntouched = [quote, ""].includes(replacement.value.trim());
    quote = quoteOf(form);
    if (isUntouched) replacement.value = quote;
    update();
  });
  update();
}

export function start(root) {
  for (const form of root.querySelectorAll("form:has([data-diff])")) bind(form);
}

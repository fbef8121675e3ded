// Moves the cards of the comment margin level with their highlights. The active card wins its place; what it would cover moves
// away from it, upwards before it and downwards after it. Without script the cards stay stacked in text order.
//
// Markup: the margin [data-margin] holds the cards [data-thread="id"]; the text is [data-margin-text]; each highlight in it is
// [data-mark="id"]. The composer is a card too, with the id "new". Whoever adds or removes a card dispatches "margin:layout" on
// the margin, with the id of the card to favor in detail.active.
const WIDE = matchMedia("(min-width: 68rem)");
const GAP = 12;

// Pure: wanted tops and heights in text order, the index of the active card (or -1), the lowest top allowed → tops.
export function place(wanted, heights, active, floor = 0) {
  const tops = [...wanted];
  const first = Math.max(active, 0);
  tops[first] = Math.max(tops[first], floor);
  for (let i = first + 1; i < tops.length; i += 1) tops[i] = Math.max(tops[i], tops[i - 1] + heights[i - 1] + GAP);
  for (let i = first - 1; i >= 0; i -= 1) tops[i] = Math.min(tops[i], tops[i + 1] - heights[i] - GAP);
  // Cards pushed above the margin's edge take the active one down with them: reading order and full sight beat the level.
  const missing = floor - tops[0];
  if (missing > 0) {
    tops[0] = floor;
    for (let i = 1; i < tops.length; i += 1) tops[i] = Math.max(tops[i], tops[i - 1] + heights[i - 1] + GAP);
  }
  return tops;
}

const idOf = (element) => element?.dataset.thread ?? element?.dataset.mark ?? null;

function layout(margin, activeId) {
  const cards = [...margin.querySelectorAll(":scope > [data-thread]")];
  for (const card of cards) card.style.transform = "";
  margin.style.minBlockSize = "";
  if (!WIDE.matches) return;

  const edge = margin.getBoundingClientRect().top;
  const items = cards.map((card) => {
    const { top, height } = card.getBoundingClientRect();
    const mark = document.querySelector(`[data-mark="${CSS.escape(idOf(card))}"]`);
    return { card, height, rest: top - edge, wanted: (mark ? mark.getBoundingClientRect().top : top) - edge };
  });
  items.sort((one, other) => one.wanted - other.wanted);
  const tops = place(
    items.map((item) => item.wanted),
    items.map((item) => item.height),
    items.findIndex((item) => idOf(item.card) === activeId),
  );
  let foot = 0;
  items.forEach((item, i) => {
    item.card.style.transform = `translateY(${tops[i] - item.rest}px)`;
    foot = tops[i] + item.height;
  });
  margin.style.minBlockSize = `${foot}px`;
}

export function start(root) {
  const margin = root.querySelector("[data-margin]");
  let active = location.hash.startsWith("#thread-") ? location.hash.slice("#thread-".length) : null;
  active ??= idOf(margin.querySelector(".thread-on"));
  const again = () => layout(margin, active);
  const favor = (id) => {
    if (!id || id === active) return;
    active = id;
    for (const card of margin.querySelectorAll("[data-thread]")) card.classList.toggle("thread-on", idOf(card) === id);
    for (const mark of root.querySelectorAll("[data-mark]")) mark.classList.toggle("mark-on", idOf(mark) === id);
    again();
  };
  // A number stands behind its words, not in them.
  const touched = ({ target }) =>
    favor(target.closest("a.ref")?.hash.slice("#thread-".length) ?? idOf(target.closest("[data-thread], [data-mark]")));

  // A card that moved away between the press and the release of a pointer would lose the click on its button.
  let isPressed = false;
  root.addEventListener("pointerdown", () => (isPressed = true));
  for (const end of ["pointerup", "pointercancel"]) root.addEventListener(end, () => (isPressed = false));
  root.addEventListener("focusin", (event) => {
    if (!isPressed) touched(event);
  });
  root.addEventListener("click", touched);
  margin.addEventListener("margin:layout", (event) => {
    active = event.detail?.active ?? active;
    again();
  });
  WIDE.addEventListener("change", again);
  const watcher = new ResizeObserver(again);
  watcher.observe(root.querySelector("[data-margin-text]"));
  for (const card of margin.querySelectorAll("[data-thread]")) watcher.observe(card);
}

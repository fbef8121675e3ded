// Moves the cards of the comment margin level with their highlights. The active card wins its place; what it would cover moves
// away from it, upwards before it and downwards after it. Without script the cards stay stacked in text order.
//
// Markup: <div data-margin> holds the cards [data-thread="id"]; each highlight is [data-mark="id"].
// Others ask for a new layout by dispatching "margin:layout" on the margin, with the card to favor in detail.active.
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

function layout(margin, activeId) {
  const cards = [...margin.querySelectorAll(":scope > [data-thread]")];
  for (const card of cards) card.style.transform = "";
  margin.style.minBlockSize = "";
  if (!WIDE.matches || cards.length === 0) return;

  const edge = margin.getBoundingClientRect().top;
  const boxes = cards.map((card) => card.getBoundingClientRect());
  const wanted = cards.map((card, i) => {
    const mark = document.querySelector(`[data-mark="${CSS.escape(card.dataset.thread)}"]`);
    return mark ? mark.getBoundingClientRect().top - edge : boxes[i].top - edge;
  });
  const heights = boxes.map((box) => box.height);
  const tops = place(wanted, heights, cards.findIndex((card) => card.dataset.thread === activeId));
  cards.forEach((card, i) => {
    card.style.transform = `translateY(${tops[i] - (boxes[i].top - edge)}px)`;
  });
  const last = cards.length - 1;
  margin.style.minBlockSize = `${tops[last] + heights[last]}px`;
}

export function start(root) {
  const margin = root.querySelector("[data-margin]");
  let active = location.hash.startsWith("#thread-") ? location.hash.slice("#thread-".length) : null;
  const again = () => layout(margin, active);
  const favor = (id) => {
    if (!id || id === active) return;
    active = id;
    for (const card of margin.querySelectorAll("[data-thread]")) card.classList.toggle("thread-on", card.dataset.thread === id);
    for (const mark of root.querySelectorAll("[data-mark]")) mark.classList.toggle("mark-on", mark.dataset.mark === id);
    again();
  };

  root.addEventListener("focusin", (event) => favor(event.target.closest("[data-thread], [data-mark]")?.dataset.thread ?? event.target.closest("[data-mark]")?.dataset.mark));
  root.addEventListener("click", (event) => {
    const touched = event.target.closest("[data-thread], [data-mark]");
    favor(touched?.dataset.thread ?? touched?.dataset.mark);
  });
  margin.addEventListener("margin:layout", (event) => {
    active = event.detail?.active ?? active;
    again();
  });
  WIDE.addEventListener("change", again);
  new ResizeObserver(again).observe(document.querySelector("[data-margin-text]") ?? document.body);
  document.fonts?.ready.then(again);
}

// [ and ] go to the previous and next comment while the focus is in the draft or its comments. A single letter can be hit by
// chance or by speech, so a person may switch them off; this browser remembers it.
const STORE = "comment-keys";

export function start(root) {
  const review = root.querySelector("[data-review]");
  const isOn = () => localStorage.getItem(STORE) !== "off";
  for (const setting of root.querySelectorAll("[data-keys]")) {
    const box = setting.querySelector("input");
    setting.hidden = false;
    box.checked = isOn();
    box.addEventListener("change", () => localStorage.setItem(STORE, box.checked ? "on" : "off"));
  }

  review.addEventListener("keydown", (event) => {
    const step = { "[": -1, "]": 1 }[event.key];
    if (!step || !isOn() || event.ctrlKey || event.metaKey) return;
    if (event.target.closest("input, textarea, select")) return;
    const numbers = [...review.querySelectorAll("[data-prose] .ref")];
    if (!numbers.length) return;
    event.preventDefault();
    const active = review.querySelector("[data-margin] .thread-on")?.dataset.thread;
    const here = numbers.findIndex((number) => number.textContent === active);
    // From nowhere, the next one is the first, and the previous one the last.
    const next = here < 0 ? (step > 0 ? 0 : numbers.length - 1) : here + step;
    numbers[(next + numbers.length) % numbers.length].focus();
  });
}

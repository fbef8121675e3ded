// Sends a composer without leaving the page, and takes over what the server answers.
const PARTS = ["[data-margin-text]", "[data-margin]", "[data-unplaced]", ".review-rail", ".bar"];

// What became of a sent form: {page} where the comment was added, {answer} where its form came back with what is wrong,
// {refused: true} where only a whole page can tell it, {offline: true} where nothing was reached.
export async function send(form) {
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (response.ok && page.querySelector("[data-review]")) return { page, address: response.url };
    const answer = page.querySelector("form[data-composer]");
    if (!answer) return { refused: true };
    answer.classList.remove("composer-page");
    answer.prepend(...page.querySelectorAll(".error-summary"));
    return { answer: document.adoptNode(answer) };
  } catch {
    return { offline: true };
  }
}

// The address of a card's thread is what stays the same when cards are numbered anew.
export const addressOf = (card) => card.querySelector("a[href*='/comments/']")?.getAttribute("href");
const cardsOf = (review) => [...review.querySelectorAll("[data-margin] article[data-thread]")];

// Puts the parts of a fresh page into this one; returns the card that was not there before.
export function adopt(review, { page, address }) {
  const before = new Set(cardsOf(review).map(addressOf));
  for (const part of PARTS) {
    const here = document.querySelector(part);
    const there = page.querySelector(part);
    if (here && there) here.replaceChildren(...there.childNodes);
  }
  history.replaceState(null, "", address);
  return cardsOf(review).find((card) => !before.has(addressOf(card)));
}

export function complain(form, words) {
  const line = form.querySelector("[data-complaint]") ?? document.createElement("p");
  line.className = "error";
  line.dataset.complaint = "";
  line.setAttribute("role", "alert");
  line.textContent = words;
  form.prepend(line);
}

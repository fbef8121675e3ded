// "Same for us" without a new page: the card alone is taken over, so that a comment being written beside it stays.
import { addressOf, send } from "./sending.js";

export function start(root) {
  const review = root.querySelector("[data-review]");
  review.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-support] form");
    if (!form) return;
    event.preventDefault();
    const card = form.closest("article");
    card.setAttribute("aria-busy", "true");
    const { page } = await send(form);
    const fresh = [...(page?.querySelectorAll("article[data-thread]") ?? [])].find(
      (other) => addressOf(other) === addressOf(card),
    );
    if (!fresh) {
      form.submit();
      return;
    }
    fresh.classList.toggle("thread-on", card.classList.contains("thread-on"));
    fresh.style.transform = card.style.transform;
    card.replaceWith(fresh);
    fresh.querySelector("[data-support] button")?.focus();
    review.querySelector("[data-margin]").dispatchEvent(new CustomEvent("margin:layout"));
  });
}

// Comments on selected words without leaving the page. Where this does not run, each block links to a page that does the same.
//
// Wide: a selection opens the composer as a card of the margin. Narrow: the bar's "Comment" opens it over the whole screen, for
// the words that were selected last, because tapping a button ends a selection.
import { start as count } from "./count.js";
import { fill, forget, keep, keyOf, recall } from "./kept.js";
import { paint, selected } from "./selection.js";
import { adopt, complain, send } from "./sending.js";
import { bind } from "./rewording.js";

const WIDE = matchMedia("(min-width: 68rem)");
const FIELDS = ["start", "end", "exact", "prefix", "suffix"];

let review;
let open = null;

const prose = () => review.querySelector("[data-prose]");
const say = (words) => (review.querySelector("[data-said]").textContent = words);
const arrange = (active) =>
  review.querySelector("[data-margin]").dispatchEvent(new CustomEvent("margin:layout", { detail: { active } }));

function build(passage) {
  const form = review.querySelector("[data-composer-template]").content.querySelector("form").cloneNode(true);
  for (const name of FIELDS) form.elements.namedItem(name).value = passage[name];
  form.elements.namedItem("replacement").value = passage.exact;
  form.querySelector("[data-quote]").textContent = passage.exact;
  return form;
}

function attach(form) {
  open.form = form;
  form.addEventListener("input", () => {
    keep(form, open.key);
    // Another kind shows other fields: the cards below make room.
    arrange("new");
  });
  count(form);
  bind(form);
}

function overScreen(form) {
  const dialog = document.createElement("dialog");
  dialog.className = "composer-dialog";
  dialog.setAttribute("aria-label", form.getAttribute("aria-label"));
  dialog.append(form);
  // Its own Escape is ours, which gives the focus back.
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  document.body.append(dialog);
  dialog.showModal();
  history.pushState(null, "", "#compose");
  return dialog;
}

function show(passage, opener) {
  close();
  const form = build(passage);
  const key = keyOf(form, `#${passage.exact}`);
  open = { passage, key, opener, clear: paint(prose(), passage) };
  if (WIDE.matches) review.querySelector("[data-margin]").append(form);
  else open.dialog = overScreen(form);
  attach(form);
  const typed = recall(key);
  if (typed) fill(form, typed);
  // The cards before it become short, so that it stands beside its words.
  review.classList.add("is-composing");
  arrange("new");
  form.scrollIntoView({ block: "nearest" });
}

function close({ focus = false } = {}) {
  if (!open) return;
  const { form, dialog, opener, clear } = open;
  open = null;
  const block = review.querySelector('[data-mark="new"]')?.closest("[data-block]");
  clear();
  form.remove();
  dialog?.remove();
  review.classList.remove("is-composing");
  if (location.hash === "#compose") history.replaceState(null, "", location.pathname + location.search);
  arrange();
  if (!focus) return;
  if (!opener) block?.setAttribute("tabindex", "-1");
  (opener ?? block)?.focus({ preventScroll: true });
}

async function submit() {
  const { form, key } = open;
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  const result = await send(form);
  button.disabled = false;
  if (result.page) {
    forget(key);
    // Added to another version than this page shows: its own page is what fits.
    if (new URL(result.address).pathname !== location.pathname) {
      location.assign(result.address);
      return;
    }
    close();
    const card = adopt(review, result);
    say(review.dataset.added);
    arrange(card?.dataset.thread);
    card?.focus();
  } else if (result.answer) {
    form.replaceWith(result.answer);
    attach(result.answer);
    arrange("new");
    result.answer.querySelector(".error-summary")?.focus();
  } else if (result.refused) {
    // Signed out, for one: the server's own page says so, and shows the text again.
    form.submit();
  } else {
    complain(form, review.dataset.offline);
  }
}

export function start(root) {
  review = root.querySelector("[data-review]");
  if (!review.querySelector("[data-composer-template]")) return;
  let remembered = null;

  const settle = () => {
    const { passage, refused } = WIDE.matches ? selected(prose()) : {};
    if (refused) say(review.dataset.refusal);
    if (passage && passage.exact !== open?.passage.exact) show(passage, null);
  };
  root.addEventListener("selectionchange", () => {
    remembered = selected(prose()).passage ?? remembered;
  });
  root.addEventListener("pointerup", (event) => {
    // The browser settles the selection after this event.
    if (!event.target.closest?.("[data-composer]")) setTimeout(settle);
  });
  root.addEventListener("keyup", (event) => {
    if (event.key === "Shift") settle();
  });
  root.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-comment]");
    if (opener && remembered) {
      event.preventDefault();
      show(remembered, opener);
    } else if (open?.form.contains(event.target) && event.target.closest("a.button")) {
      event.preventDefault();
      forget(open.key);
      close({ focus: true });
    }
  });
  root.addEventListener("keydown", (event) => {
    if (!open) return;
    if (event.key === "Escape") close({ focus: true });
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && open.form.contains(event.target)) {
      event.preventDefault();
      open.form.requestSubmit();
    }
  });
  root.addEventListener("submit", (event) => {
    if (event.target !== open?.form) return;
    event.preventDefault();
    submit();
  });
  addEventListener("popstate", () => {
    if (open?.dialog && location.hash !== "#compose") close();
  });
  // Words may have been selected while this script was on its way.
  remembered = selected(prose()).passage ?? null;
  settle();
}

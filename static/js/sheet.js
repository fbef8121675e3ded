// Shows and hides the questions of a page that asks everything at once, as the answers above them lead.
import { holds } from "./conditions.js";

const NUMBER = /^[-−]?(\d{1,3}(,\d{3})+|\d{1,15})(\.\d{1,9})?$/;
const WITH_COMMA = /^[-−]?\d{1,15},\d{1,2}$/;
const BESIDE = "na";

const inUse = (block, selector) => [...block.querySelectorAll(selector)];
const chosen = (block) => inUse(block, "input:checked").map((control) => control.value);
const scaled = (code) => (code === BESIDE ? code : Number(code));
const text = (block) => (block.querySelector("input[type='text'], input[type='date'], textarea")?.value ?? "").trim();

function number(block) {
  if (chosen(block).includes(BESIDE)) return BESIDE;
  const typed = text(block);
  const given = WITH_COMMA.test(typed) ? typed.replace(",", ".") : typed;
  return NUMBER.test(given) ? Number(given.replaceAll(",", "").replace("−", "-")) : undefined;
}

function ranked(block) {
  const placed = inUse(block, "select").filter((control) => control.value);
  const ids = placed.sort((one, two) => one.value - two.value).map((control) => control.name.split("-part_")[1]);
  return ids.length ? ids : undefined;
}

const several = (values) => (values.length ? values : undefined);
const single = (values) => values[0];
const READ = {
  single_choice: (block) => single(chosen(block)),
  multi_choice: (block) => several(chosen(block)),
  rating: (block) => single(chosen(block).map(scaled)),
  nps: (block) => single(chosen(block).map(scaled)),
  number,
  ranking: ranked,
  date: (block) => text(block) || undefined,
  short_text: (block) => text(block) || undefined,
  long_text: (block) => text(block) || undefined,
};

function take(block, answers) {
  const { question, type } = block.dataset;
  if (type === "battery") {
    const items = inUse(block, "input:checked");
    for (const control of items) answers.set(`${question}.${control.name.split("-part_")[1]}`, scaled(control.value));
    if (items.length) answers.set(question, items.length);
    return;
  }
  const answer = READ[type]?.(block);
  if (answer !== undefined) answers.set(question, answer);
}

export function start(root) {
  const sheet = root.querySelector("[data-sheet]");
  const blocks = [...sheet.querySelectorAll("[data-question]")];
  const update = () => {
    const answers = new Map();
    for (const block of blocks) {
      const isShown = !block.dataset.shownIf || holds(JSON.parse(block.dataset.shownIf), answers);
      block.hidden = !isShown;
      // What is not shown is not sent.
      block.disabled = !isShown;
      if (isShown) take(block, answers);
    }
  };
  sheet.addEventListener("input", update);
  sheet.addEventListener("change", update);
  update();
}

// Which words of a step are selected, in the server's own terms: code points of the canonical text, which is the texts of the
// blocks [data-block] joined by one newline, without anything inside [data-ui].
const CONTEXT = 40;
const PLACEHOLDER = /\{\{[^{}]{1,80}\}\}|\{[^{}]{1,80}\}/g;

const points = (text) => [...text].length;

function textNodes(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
    return node.hasAttribute("data-ui") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
  });
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

// Every text node with the offset of its first character.
function runs(prose) {
  const found = [];
  for (const block of prose.querySelectorAll("[data-block]")) {
    let start = Number(block.dataset.start);
    for (const node of textNodes(block)) {
      found.push({ node, start });
      start += points(node.data);
    }
  }
  return found;
}

const canonical = (prose) =>
  [...prose.querySelectorAll("[data-block]")].map((block) => textNodes(block).map((node) => node.data).join("")).join("\n");

function span(prose, range) {
  let start = -1;
  let end = -1;
  for (const run of runs(prose)) {
    if (!range.intersectsNode(run.node)) continue;
    const from = run.node === range.startContainer ? range.startOffset : 0;
    const to = run.node === range.endContainer ? range.endOffset : run.node.length;
    if (from >= to) continue;
    if (start < 0) start = run.start + points(run.node.data.slice(0, from));
    end = run.start + points(run.node.data.slice(0, to));
  }
  return [start, end];
}

function trimmed(text, start, end) {
  while (start < end && text[start].trim() === "") start += 1;
  while (end > start && text[end - 1].trim() === "") end -= 1;
  return [start, end];
}

// A placeholder stands for words that are not known yet: whoever means a part of it means all of it.
function widened(text, start, end) {
  const whole = text.join("");
  for (const found of whole.matchAll(PLACEHOLDER)) {
    const from = points(whole.slice(0, found.index));
    const to = from + points(found[0]);
    if (from < end && start < to) [start, end] = [Math.min(start, from), Math.max(end, to)];
  }
  return [start, end];
}

export function passage(prose, start, end) {
  const text = [...canonical(prose)];
  [start, end] = widened(text, ...trimmed(text, start, end));
  if (start < 0 || start >= end) return null;
  const part = (from, to) => text.slice(Math.max(0, from), to).join("");
  return { start, end, exact: part(start, end), prefix: part(start - CONTEXT, start), suffix: part(end, end + CONTEXT) };
}

// What is selected in the prose: {passage}, {refused: true} where the selection leaves the step, or {} where nothing is.
export function selected(prose) {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return {};
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(prose)) return {};
  const found = passage(prose, ...span(prose, range));
  if (!found) return {};
  // A triple click ends before the first letter of what follows: that is not leaving the step.
  const leaves = !prose.contains(range.startContainer) || (!prose.contains(range.endContainer) && range.endOffset > 0);
  return leaves ? { refused: true } : { passage: found };
}

// Shows a passage as chosen; returns what takes the marks away again.
export function paint(prose, { start, end }) {
  const marks = [];
  for (const run of runs(prose)) {
    const characters = [...run.node.data];
    const from = Math.max(0, start - run.start);
    const to = Math.min(characters.length, end - run.start);
    if (from >= to) continue;
    const unit = (count) => characters.slice(0, count).join("").length;
    const chosen = run.node.splitText(unit(from));
    chosen.splitText(unit(to) - unit(from));
    const mark = document.createElement("mark");
    mark.className = "mark-chosen";
    mark.dataset.mark = "new";
    chosen.replaceWith(mark);
    mark.append(chosen);
    marks.push(mark);
  }
  return () => {
    for (const mark of marks) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent?.normalize();
    }
  };
}

// Whether a condition of a survey holds: the same small tree, and the same rules, as on the server, which has the last word.
// Answers by question, or by "question.item": a number, a text, or a list of chosen options. What was left empty or is not
// shown is not there, and makes every comparison about it false.
const COMPARE = {
  equals: (one, other) => one === other,
  not_equals: (one, other) => one !== other,
  lt: (one, other) => one < other,
  le: (one, other) => one <= other,
  gt: (one, other) => one > other,
  ge: (one, other) => one >= other,
};

const isIn = (list, value) => Array.isArray(list) && list.includes(value);

function isSo({ op, value, values, comparison }, answer) {
  if (op === "answered") return true;
  if (op === "one_of") return values.includes(answer);
  if (op === "contains") return isIn(answer, value);
  if (op === "count") return Array.isArray(answer) && COMPARE[comparison](answer.length, value);
  if (op === "equals" || op === "not_equals") return COMPARE[op](answer, value);
  // A number is neither more nor less than a date.
  return typeof answer === typeof value && COMPARE[op](answer, value);
}

export function holds(condition, answers) {
  if (condition.op === "all") return condition.conditions.every((branch) => holds(branch, answers));
  if (condition.op === "any") return condition.conditions.some((branch) => holds(branch, answers));
  if (condition.op === "not") return !holds(condition.condition, answers);
  return answers.has(condition.question) && isSo(condition, answers.get(condition.question));
}

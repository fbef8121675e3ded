// Keeps what is typed in [data-keep] forms for this tab until the server has it, and forgets everything at sign-out.
const PREFIX = "kept:";

export const keyOf = (form, place = "") => PREFIX + new URL(form.action, location.href).pathname + place;

export function keep(form, key) {
  const typed = [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
  sessionStorage.setItem(key, JSON.stringify(typed));
}

export function recall(key) {
  return JSON.parse(sessionStorage.getItem(key) ?? "null");
}

export function fill(form, typed) {
  for (const [name, value] of typed) {
    const control = form.elements.namedItem(name);
    if (!control || control.type === "hidden") continue;
    if (control.type === "checkbox") control.checked = true;
    else control.value = value;
    control.dispatchEvent?.(new Event("input", { bubbles: true }));
  }
}

export const forget = (key) => sessionStorage.removeItem(key);

export function start(root) {
  for (const form of root.querySelectorAll("[data-keep]")) {
    const key = keyOf(form);
    const typed = recall(key);
    const isEmpty = [...form.querySelectorAll("textarea")].every((control) => control.value === "");
    if (typed && isEmpty) fill(form, typed);
    form.addEventListener("input", () => keep(form, key));
    form.addEventListener("submit", () => forget(key));
  }
  root.addEventListener("submit", (event) => {
    if (!event.target.matches("form[action$='/sign-out']")) return;
    for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX))) forget(key);
  });
}

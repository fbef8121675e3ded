// Keeps what is typed in [data-keep] forms for this tab until the server has it, and forgets everything at sign-out.
const PREFIX = "kept:";
const SENT = "sent:";
const SIGN_OUT = "form[action$='/sign-out']";
// A page that comes later than this is no answer to the form, but one that was asked for by hand.
const ANSWERED_WITHIN = 60_000;

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

// A form that was sent is forgotten when the server has it, and it says so by leading on to another page. Where nothing was
// reached, or the form came back, what was typed stays.
function settle(root) {
  const led = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
  const isSignedIn = root.querySelector(SIGN_OUT) !== null;
  for (const name of Object.keys(sessionStorage).filter((each) => each.startsWith(SENT))) {
    const { at } = JSON.parse(sessionStorage.getItem(name));
    forget(name);
    if (led && isSignedIn && Date.now() - at < ANSWERED_WITHIN) forget(name.slice(SENT.length));
  }
}

export function start(root) {
  settle(root);
  for (const form of root.querySelectorAll("[data-keep]")) {
    const key = keyOf(form);
    const typed = recall(key);
    const isEmpty = [...form.querySelectorAll("textarea")].every((control) => control.value === "");
    if (typed && isEmpty) fill(form, typed);
    form.addEventListener("input", () => keep(form, key));
    form.addEventListener("submit", () => sessionStorage.setItem(SENT + key, JSON.stringify({ at: Date.now() })));
  }
  root.addEventListener("submit", (event) => {
    if (!event.target.matches(SIGN_OUT)) return;
    for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX))) forget(key);
  });
}

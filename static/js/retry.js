// Sends a form of answers only once the portal can be reached: until then the answers stay where they were given.
const PATIENCE = 8_000;
const AGAIN_AFTER = 15_000;

// Without cookies: nobody is known by asking.
async function isReached(address) {
  try {
    await fetch(address, { method: "HEAD", cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
    return true;
  } catch {
    return false;
  }
}

function watch(form) {
  const line = form.querySelector("[data-retry-said]");
  let waiting = null;
  let timer = 0;
  let passes = false;

  async function attempt() {
    clearTimeout(timer);
    if (!waiting) return;
    if (!(await isReached(form.dataset.retry))) {
      line.textContent = form.dataset.retryWords;
      timer = setTimeout(attempt, AGAIN_AFTER);
      return;
    }
    const { button } = waiting;
    waiting = null;
    line.textContent = "";
    passes = true;
    form.requestSubmit(button);
  }

  form.addEventListener("submit", (event) => {
    if (passes) return;
    event.preventDefault();
    const isFirst = waiting === null;
    waiting = { button: event.submitter };
    if (isFirst || line.textContent) attempt();
  });
  addEventListener("online", attempt);
  // Back in a page that the browser kept: it asks anew.
  addEventListener("pageshow", () => {
    passes = false;
  });
}

export function start(root) {
  root.querySelectorAll("[data-retry]").forEach(watch);
}

// Asks the design assistant when typing stops, and shows its answer beside the form. Without script there is the button.
//
// Markup: the zone [data-assistant="address"], whose controls belong to #question-form; the address, asked for ?fragment=assistant,
// answers with the same zone. [data-tally] counts. The link at the foot of a small screen counts along.
const PAUSE = 600;
const QUIET = 3000;

class Assistant {
  constructor(zone, form) {
    this.zone = zone;
    this.form = form;
    this.told = this.tally();
    // Outside of what is replaced, and silent until a field is left or nobody has typed for a while.
    this.voice = document.createElement("p");
    this.voice.className = "visually-hidden";
    this.voice.setAttribute("aria-live", "polite");
    zone.after(this.voice);
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => this.note());
    form.addEventListener("focusout", () => this.tell());
    zone.addEventListener("focusout", () => this.isWaiting && this.schedule());
  }

  tally() {
    return this.zone.querySelector("[data-tally]").textContent.trim();
  }

  note() {
    clearTimeout(this.quiet);
    this.schedule();
  }

  schedule() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    this.running?.abort();
    this.running = new AbortController();
    this.zone.setAttribute("aria-busy", "true");
    try {
      const address = new URL(this.zone.dataset.assistant, location.href);
      address.searchParams.set("fragment", "assistant");
      const { signal } = this.running;
      const body = new FormData(this.form);
      const response = await fetch(address, { method: "POST", body, redirect: "error", signal });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("[data-assistant]");
      if (fresh) this.show(fresh);
    } catch (error) {
      // A later question took the place of this one; or nothing was reached, and what was said stays.
      if (error.name === "AbortError") return;
    }
    this.zone.removeAttribute("aria-busy");
  }

  show(fresh) {
    // Nobody loses the control that they are using.
    this.isWaiting = this.zone.contains(document.activeElement) && document.activeElement !== this.zone;
    if (this.isWaiting) return;
    for (const fold of this.zone.querySelectorAll("details[data-key][open]")) {
      const { rule } = fold.closest("[data-rule]").dataset;
      const same = fresh.querySelector(`[data-rule="${rule}"] details`);
      if (!same) continue;
      same.open = true;
      same.querySelector("textarea").value = fold.querySelector("textarea").value;
    }
    this.zone.replaceChildren(...fresh.childNodes);
    const link = document.querySelector(".assistant-bar a");
    if (link) link.textContent = this.tally();
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.tell(), QUIET);
  }

  tell() {
    const now = this.tally();
    if (now === this.told) return;
    this.told = now;
    this.voice.textContent = now;
  }
}

export function start(root) {
  const form = root.getElementById("question-form");
  const zone = root.querySelector("[data-assistant]");
  if (form) new Assistant(zone, form);
}

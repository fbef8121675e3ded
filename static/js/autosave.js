// Saves a form while its author writes, and warns before what is not saved is left behind. Without script there is the button.
//
// Markup: the form [data-autosave] (saved by itself where the value is "on") with its revision in a hidden field. The server answers
// the form's own address, asked for ?fragment=saving, with [data-saving="saved|refused|stopped"] whose [data-part]s replace those of
// the page. "stopped": another editor was faster; both texts are shown, and only the author's own press of the button saves again.
// Where the session has ended, it goes on once the same person (data-writer) is signed in again in another tab.
const PAUSE = 1500;

function adopt(answer) {
  for (const part of answer.querySelectorAll("[data-part]")) {
    document.querySelector(`main [data-part="${part.dataset.part}"]`)?.replaceChildren(...part.childNodes);
  }
}

class Saver {
  constructor(form) {
    this.form = form;
    this.isOn = form.dataset.autosave === "on";
    this.isDirty = false;
    this.running = null;
    form.addEventListener("input", () => this.note());
    form.addEventListener("submit", (event) => this.submit(event));
    // A line that a button of the form added or moved is in the page, and not saved yet.
    if ("unsaved" in form.dataset) this.note();
    addEventListener("focus", () => this.isLost && this.schedule());
    addEventListener("beforeunload", (event) => {
      if (this.isDirty) event.preventDefault();
    });
  }

  say(words) {
    const status = this.form.querySelector('[data-part="status"]');
    if (status && status.textContent.trim() !== words) status.textContent = words;
  }

  note() {
    this.isDirty = true;
    this.schedule();
  }

  schedule() {
    clearTimeout(this.timer);
    if (this.isOn) this.timer = setTimeout(() => this.save(), PAUSE);
  }

  // One request at a time, so that a later text never arrives before an earlier one.
  save() {
    if (this.running) return this.schedule();
    this.running = this.post().finally(() => {
      this.running = null;
      if (this.isDirty && this.again) this.schedule();
    });
  }

  // The form proves that it came from an earlier session; the one of now has a proof of its own.
  async renew() {
    try {
      const response = await fetch(this.form.action, { cache: "no-store" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("[data-autosave]");
      if (fresh?.dataset.writer !== this.form.dataset.writer) return;
      this.form.elements.namedItem("csrf_token").value = fresh.elements.namedItem("csrf_token").value;
    } catch {
      // Out of reach: what follows says so.
    }
  }

  async post() {
    const { form } = this;
    this.isDirty = false;
    this.again = true;
    this.say(form.dataset.saving);
    try {
      if (this.isLost) await this.renew();
      const address = new URL(form.action);
      address.searchParams.set("fragment", "saving");
      const response = await fetch(address, { method: "POST", body: new FormData(form), redirect: "error" });
      const answer = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-saving]");
      this.isLost = !answer;
      if (answer) this.take(answer);
      else this.fail(form.dataset.lost);
    } catch {
      this.fail(form.dataset.offline);
    }
  }

  take(answer) {
    const outcome = answer.dataset.saving;
    if (answer.dataset.revision) this.form.elements.namedItem("revision").value = answer.dataset.revision;
    adopt(answer);
    if (outcome === "saved") return;
    this.isDirty = true;
    // What was refused is tried again when something was typed; what another editor changed waits for a person.
    this.again = false;
    if (outcome === "stopped") this.isOn = false;
  }

  fail(words) {
    this.isDirty = true;
    this.again = false;
    this.say(words);
  }

  async submit(event) {
    clearTimeout(this.timer);
    if (this.running) {
      event.preventDefault();
      await this.running;
      this.form.requestSubmit(event.submitter);
      return;
    }
    this.isOn = false;
    this.isDirty = false;
    if (!this.isLost) return;
    event.preventDefault();
    await this.renew();
    this.isLost = false;
    this.form.requestSubmit(event.submitter);
  }
}

export function start(root) {
  root.querySelectorAll("[data-autosave]").forEach((form) => new Saver(form));
}

// Tells how much room is left in a text, from three quarters of its limit on. Typing is never blocked: the server decides.
const SHOWN_FROM = 0.75;

// Code points, as the server counts: an emoji is one character, not two.
const length = (text) => [...text].length;

function watch(control) {
  const limit = Number(control.dataset.count);
  const line = document.createElement("p");
  line.className = "counter";
  line.hidden = true;
  // Polite, and outside the label: the count is heard when typing pauses, not with the field's name.
  line.setAttribute("role", "status");
  control.after(line);

  const update = () => {
    const left = limit - length(control.value);
    const over = left < 0;
    line.hidden = length(control.value) < limit * SHOWN_FROM;
    line.classList.toggle("counter-over", over);
    const words = over ? control.dataset.countOver : control.dataset.countLeft;
    line.textContent = words.replace("{count}", Math.abs(left).toLocaleString(document.documentElement.lang));
  };
  control.addEventListener("input", update);
  update();
}

export function start(root) {
  root.querySelectorAll("[data-count]").forEach(watch);
}

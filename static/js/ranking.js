// Turns the places of a ranking, which are lists to choose from, into rows that buttons move. The lists stay and are sent.
function build(box) {
  const places = Number(box.dataset.ranking);
  const list = box.querySelector("ol");
  const [parts, end] = box.querySelectorAll("template");
  box.append(end.content.cloneNode(true));
  const keep = box.querySelector("[data-keep-order]");
  const leave = box.querySelector("[data-leave-out]");
  const status = box.querySelector("[role='status']");
  const selectOf = (row) => row.querySelector("select");
  const nameOf = (row) => row.querySelector(".ranking-label").textContent;
  const isPlaced = () => [...list.children].some((row) => selectOf(row).value !== "");

  function dress(row) {
    const label = row.querySelector("label");
    row.prepend(parts.content.cloneNode(true));
    row.querySelector(".ranking-label").textContent = label.textContent;
    for (const hidden of row.querySelectorAll("button .visually-hidden")) hidden.textContent = ` ${label.textContent}`;
    // A link from a message about this question leads to what can be used.
    const select = selectOf(row);
    label.remove();
    row.querySelector("button").id = select.id;
    select.removeAttribute("id");
    select.closest(".field").hidden = true;
  }

  function tell(row) {
    const { value } = selectOf(row);
    const words = value ? box.dataset.said : box.dataset.saidUnplaced;
    status.textContent = words.replace("{answer}", nameOf(row)).replace("{place}", value);
  }

  function show() {
    const placed = isPlaced();
    keep.hidden = placed;
    if (leave) leave.hidden = !placed;
    [...list.children].forEach((row, at) => {
      row.querySelector(".ranking-place").textContent = selectOf(row).value || "–";
      const [up, down] = row.querySelectorAll("button");
      // Not disabled: focus would be lost on the way to the first or last place.
      up.setAttribute("aria-disabled", String(at === 0));
      down.setAttribute("aria-disabled", String(at === list.children.length - 1));
    });
  }

  function number() {
    [...list.children].forEach((row, at) => {
      selectOf(row).value = at < places ? String(at + 1) : "";
    });
    list.dispatchEvent(new Event("change", { bubbles: true }));
    show();
  }

  function move(row, by) {
    const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (other && by < 0) other.before(row);
    if (other && by > 0) other.after(row);
    number();
    tell(row);
  }

  // Places are not given here, but moved to.
  if (box.dataset.hint) box.closest("fieldset").querySelector(".hint").textContent = box.dataset.hint;
  [...list.children].forEach(dress);
  if (isPlaced()) {
    const place = (row) => Number(selectOf(row).value) || Infinity;
    list.append(...[...list.children].sort((one, two) => place(one) - place(two) || 0));
  }
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    move(button.closest("li"), Number(button.dataset.move));
    button.focus();
  });
  keep.addEventListener("click", () => {
    number();
    list.querySelector("button").focus();
    tell(list.firstElementChild);
  });
  leave?.addEventListener("click", () => {
    for (const row of list.children) selectOf(row).value = "";
    list.dispatchEvent(new Event("change", { bubbles: true }));
    show();
    keep.focus();
    tell(list.firstElementChild);
  });
  show();
}

export function start(root) {
  root.querySelectorAll("[data-ranking]").forEach(build);
}

// Shows the field for own words only while the answer beside it is chosen; what is not shown is not sent.
export function start(root) {
  for (const box of root.querySelectorAll("[data-words]")) {
    const option = root.getElementById(box.dataset.words);
    const control = box.querySelector("input");
    const update = () => {
      box.hidden = !option.checked;
      control.disabled = !option.checked;
    };
    option.form.addEventListener("change", update);
    update();
  }
}

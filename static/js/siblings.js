/* Choosing siblings: the box of a group ticks all that are shown of it, and the button counts.
 *
 * Without script the box of a group chooses all of it on the server, shown or not; with script too.
 */

const form = document.querySelector('[data-behaviour="siblings"]');

function total() {
  let count = 0;
  for (const group of form.querySelectorAll("[data-group]")) {
    const all = group.querySelector('[name="all"]');
    const boxes = [...group.querySelectorAll('[name="article"]')];
    count += all.checked ? Number(all.dataset.count) : boxes.filter((box) => box.checked).length;
  }
  return count;
}

function tell() {
  const button = form.querySelector('[type="submit"]');
  const count = total();
  button.textContent = `Decide the same in ${count.toLocaleString("en")} article${count === 1 ? "" : "s"}`;
}

form?.addEventListener("change", ({ target }) => {
  const group = target.closest("[data-group]");
  if (!group) {
    return;
  }
  const all = group.querySelector('[name="all"]');
  if (target === all) {
    for (const box of group.querySelectorAll('[name="article"]')) {
      box.checked = all.checked;
    }
  } else if (!target.checked) {
    all.checked = false;
  }
  tell();
});

if (form) {
  tell();
}

/* The keys of the blind sample: a key presses its button.
 *
 * Single letters can be switched off (WCAG 2.1.4), here and on the desk alike: for a person, and for
 * this browser, which remembers.
 */

const STORE = "desk-single-keys";
const KEYS = { y: "yes", n: "no", c: "unsure" };

const form = document.querySelector('[data-behaviour="audit"]');
const line = document.querySelector('[data-behaviour="audit-keys"]');
const letters = document.querySelector('[data-behaviour="audit-keys-switch"]');

document.addEventListener("keydown", (event) => {
  const chord = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  const typing = event.target.closest("input:not([type='checkbox']), select, textarea");
  const said = KEYS[event.key];
  if (form && said && !chord && !typing && letters.checked && !event.repeat) {
    event.preventDefault();
    form.querySelector(`button[value="${said}"]`).click();
  }
});

if (form) {
  letters.checked = (localStorage.getItem(STORE) ?? line.dataset.singleKeys) !== "off";
  letters.addEventListener("change", () => {
    localStorage.setItem(STORE, letters.checked ? "on" : "off");
  });
  line.hidden = false;
}

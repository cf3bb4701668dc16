/* From hit to hit in an article, by buttons and by the keys n and p.
 *
 * Every hit has an address (#hit-3), which the browser scrolls to and marks; without script a list of
 * links leads there. The keys can be switched off (WCAG 2.1.4); the browser remembers.
 */

const STORE = "hit-keys";

const bar = document.querySelector('[data-behaviour="hits"]');
const moves = bar.querySelector('[data-hits="moves"]');
const where = moves.querySelector('[role="status"]');
const keys = moves.querySelector("input");
const count = Number(moves.dataset.count);

/** The number of the hit that the address names, 0 for none. */
const current = () => Number(/^#hit-(\d+)$/.exec(location.hash)?.[1] ?? 0);

function show() {
  where.textContent = current() ? `${current()} of ${count}` : `${count} hits`;
}

/** Go a step on; beyond the last hit is the first one. */
function go(step) {
  const at = current() || (step > 0 ? 0 : 1);
  location.replace(`#hit-${((at + step - 1 + count) % count) + 1}`);
}

moves.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) {
    go(Number(button.dataset.step));
  }
});

document.addEventListener("keydown", (event) => {
  const chord = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
  const step = { n: 1, p: -1 }[event.key];
  if (step && keys.checked && !chord && !typing && !event.defaultPrevented) {
    event.preventDefault();
    go(step);
  }
});

keys.checked = localStorage.getItem(STORE) !== "off";
keys.addEventListener("change", () => {
  localStorage.setItem(STORE, keys.checked ? "on" : "off");
});
addEventListener("hashchange", show);
show();
bar.querySelector('[data-hits="numbers"]').hidden = true;
moves.hidden = false;
bar.dataset.live = "";

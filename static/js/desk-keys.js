/* The keys of the desk.
 *
 * A key does what its button does: it presses the button of the current tag, or opens its fold and
 * goes to the field. Single letters can be switched off (WCAG 2.1.4): for a person, and for
 * this browser, which remembers. Arrows,
 * Enter and Escape act only where the focus is, and stay.
 */

const STORE = "desk-single-keys";

const bar = document.querySelector('[data-behaviour="desk-keys"]');
const letters = document.querySelector('[data-behaviour="desk-keys-switch"]');

const current = () => document.querySelector(".desk-tag[aria-current]");
const go = (id) => document.body.dispatchEvent(new CustomEvent("desk:go", { detail: { id } }));

/** The next tag or the one before; from the last on to the way to the next article. */
function move(step) {
  const tags = [...document.querySelectorAll(".desk-tag")];
  const at = tags.indexOf(current());
  const tag = tags[at + step];
  if (tag) {
    go(tag.id);
  } else if (step > 0) {
    go("desk-next");
  }
}

/** Press the current tag's button for a verb. */
function press(verb) {
  current()?.querySelector(`button[data-verb="${verb}"]`)?.click();
}

/** Open the fold around the current tag's field for a verb and go into it. */
function enter(verb) {
  const field = current()?.querySelector(`[data-verb="${verb}"]`);
  if (field) {
    const fold = field.closest("details");
    fold.open = true;
    fold.scrollIntoView({ block: "nearest" });
    field.focus();
  }
}

function flip(summary) {
  summary?.click();
  summary?.focus();
}

function add() {
  const form = document.querySelector('[data-behaviour="desk-add"]');
  form.closest("details").open = true;
  (form.elements.words.value ? form.elements.to : form.elements.words).focus();
}

const LETTERS = {
  j: () => move(1),
  k: () => move(-1),
  a: () => press("confirm"),
  r: () => press("reject"),
  u: () => press("undo"),
  l: () => enter("relink"),
  t: () => enter("retype"),
  s: () => enter("doubt"),
  w: () => flip(document.getElementById(`${current()?.id}-why`)),
  n: add,
  "?": () => flip(bar.querySelector("summary")),
};

const ON_A_TAG = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => press("confirm") };

function act(event) {
  const element = event.target;
  if (event.key === "Escape" && current()?.contains(element)) {
    go(current().id);
    return true;
  }
  if (element.closest("input, select, textarea")) {
    return element.type === "checkbox" && letters.checked && run(LETTERS, event.key);
  }
  const onTag = element.matches(".desk-tag") && run(ON_A_TAG, event.key);
  return onTag || (letters.checked && run(LETTERS, event.key));
}

function run(actions, key) {
  actions[key]?.();
  return key in actions;
}

document.addEventListener("keydown", (event) => {
  const chord = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  if (!chord && !event.defaultPrevented && act(event)) {
    event.preventDefault();
  }
});

function show() {
  bar.toggleAttribute("data-off", !letters.checked);
}

letters.checked = (localStorage.getItem(STORE) ?? bar.dataset.singleKeys) !== "off";
letters.addEventListener("change", () => {
  localStorage.setItem(STORE, letters.checked ? "on" : "off");
  show();
});
show();
bar.hidden = false;

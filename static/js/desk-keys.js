/* The keys of the desk.
 *
 * A key does what its button does: it presses the button of the current item, or opens its fold and
 * goes to the field. Single letters can be switched off (WCAG 2.1.4) for a person and in this
 * browser. Arrows, Enter and Escape act only where the focus is, and stay.
 */

const STORE = "desk-single-keys";

const bar = document.querySelector('[data-behaviour="desk-keys"]');
const letters = document.querySelector('[data-behaviour="desk-keys-switch"]');

const items = () => [...document.querySelectorAll(".desk-item")];
const current = () => document.querySelector(".desk-item[aria-current]");
const go = (id) =>
  document.body.dispatchEvent(new CustomEvent("desk:go", { detail: { id, asked: true } }));

/** Whether the editor went to the current item, and not the desk after a decision. */
let wentThere = false;
let number = "";

/** The next item or the one before; from the last on to the way to the next article. */
function move(step) {
  const all = items();
  const item = all[all.indexOf(current()) + step];
  if (item) {
    go(item.id);
  } else if (step > 0) {
    go("desk-next");
  }
}

/** Go to the item of a number, of one with two digits by way of the first; or choose by number. */
function jump(digit) {
  const choices = document.activeElement.closest('[data-behaviour="desk-digits"]');
  if (choices) {
    choices.querySelectorAll("button:has(kbd)")[digit - 1]?.click();
    return;
  }
  const all = items();
  number = all[Number(number + digit) - 1] ? number + digit : digit;
  const item = all[Number(number) - 1];
  if (item) {
    go(item.id);
  }
}

const buttonOf = (element, verb) => element?.querySelector(`button[data-verb="${verb}"]`);

/** Press the current item's button for a verb. */
function press(verb) {
  buttonOf(current(), verb)?.click();
}

/** Take back what was just saved, or what was decided on an item that the editor went to. */
function undo() {
  const last = buttonOf(document.getElementById("desk-status"), "undo");
  const own = buttonOf(current(), "undo");
  (wentThere ? (own ?? last) : (last ?? own))?.click();
}

/** Open the fold around the current item's field for a verb and go into it. */
function enter(verb, value = "") {
  const field = current()?.querySelector(`[data-verb="${verb}"]`);
  if (field) {
    const fold = field.closest("details");
    fold.open = true;
    fold.scrollIntoView({ block: "nearest" });
    field.value = value || field.value;
    field.focus();
  }
}

const toNext = () => document.getElementById("desk-next");

function flip(summary) {
  summary?.click();
  summary?.focus();
}

/** Open a form that adds something and go to the first of its fields that is empty. */
function add(sort) {
  const form = document.querySelector(`[data-behaviour="desk-add"][data-sort="${sort}"]`);
  if (form) {
    const fields = [...form.querySelectorAll('input[type="text"], select')];
    const fold = form.closest("details");
    if (!fold.open) {
      fold.querySelector("summary").click(); // which closes the others
    }
    (fields.find((field) => !field.value) ?? fields[0]).focus();
  }
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  a: () => press("confirm"),
  r: () => press("reject"),
  u: undo,
  l: () => enter("relink"),
  t: () => enter("retype"),
  s: () => enter("doubt"),
  c: () => enter("speaker"),
  v: () => press("reverse"),
  x: () => enter("span", document.getSelection().toString().trim()),
  A: () => (buttonOf(document.getElementById("desk-progress"), "rest") ?? toNext()).click(),
  w: () => flip(document.getElementById(`${current()?.id}-why`)),
  n: () => add("tag"),
  q: () => add("quote"),
  i: () => add("interaction"),
  ">": () => toNext().click(),
  "?": () => flip(bar.querySelector("summary")),
  ...Object.fromEntries([..."0123456789"].map((digit) => [digit, () => jump(digit)])),
};

const ON_AN_ITEM = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => press("confirm") };

function act(event) {
  const element = event.target;
  const leaves = event.key === "Escape" && element.closest(".desk-item, .desk-add");
  if (leaves && current()) {
    go(current().id);
    return true;
  }
  if (element.closest("input, select, textarea")) {
    return element.type === "checkbox" && letters.checked && run(KEYS, event.key);
  }
  const onItem = element.matches(".desk-item") && run(ON_AN_ITEM, event.key);
  return onItem || (letters.checked && run(KEYS, event.key));
}

function run(actions, key) {
  number = /\d/.test(key) ? number : "";
  actions[key]?.();
  return key in actions;
}

document.addEventListener("keydown", (event) => {
  const chord = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
  if (!chord && !event.defaultPrevented && act(event)) {
    event.preventDefault();
  }
});

document.body.addEventListener("desk:go", (event) => {
  wentThere = Boolean(event.detail.asked);
});
document.addEventListener("pointerdown", () => {
  wentThere = true;
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

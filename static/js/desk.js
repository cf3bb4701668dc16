/* The desk keeps its place.
 *
 * One item of the list is the current one: the one the keys act on, told by aria-current. The forms
 * are sent by htmx; its answer replaces the inside of the parts of the page and names in the event
 * `desk:go` the element to go on with, so that the focus is never lost. Without script the same forms
 * answer with the same page. Others learn of the current item by `desk:current`.
 */

const desk = document.querySelector('[data-behaviour="desk"]');
const besideEachOther = matchMedia("(min-width: 48rem)");

const TROUBLE = {
  "htmx:sendError": "Not saved: the archive could not be reached. The page is as it was; try again.",
  "htmx:timeout": "Not saved: the archive took too long to answer. Try again.",
  "htmx:responseError": "Not saved: something went wrong. Load the page again, then try again.",
};

const itemOf = (element) => element.closest(".desk-item");

let currentId = "";

/** Make an item the current one. */
function choose(item) {
  currentId = item.id;
  for (const old of desk.querySelectorAll(".desk-item[aria-current]")) {
    old.removeAttribute("aria-current");
  }
  item.setAttribute("aria-current", "true");
  document.body.dispatchEvent(new CustomEvent("desk:current", { detail: { id: item.id } }));
}

/** After a swap: the item that was current, or else the first open one, or the first. */
function chooseAgain() {
  const again =
    document.getElementById(currentId) ??
    desk.querySelector(".desk-item[data-open]") ??
    desk.querySelector(".desk-item");
  if (again) {
    choose(again);
  }
}

/** Go on with an element: an item becomes the current one, anything else gets the focus. */
function goTo(element) {
  chooseAgain();
  if (!element) {
    return;
  }
  const item = itemOf(element);
  if (item) {
    choose(item);
    const words = desk.querySelector(".desk-text [data-current]");
    if (words && besideEachOther.matches) {
      words.scrollIntoView({ block: "nearest" });
    }
  }
  element.scrollIntoView({ block: "nearest" });
  element.focus({ preventScroll: true });
}

/** Before anything was done: the item that the address names, or the first open one. */
function begin() {
  const named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (named && (itemOf(named) || named.id === "desk-next")) {
    goTo(named);
    return;
  }
  chooseAgain();
  const notice = document.getElementById("desk-notice");
  if (notice.firstElementChild) {
    goTo(notice);
  }
}

document.body.addEventListener("desk:go", (event) => {
  goTo(document.getElementById(event.detail.id));
});

desk.addEventListener("focusin", (event) => {
  const item = itemOf(event.target);
  if (item) {
    choose(item);
  }
});

// Marked words are a link to their item: going there is choosing it.
desk.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const target = link && document.getElementById(link.hash.slice(1));
  if (target?.matches(".desk-item")) {
    event.preventDefault();
    goTo(target);
  }
});

for (const [name, words] of Object.entries(TROUBLE)) {
  document.body.addEventListener(name, () => {
    const status = document.getElementById("desk-status");
    status.dataset.tone = "problem";
    status.textContent = words;
  });
}

begin();

/* The desk keeps its place.
 *
 * One tag is the current one: the one the keys act on, told by aria-current, its words lit up in the
 * text. The forms are sent by htmx; its answer replaces the inside of the parts of the page and names
 * in the event `desk:go` the element to go on with, so that the focus is never lost. Without script
 * the same forms answer with the same page.
 */

const desk = document.querySelector('[data-behaviour="desk"]');
const besideEachOther = matchMedia("(min-width: 48rem)");

const TROUBLE = {
  "htmx:sendError": "Not saved: the archive could not be reached. The page is as it was; try again.",
  "htmx:timeout": "Not saved: the archive took too long to answer. Try again.",
  "htmx:responseError": "Not saved: something went wrong. Load the page again, then try again.",
};

const tagOf = (element) => element.closest(".desk-tag");
const marksOf = (tag) => desk.querySelectorAll(`.desk-text a.mark[href="#${tag.id}"]`);

let currentId = "";

/** Make a tag the current one and light up its words. */
function choose(tag) {
  currentId = tag.id;
  for (const old of desk.querySelectorAll(".desk-tag[aria-current]")) {
    old.removeAttribute("aria-current");
  }
  for (const old of desk.querySelectorAll(".mark[data-current]")) {
    old.removeAttribute("data-current");
  }
  tag.setAttribute("aria-current", "true");
  for (const mark of marksOf(tag)) {
    mark.setAttribute("data-current", "");
  }
}

/** After a swap: the tag that was current, or else the first open one, or the first. */
function chooseAgain() {
  const again =
    document.getElementById(currentId) ??
    desk.querySelector(".desk-tag[data-open]") ??
    desk.querySelector(".desk-tag");
  if (again) {
    choose(again);
  }
}

/** Go on with an element: a tag becomes the current one, anything else gets the focus. */
function goTo(element) {
  chooseAgain();
  if (!element) {
    return;
  }
  const tag = tagOf(element);
  if (tag) {
    choose(tag);
    const [first] = marksOf(tag);
    if (first && besideEachOther.matches) {
      first.scrollIntoView({ block: "nearest" });
    }
  }
  element.scrollIntoView({ block: "nearest" });
  element.focus({ preventScroll: true });
}

/** Before anything was done: the tag that the address names, or the first open one. */
function begin() {
  const named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (named && (tagOf(named) || named.id === "desk-next")) {
    goTo(named);
    return;
  }
  const notice = document.getElementById("desk-notice");
  chooseAgain();
  if (notice.firstElementChild) {
    goTo(notice);
  }
}

document.body.addEventListener("desk:go", (event) => {
  goTo(document.getElementById(event.detail.id));
});

desk.addEventListener("focusin", (event) => {
  const tag = tagOf(event.target);
  if (tag) {
    choose(tag);
  }
});

// A mark is a link to its tag: going there is choosing it.
desk.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#tag-"]');
  if (link) {
    event.preventDefault();
    goTo(document.getElementById(link.hash.slice(1)));
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

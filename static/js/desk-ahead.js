/* The next article is there before it is asked for.
 *
 * What "Next article" leads to is fetched as soon as this one is shown, with a header that says so:
 * nobody has opened it yet. Going there takes the page as it was fetched, and then asks for it again,
 * as somebody who is there: the line of progress is always the new one, and everything is if anything
 * was decided meanwhile. A form that was quicker than that is answered as any stale form is.
 */

const FRESH_MS = 60_000;

const desk = document.querySelector('[data-behaviour="desk"]');
const announcer = document.querySelector('[data-behaviour="desk-announce"]');

let here = location.pathname;
let ahead = { url: "", at: 0, page: null };

const parsed = async (answer) =>
  new DOMParser().parseFromString(await answer.text(), "text/html");

/** A page that nobody opens yet. */
async function load(url) {
  const answer = await fetch(url, { headers: { Purpose: "prefetch" }, cache: "no-store" });
  return answer.ok && !answer.redirected ? parsed(answer) : null;
}

/** The page of an address: as it was fetched a moment ago, or fetched now. */
function pageOf(url) {
  if (ahead.url !== url || Date.now() - ahead.at > FRESH_MS) {
    const page = load(url).catch(() => null);
    ahead = { url, at: Date.now(), page };
  }
  return ahead.page;
}

function lookAhead() {
  const link = desk.querySelector('[data-behaviour="desk-ahead"]');
  if (link) {
    pageOf(link.href);
  }
}

/** Put the parts of a page in the place of the same parts here. */
function take(page, id) {
  const [here, there] = [document.getElementById(id), page.getElementById(id)];
  here.replaceChildren(...there.childNodes);
  htmx.process(here);
}

const stateOf = (page) => page.querySelector(".desk-items")?.dataset.state;
const goOn = (id) => document.body.dispatchEvent(new CustomEvent("desk:go", { detail: { id } }));

/** Being there: what has changed since the page was fetched; or the article is somebody else's. */
async function arrive(url) {
  const answer = await fetch(url, { cache: "no-store" }).catch(() => null);
  if (answer?.redirected) {
    location.assign(answer.url);
  }
  if (!answer?.ok || answer.redirected) {
    return;
  }
  const page = await parsed(answer);
  if (location.href !== url) {
    return;
  }
  const saved = document.getElementById("desk-status");
  page.getElementById("desk-status").replaceChildren(...saved.childNodes);
  if (stateOf(page) === stateOf(document)) {
    take(page, "desk-progress");
  } else {
    take(page, "desk");
    goOn(desk.querySelector(".desk-item[data-open]")?.id ?? "desk-next");
  }
  lookAhead();
}

/** Take the page of an address, or, where that cannot be had, go to one that says as much. */
async function goTo(url, otherwise = url) {
  const page = await pageOf(url);
  if (!page?.getElementById("desk")) {
    location.assign(otherwise);
    return;
  }
  const saved = [...document.getElementById("desk-status").childNodes];
  take(page, "desk");
  document.getElementById("desk-status").replaceChildren(...saved);
  document.title = page.title;
  history.pushState(null, "", url);
  here = location.pathname;
  scrollTo(0, 0);
  announcer.textContent = document.getElementById("headline").textContent;
  goOn(desk.querySelector(".desk-item[data-open]")?.id ?? "desk-next");
  arrive(location.href);
}

desk.addEventListener("click", (event) => {
  const link = event.target.closest('[data-behaviour="desk-ahead"]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    goTo(link.href);
  }
});

document.body.addEventListener("desk:onward", (event) => {
  goTo(new URL(event.detail.url, location.href).href, event.detail.whole);
});
document.body.addEventListener("htmx:afterSettle", lookAhead);
window.addEventListener("popstate", () => {
  if (location.pathname !== here) {
    location.reload();
  }
});

lookAhead();

/* A page that waits for the machine looks again by itself.
 *
 * Regions: elements with data-behaviour="refresh" and an id. While any of them has data-waiting, the
 * page is fetched again and each region takes the content of its namesake. A region that holds the
 * focus is left alone until the focus has gone elsewhere. Without script the reader loads the page
 * again by hand.
 */

const FIRST_PAUSE_MS = 1500;
const LONGEST_PAUSE_MS = 15000;

const regions = () => [...document.querySelectorAll('[data-behaviour="refresh"][id]')];
const isWaiting = (region) => "waiting" in region.dataset;

/** Take over what changed; return whether a region had to be left for later. */
function takeOver(fresh) {
  let left = false;
  for (const region of regions()) {
    const newer = fresh.getElementById(region.id);
    if (!newer || (newer.innerHTML === region.innerHTML && isWaiting(newer) === isWaiting(region))) {
      continue;
    }
    if (region.contains(document.activeElement)) {
      left = true;
      continue;
    }
    region.replaceChildren(...newer.childNodes);
    region.toggleAttribute("data-waiting", isWaiting(newer));
  }
  return left;
}

async function lookAgain() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) {
    return true; // the next look may find it well again
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  return takeOver(fresh) || regions().some(isWaiting);
}

function schedule(pause) {
  setTimeout(async () => {
    let again = true;
    if (!document.hidden) {
      again = await lookAgain().catch(() => true); // offline for a moment
    }
    if (again) {
      schedule(Math.min(pause * 1.3, LONGEST_PAUSE_MS));
    }
  }, pause);
}

if (regions().some(isWaiting)) {
  schedule(FIRST_PAUSE_MS);
}

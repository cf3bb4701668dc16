/* While an editor has an article before their eyes, it stays theirs.
 *
 * Every action goes on with the claim by itself; this does it for somebody who only reads, and shows
 * who has come meanwhile. A page in the background lets the claim run out.
 */

const EVERY_MS = 2 * 60 * 1000;

async function renew() {
  const place = document.querySelector('[data-behaviour="desk-lease"]');
  const token = document.querySelector('input[name="csrfmiddlewaretoken"]');
  if (document.visibilityState !== "visible" || !place || !token) {
    return;
  }
  const body = new URLSearchParams({ csrfmiddlewaretoken: token.value });
  const answer = await fetch(place.dataset.lease, { method: "POST", body }).catch(() => null);
  // A redirect leads to the log-in; the next action will say so.
  if (!answer?.ok || answer.redirected || place.contains(document.activeElement)) {
    return;
  }
  const now = await answer.text();
  const parsed = new DOMParser().parseFromString(now, "text/html").body;
  if (parsed.textContent !== place.textContent) {
    place.replaceChildren(...parsed.childNodes);
  }
}

setInterval(renew, EVERY_MS);
document.addEventListener("visibilitychange", renew);

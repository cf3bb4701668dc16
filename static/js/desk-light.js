/* What belongs together lights up: an item of the list and its words in the text.
 *
 * The current item's words stay lit. What the pointer is over lights its other half: an item its
 * words, words the items that they stand for.
 */

const desk = document.querySelector('[data-behaviour="desk"]');

const wordsOf = (id) =>
  desk.querySelectorAll(
    `.desk-text :is(.mark[href="#${id}"], .dealt[data-told~="${id}"], #${id.replace("quote-", "q")},` +
      ` .quote:has(+ .quote-by[href="#${id}"]))`,
  );

/** The items that words of the text stand for, the narrowest first. */
function itemsOf(element) {
  const ids = [];
  for (let at = element; at && at.id !== "desk-text"; at = at.parentElement) {
    ids.push(...(at.dataset.told?.split(" ") ?? []));
    ids.push(...(at.hash ? [at.hash.slice(1)] : []));
    ids.push(...(at.matches(".quote[id]") ? [at.id.replace("q", "quote-")] : []));
  }
  return ids.map((id) => document.getElementById(id)).filter((item) => item?.matches(".desk-item"));
}

function light(elements, attribute) {
  for (const old of desk.querySelectorAll(`[${attribute}]`)) {
    old.removeAttribute(attribute);
  }
  for (const element of elements) {
    element.setAttribute(attribute, "");
  }
}

const isText = (element) => element.closest(".desk-text") !== null;

document.body.addEventListener("desk:current", (event) => {
  light(wordsOf(event.detail.id), "data-current");
});

desk.addEventListener("pointerover", (event) => {
  const item = event.target.closest(".desk-item");
  light(item ? wordsOf(item.id) : isText(event.target) ? itemsOf(event.target) : [], "data-lit");
});

// Words that are no link: a click goes to the item, unless it ends a selection.
desk.addEventListener("click", (event) => {
  const plain = isText(event.target) && !event.target.closest("a");
  const [item] = plain && document.getSelection().isCollapsed ? itemsOf(event.target) : [];
  if (item) {
    document.body.dispatchEvent(new CustomEvent("desk:go", { detail: { id: item.id, asked: true } }));
  }
});

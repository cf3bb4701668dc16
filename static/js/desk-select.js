/* Selected words go into the forms that add a tag, a quote, an interaction.
 *
 * Only the words are sent, and which of the places where they stand is meant: a browser counts UTF-16,
 * the archive code points, so the server finds them in the text itself. The focus stays where it is.
 */

const besideEachOther = matchMedia("(min-width: 48rem)");
const A_LETTER = "[\\p{L}\\p{N}]";

const formsToAdd = () => [...document.querySelectorAll('[data-behaviour="desk-add"]')];
const foldOf = (form) => form.closest("details");

/** The selection, if it lies in the text. */
function selected() {
  const selection = document.getSelection();
  const text = document.getElementById("desk-text");
  const inside = text?.contains(selection.anchorNode) && text.contains(selection.focusNode);
  return inside && !selection.isCollapsed ? selection : null;
}

const plainly = (words) => words.replace(/\s+/g, " ").trim();

/** Words as whole words, as the server looks for them. */
function wholeWords(words) {
  const literal = words.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const [first, last] = [words.at(0), words.at(-1)].map((end) => RegExp(A_LETTER, "u").test(end));
  return RegExp(`${first ? `(?<!${A_LETTER})` : ""}${literal}${last ? `(?!${A_LETTER})` : ""}`, "gu");
}

/** Which of the places where the words stand was selected, from 1; empty where there is only one. */
function placeOf(words, range) {
  const pattern = wholeWords(words);
  let [total, here] = [0, 0];
  for (const paragraph of document.getElementById("desk-text").children) {
    const found = [...plainly(paragraph.textContent).matchAll(pattern)];
    if (paragraph.contains(range.startContainer)) {
      const before = document.createRange();
      before.selectNodeContents(paragraph);
      before.setEnd(range.startContainer, range.startOffset);
      const length = plainly(before.toString()).length;
      here = total + 1 + found.filter((match) => match.index < length).length;
    }
    total += found.length;
  }
  return total > 1 && here && here <= total ? String(here) : "";
}

document.addEventListener("selectionchange", () => {
  const selection = selected();
  const words = plainly(selection?.toString() ?? "");
  const forms = formsToAdd().filter((form) => words.length <= form.elements.words.maxLength);
  if (!words || !forms.length) {
    return;
  }
  const place = placeOf(words, selection.getRangeAt(0));
  for (const form of forms) {
    form.elements.words.value = words;
    if (form.elements.nth) {
      form.elements.nth.value = place;
    }
  }
  if (!forms.some((form) => foldOf(form).open)) {
    foldOf(forms[0]).querySelector("summary").click();
  }
  if (besideEachOther.matches) {
    foldOf(forms.find((form) => foldOf(form).open)).scrollIntoView({ block: "nearest" });
  }
});

// One form at a time. A group of folds would close the one that takes its own place.
document.addEventListener("click", (event) => {
  const fold = event.target.closest(".desk-add > summary")?.parentElement;
  for (const other of fold ? formsToAdd().map(foldOf) : []) {
    other.open = other.open && other === fold;
  }
});

// Other words than those selected stand somewhere else.
document.addEventListener("input", (event) => {
  const form = event.target.closest('[data-behaviour="desk-add"]');
  if (event.target.name === "words" && form?.elements.nth) {
    form.elements.nth.value = "";
  }
});

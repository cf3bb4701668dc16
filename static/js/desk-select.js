/* Selected words go into the form that adds a tag.
 *
 * Only the words are sent: a browser counts UTF-16, the archive code points, so the server finds
 * them in the text itself. The focus stays where it is; `n` or a click goes to the form.
 */

const MOST = 300;
const besideEachOther = matchMedia("(min-width: 48rem)");

function selected() {
  const selection = document.getSelection();
  const text = document.getElementById("desk-text");
  const inside = text?.contains(selection.anchorNode) && text.contains(selection.focusNode);
  return inside && !selection.isCollapsed ? selection.toString().trim() : "";
}

document.addEventListener("selectionchange", () => {
  const words = selected();
  const form = document.querySelector('[data-behaviour="desk-add"]');
  if (words && words.length <= MOST && form) {
    form.elements.words.value = words;
    const fold = form.closest("details");
    fold.open = true;
    if (besideEachOther.matches) {
      fold.scrollIntoView({ block: "nearest" });
    }
  }
});

/* Buttons that copy the text of another element: data-copies names its id.
 *
 * Hidden where the browser lets no page write to the clipboard; the text can be selected there.
 */

for (const button of document.querySelectorAll('[data-behaviour="copy"]')) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const status = button.parentElement.querySelector("[data-copied]");
    const text = document.getElementById(button.dataset.copies).textContent.trim();
    try {
      await navigator.clipboard.writeText(text);
      status.textContent = "Copied.";
    } catch {
      status.textContent = "The browser did not allow it: select the text instead.";
    }
  });
}

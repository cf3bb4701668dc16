/* Suggested actors: the arrows go from the field to the first and from one to the next.
 *
 * The suggestions are buttons of the form, put there by htmx; without script the form is sent with
 * the name alone and answered with the same choice.
 */

document.addEventListener(
  "keydown",
  (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const form = event.target.closest("form");
    const options = [...(form?.querySelectorAll(".desk-option") ?? [])];
    const at = options.indexOf(event.target);
    if (!step || !options.length || (at < 0 && !event.target.matches('input[name="to"]'))) {
      return;
    }
    event.preventDefault();
    const field = form.querySelector('input[name="to"]:not([type="hidden"])');
    const next = options[at + step] ?? (step < 0 ? field : null);
    next?.focus();
  },
  { capture: true }, // before the keys of the desk, which leave alone what is done already
);

document.body.addEventListener("htmx:afterSettle", (event) => {
  const options = event.detail.target;
  if (options?.matches(".desk-options") && options.closest("form").contains(document.activeElement)) {
    options.scrollIntoView({ block: "nearest" });
  }
});

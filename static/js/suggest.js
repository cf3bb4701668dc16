/* Search boxes complete what is typed: a combobox with a list, after the ARIA patterns.
 *
 * The focus stays in the box; the arrows move through the list, Enter takes what is marked, Escape
 * closes it. Whoever takes an actor searches for the actor, with the filters in force kept. Nothing
 * is marked until somebody marks it, so that Enter searches for what was typed, as without script.
 */

const PAUSE_MS = 120;
const LEAST_LETTERS = 2;

let boxes = 0;

class Combobox {
  constructor(input) {
    this.input = input;
    this.form = input.form;
    this.list = document.createElement("ul");
    this.list.id = `suggestions-${(boxes += 1)}`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    this.status = document.createElement("span");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    input.after(this.list, this.status);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.close());
    // Before the box loses the focus.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
  }

  get options() {
    return [...this.list.children];
  }

  /** After a pause ask for completions; what was asked before is not waited for. */
  ask() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.mark(null);
    const typed = this.input.value;
    if (typed.trim().length < LEAST_LETTERS) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => {
      this.asked = new AbortController();
      this.fetch(typed, this.asked.signal).catch(() => this.close()); // offline, or outdated
    }, PAUSE_MS);
  }

  async fetch(typed, signal) {
    const url = `${this.input.dataset.suggest}?${new URLSearchParams({ q: typed })}`;
    const answer = await fetch(url, { signal });
    const [, texts, descriptions, urls] = answer.ok ? await answer.json() : [typed, [], [], []];
    if (document.activeElement === this.input && this.input.value === typed) {
      this.show(texts.map((text, at) => ({ text, description: descriptions[at], url: urls[at] })));
    }
  }

  show(found) {
    this.list.replaceChildren(
      ...found.map(({ text, description, url }, at) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}-${at}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.url = url;
        const told = document.createElement("span");
        told.className = "muted";
        told.textContent = description;
        option.append(`${text} `, told);
        return option;
      }),
    );
    this.open(found.length > 0);
    this.status.textContent = found.length ? `${found.length} suggestions` : "";
  }

  open(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.mark(null);
    this.open(false);
    this.status.textContent = "";
  }

  mark(option) {
    this.marked?.setAttribute("aria-selected", "false");
    this.marked = option;
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  press(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || this.list.hidden) {
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      // The box itself is a place on the way round.
      const round = [null, ...this.options];
      const at = round.indexOf(this.marked ?? null);
      this.mark(round[(at + step + round.length) % round.length]);
    } else if (event.key === "Enter" && this.marked) {
      this.take(this.marked);
    } else if (event.key === "Escape") {
      this.close();
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Search for it: its words into the box, its actor among the filters. */
  take(option) {
    if (!option) {
      return;
    }
    const asked = new URL(option.dataset.url).searchParams;
    this.input.value = asked.get("q") ?? "";
    for (const slug of asked.getAll("actor")) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = "actor";
      field.value = slug;
      this.form.append(field);
    }
    this.close();
    this.form.requestSubmit();
  }
}

for (const input of document.querySelectorAll('[data-behaviour="suggest"]')) {
  new Combobox(input);
}

/* A range of bars picked at once, by dragging or with Shift, instead of in two clicks.
 *
 * data-behaviour="histogram" holds a picture whose bars are links with data-first, data-last and
 * data-count; data-range is the address of a range, with FIRST and LAST in the places of its days.
 * Left and right go from bar to bar, with Shift they take bars in, Enter follows, Escape lets go.
 */

const written = (count) => count.toLocaleString("en");

function setUp(picture) {
  const bars = [...picture.querySelectorAll("svg a[data-first]")];
  const said = picture.querySelector('[data-part="said"]');
  const hint = picture.querySelector('[data-part="hint"]');
  let anchor = null; // where the range begins, while one is picked
  let end = null;
  let dragged = false;

  const range = () => [Math.min(anchor, end), Math.max(anchor, end)];

  function show() {
    const [first, last] = anchor === null ? [1, 0] : range();
    bars.forEach((bar, place) => bar.toggleAttribute("data-picked", place >= first && place <= last));
    said.hidden = anchor === null || first === last;
    if (!said.hidden) {
      const picked = bars.slice(first, last + 1);
      const count = picked.reduce((sum, bar) => sum + Number(bar.dataset.count), 0);
      const names = [picked[0], picked.at(-1)].map((bar) => bar.getAttribute("aria-label").split(":")[0]);
      said.textContent = `${names[0]} to ${names[1]}: ${written(count)} articles. Enter shows them.`;
    }
  }

  function letGo() {
    anchor = end = null;
    dragged = false;
    show();
  }

  function follow() {
    const [first, last] = range();
    location.assign(
      picture.dataset.range
        .replace("FIRST", bars[first].dataset.first)
        .replace("LAST", bars[last].dataset.last),
    );
  }

  function pickTo(place) {
    anchor ??= place;
    end = place;
    show();
  }

  bars.forEach((bar, place) => {
    bar.setAttribute("draggable", "false");
    bar.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && event.pointerType !== "touch" && !event.shiftKey) {
        dragged = false;
        anchor = end = place;
        event.preventDefault();
      }
    });
    bar.addEventListener("pointerenter", (event) => {
      if (anchor !== null && event.buttons & 1) {
        dragged = dragged || place !== anchor;
        pickTo(place);
      }
    });
    bar.addEventListener("click", (event) => {
      if (event.shiftKey) {
        event.preventDefault();
        const picking = anchor !== null;
        pickTo(place);
        if (picking && anchor !== end) {
          follow();
        }
      } else if (dragged) {
        event.preventDefault();
      }
    });
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step) {
        const next = bars[place + step];
        event.preventDefault();
        if (next) {
          if (event.shiftKey) {
            anchor ??= place;
            pickTo(place + step);
          } else {
            letGo();
          }
          next.focus();
        }
      } else if (event.key === "Enter" && anchor !== null && anchor !== end) {
        event.preventDefault();
        follow();
      } else if (event.key === "Escape") {
        letGo();
      }
    });
  });

  document.addEventListener("pointerup", () => {
    if (dragged && anchor !== end) {
      follow();
    } else if (anchor !== null && anchor === end) {
      dragged = false;
    }
  });
  // Back brings the page as it was left: with nothing picked.
  addEventListener("pageshow", letGo);
  // A finger that is drawn over the bars scrolls the page: there a range takes two touches.
  if (hint && bars.length > 1 && matchMedia("(pointer: fine)").matches) {
    hint.hidden = false;
  }
}

document.querySelectorAll('[data-behaviour="histogram"]').forEach(setUp);

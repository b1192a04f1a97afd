// Growing lists of a sheet: lines are added, taken away, brought back. The empty line that the page
// brings for browsers without script is taken out and serves as the pattern of new ones.

import { newId } from "./outbox.js";
import { placesOf, setValue, valueOf } from "./controls.js";

// Keys sort in the order in which they were made, as the server's do.
function newKey() {
  return Date.now().toString(16).padStart(12, "0") + newId().replaceAll("-", "").slice(0, 8);
}

export class Lines {
  // keep(place): what stands there was changed and is to be saved.
  constructor(form, keep) {
    this.form = form;
    this.keep = keep;
    this.patterns = new Map(); // list → its empty line
    for (const box of form.querySelectorAll("[data-list]")) {
      const pattern = box.querySelector("[data-blank]");
      if (!pattern) continue; // a frozen sheet brings none
      pattern.remove();
      pattern.removeAttribute("data-blank");
      this.patterns.set(box.dataset.list, pattern);
    }
    form.addEventListener("click", (event) => this.pressed(event));
  }

  pressed(event) {
    const button = event.target.closest("[data-add], [data-remove], [data-undo]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-add]")) this.add(button.closest("[data-list]"));
    else if (button.matches("[data-remove]")) this.remove(button.closest("[data-line]"));
    else this.restore(button.closest("[data-line]"));
  }

  add(box) {
    const line = this.make(`${box.dataset.list}${newKey()}`);
    line?.querySelector("[data-field]").focus();
  }

  // Makes the line of a place that is not on the page yet: a new one, or one written elsewhere.
  make(place) {
    const list = [...this.patterns.keys()].find((prefix) => place.startsWith(prefix));
    if (!list) return null;
    const pattern = this.patterns.get(list);
    const line = pattern.cloneNode(true);
    rename(line, pattern.dataset.factor, place);
    this.form.querySelector(`[data-list="${CSS.escape(list)}"] [data-entries]`).append(line);
    return line;
  }

  // What stood in the line stays in the page until it is left, so that a slip can be undone.
  remove(line) {
    const written = placesOf(line.parentElement).filter((place) => line.contains(place));
    line.taken = written.map((place) => [place, valueOf(place)]);
    for (const [place] of line.taken) {
      setValue(place, null);
      this.keep(place);
    }
    show(line, false);
    if (line.taken.every(([, value]) => value === null)) this.drop(line);
    else line.querySelector("[data-undo]").focus();
  }

  drop(line) {
    const add = line.closest("[data-list]").querySelector("[data-add]");
    line.remove();
    add?.focus();
  }

  restore(line) {
    show(line, true);
    for (const [place, value] of line.taken ?? []) {
      setValue(place, value);
      this.keep(place);
    }
    line.querySelector("[data-field]").focus();
  }
}

function show(line, there) {
  for (const part of line.children) part.hidden = part.matches("[data-gone]") ? there : !there;
}

function rename(line, before, after) {
  for (const element of [line, ...line.querySelectorAll("*")]) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes(before)) attribute.value = attribute.value.replaceAll(before, after);
    }
  }
}

// A line in which nothing stands asks for nothing.
export function isIdle(line) {
  return [...line.querySelectorAll("[data-field]")].every((place) => valueOf(place) === null);
}

// The screen of one pair and the list of all: what stands there, and what follows from an answer.

const MIDDLE = 8; // the step that says both weigh the same

function filled(sentence, values) {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

function withinOf(row) {
  return row.closest("[data-set]").dataset.set;
}

export class PairScreen {
  constructor(form) {
    this.form = form;
    this.scale = form.querySelector("[data-field]");
    this.radios = [...this.scale.querySelectorAll("input[type=radio]")];
    this.rows = [...document.querySelectorAll("[data-pair]")];
    this.shown = this.rowOf(form.dataset.shown);
    this.scale.addEventListener("keydown", (event) => this.stopAtTheEnds(event));
  }

  rowOf(place) {
    return this.rows.find((row) => row.dataset.pair === place);
  }

  setOf(place) {
    const row = this.rowOf(place);
    return row && withinOf(row);
  }

  chosen() {
    return this.radios.find((radio) => radio.checked)?.value ?? null;
  }

  // Past 9 on one side lies nothing: going on must not jump to 9 on the other side.
  stopAtTheEnds(event) {
    const at = this.radios.indexOf(event.target);
    const back = ["ArrowLeft", "ArrowUp"].includes(event.key) && at === 0;
    const on = ["ArrowRight", "ArrowDown"].includes(event.key) && at === this.radios.length - 1;
    if (back || on) event.preventDefault();
  }

  // Who walks from pair to pair wants the scale at hand; who came by a list is taken to the pair.
  focus(isStep) {
    const scale = this.radios.find((radio) => radio.tabIndex === 0);
    const target = isStep ? scale : this.form.querySelector("[data-pair-screen]");
    target.focus({ preventScroll: true });
  }

  thing(row, side) {
    const key = `${withinOf(row)}:${row.dataset[side]}`;
    return document.querySelector(`template[data-thing="${CSS.escape(key)}"]`).content;
  }

  names(row) {
    const name = (side) => this.thing(row, side).querySelector("h3").textContent;
    return { first: name("first"), second: name("second") };
  }

  words(row, value) {
    const radio = this.radios.find((each) => each.value === value);
    return radio ? filled(radio.dataset.pattern, this.names(row)) : "";
  }

  show(row) {
    this.shown = row;
    row.closest("[data-set]").open = true;
    for (const side of ["first", "second"]) {
      const card = this.form.querySelector(`[data-card=${side}]`);
      card.replaceChildren(this.thing(row, side).cloneNode(true));
    }
    for (const state of document.querySelectorAll("[data-set-state]")) {
      state.hidden = state.dataset.setState !== withinOf(row);
    }
    for (const each of this.rows) {
      const link = each.querySelector("a");
      if (each === row) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
  }

  // Everything on the screen that follows from the shown pair and its answer.
  paint() {
    const names = this.names(this.shown);
    const { value } = this.shown.dataset;
    for (const [side, name] of Object.entries(names)) {
      this.form.querySelector(`[data-name=${side}]`).textContent = name;
    }
    const legend = this.form.querySelector("[data-legend]");
    legend.textContent = filled(legend.dataset.pattern, names);
    this.radios.forEach((radio, at) => {
      const words = filled(radio.dataset.pattern, names);
      radio.setAttribute("aria-label", words);
      radio.parentElement.title = words;
      radio.checked = radio.value === value;
      radio.tabIndex = radio.checked || (!value && at === MIDDLE) ? 0 : -1;
    });
    const said = this.form.querySelector("[data-said]");
    said.textContent = this.words(this.shown, value) || said.dataset.empty;
    this.paintSteps();
    this.count();
  }

  paintSteps() {
    const at = this.rows.indexOf(this.shown);
    const after = this.form.querySelector("[data-after]");
    const skip = this.form.querySelector("[data-skip]");
    const following = [...this.rows.slice(at + 1), ...this.rows.slice(0, at)];
    this.point(this.form.querySelector("[data-before]"), this.rows[at - 1]);
    this.point(after, this.rows[at + 1]);
    this.point(skip, following.find((row) => !row.dataset.value));
    after.hidden = false; // behind the last pair it leads to the overview
    after.textContent = after.dataset.to ? after.dataset.wordsNext : after.dataset.wordsLast;
    skip.textContent = this.shown.dataset.value ? skip.dataset.wordsNext : skip.dataset.wordsOpen;
  }

  point(link, row) {
    link.hidden = !row;
    if (row) link.dataset.to = row.dataset.pair;
    else delete link.dataset.to;
    link.href = row ? row.querySelector("a").href : this.form.dataset.overview;
  }

  count() {
    const answered = (rows) => rows.filter((row) => row.dataset.value).length;
    const total = this.form.querySelector("[data-total-text]");
    total.textContent = filled(total.dataset.pattern, { done: answered(this.rows), all: this.rows.length });
    for (const set of document.querySelectorAll("[data-set]")) {
      const rows = [...set.querySelectorAll("[data-pair]")];
      set.querySelector("[data-set-count]").textContent = `${answered(rows)} / ${rows.length}`;
      if (!set.contains(this.shown)) continue;
      const text = this.form.querySelector("[data-count]");
      const values = { set: set.dataset.name, n: rows.indexOf(this.shown) + 1, all: rows.length };
      text.textContent = filled(text.dataset.pattern, values);
    }
  }

  write(row, value) {
    row.dataset.value = value ?? "";
    const place = row.querySelector("[data-answer]");
    place.textContent = this.words(row, value) || place.dataset.empty;
  }

  // Tells in the list which pairs were not saved.
  mark(isTroubled) {
    for (const row of this.rows) {
      const troubled = isTroubled(row.dataset.pair);
      row.toggleAttribute("data-troubled", troubled);
      const place = row.querySelector("[data-answer]");
      if (troubled) place.textContent = place.dataset.trouble;
    }
  }

  stateOf(within) {
    return document.querySelector(`[data-set-state="${CSS.escape(within)}"]`);
  }

  // What stands under the pair speaks of answers that the server has; this one it has not yet.
  stale(row) {
    this.stateOf(withinOf(row)).dataset.stale = "true";
  }

  // What the server says of a set: its state in the list, its words under the pair.
  take(set, isLate) {
    const state = this.stateOf(set.within);
    if (!isLate) delete state.dataset.stale;
    replace(state.querySelector("[data-set-html]"), set.html);
    const list = document.querySelector(`[data-set="${CSS.escape(set.within)}"]`);
    list.querySelector("[data-set-count]").dataset.state = set.state;
  }
}

// Puts the server's words in place without taking away a reason that is being written.
function replace(place, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").body;
  const [before, after] = [place.querySelector("textarea"), fresh.querySelector("textarea")];
  if (before && after && before.id === after.id && before.value !== "") {
    after.value = before.value;
    after.closest("details").open = true;
    place.replaceChildren(...fresh.childNodes);
    if (place.ownerDocument.activeElement === place.ownerDocument.body) after.focus();
    return;
  }
  place.replaceChildren(...fresh.childNodes);
}

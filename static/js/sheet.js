// The score sheet: every change goes through the outbox; progress is counted; keys move between factors.

import { clearNote, filled, SaveStatus, showNote } from "./status.js";
import { freeze, isShare, nameOf, placeOf, placesOf, servedOf, setValue, valueOf, wordsOf } from "./controls.js";
import { isIdle, Lines } from "./lines.js";
import { enhance, paint, settled } from "./numbers.js";
import { Outbox } from "./outbox.js";
import { showTotal } from "./quality.js";
import { steps } from "./sections.js";

const TYPING_PAUSE = 400; // with the longest pause below, a change leaves within a second
const LONGEST_PAUSE = 900;

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

export class Sheet {
  constructor(form) {
    this.form = form;
    this.status = new SaveStatus(form.querySelector("[role=status]"));
    this.known = new Map(); // what the server has, per field
    this.overtaken = new Set(); // operations of an earlier visit that the server has moved past
    this.asked = new Map(); // field → what the other side has, while the choice is open
    this.typing = new Map(); // field → {timer, since}: typed but not yet kept
    this.outbox = new Outbox({
      account: meta("account"), sheet: form.dataset.sheet, url: form.dataset.saveUrl, token: meta("csrf-token"),
    });
  }

  start() {
    this.lines = new Lines(this.form, (place) => this.keep(place));
    enhance(this.form);
    placesOf(this.form).filter(isLocked).forEach(freeze);
    steps(this.form, () => this.keepAll());
    placesOf(this.form).forEach((place) => this.known.set(keyOf(nameOf(place)), servedOf(place)));
    this.listen();
    const early = placesOf(this.form).filter((place) => !isLocked(place) && valueOf(place) !== servedOf(place));
    this.replay();
    early.forEach((place) => this.keep(place)); // typed before this script was there
    this.count();
    this.outbox.send();
  }

  listen() {
    this.form.addEventListener("input", (event) => this.typed(event.target));
    this.form.addEventListener("input", () => showTotal(this.form)); // of what stands there, saved or not
    this.form.addEventListener("change", (event) => this.chosen(event.target));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault(); // Enter in a field: what stands there is saved like any change
      this.keepAll();
    });
    window.addEventListener("pagehide", () => this.keepAll(), { capture: true });
    window.addEventListener("beforeunload", () => this.keepAll());
    document.addEventListener("visibilitychange", () => document.hidden && this.keepAll());
    const { outbox } = this;
    outbox.addEventListener("state", ({ detail }) => this.told(detail));
    outbox.addEventListener("saved", ({ detail }) => {
      if (!this.overtaken.has(detail.op)) this.known.set(keyOf(detail), detail.value);
    });
    outbox.addEventListener("rejected", ({ detail }) => this.refused(detail));
    outbox.addEventListener("conflict", ({ detail }) => this.choose(detail));
    outbox.addEventListener("elsewhere", ({ detail }) => this.elsewhere(detail));
  }

  // Drafts of an earlier visit. One that was sent while the server has moved on may be saved already,
  // so it is sent again but not shown over what the server has.
  replay() {
    for (const op of this.outbox.pending()) {
      const place = this.placeFor(op);
      if (!place) continue;
      if (isLocked(place)) {
        if (op.rejected) this.outbox.forget(op); // refused for good: what is stored stands
        continue;
      }
      const moved = op.sent && this.known.get(keyOf(op)) !== op.base;
      if (moved) this.overtaken.add(op.op);
      else setValue(place, op.value);
      if (op.rejected) this.refused(op);
      if ("current" in op) this.choose(op);
    }
  }

  // Where a change belongs on this page; a line of a growing list is made when it is not there.
  placeFor({ factor, field, value }) {
    const place = placeOf(this.form, factor, field);
    if (place || typeof value !== "string") return place;
    return this.lines.make(factor) ? placeOf(this.form, factor, field) : undefined;
  }

  typed(target) {
    const place = target.closest("[data-field]");
    if (!place) return;
    if (target.matches("[type=radio]")) return;
    if (target.matches("[data-number]")) paint(place);
    const key = keyOf(nameOf(place));
    const before = this.typing.get(key);
    const since = before?.since ?? Date.now();
    clearTimeout(before?.timer);
    const pause = Math.max(0, Math.min(TYPING_PAUSE, since + LONGEST_PAUSE - Date.now()));
    this.typing.set(key, { since, place, timer: setTimeout(() => this.keep(place), pause) });
    this.outbox.tell();
  }

  chosen(target) {
    const place = target.closest("[data-field]");
    if (!place) return;
    if (target.matches("[data-number]")) settled(place);
    this.keep(place, true);
  }

  keepAll() {
    [...this.typing.values()].forEach(({ place }) => this.keep(place));
  }

  keep(place, finished = false) {
    const { factor, field } = nameOf(place);
    const key = keyOf({ factor, field });
    clearTimeout(this.typing.get(key)?.timer);
    this.typing.delete(key);
    const value = valueOf(place);
    if (value === undefined && finished) showNote(place, { lines: [this.wrongWords(place)] });
    const last = this.outbox.opsOf(factor, field).at(-1);
    const latest = last ? last.value : this.known.get(key);
    if (value === undefined || value === latest) {
      this.outbox.tell();
      return;
    }
    if (!last || !("current" in last)) {
      clearNote(place);
      this.asked.delete(key); // whoever writes on has answered
    }
    this.count();
    this.outbox.put(factor, field, value, this.known.get(key) ?? null);
    if (finished) this.doubt(place, value);
  }

  wrongWords(place) {
    return place.dataset.wrong ?? this.status.text(place.dataset.kind === "weight" ? "weightWrong" : "percentWrong");
  }

  // 0.7 in a field of percents is saved as 0.7 %; whoever meant 70 % is told at once.
  doubt(place, value) {
    const number = Number(value);
    if (!isShare(place) || value === null || number <= 0 || number >= 1) return;
    const other = String(Math.round(number * 10000) / 100);
    showNote(place, { lines: [this.status.text("percentDoubt", { value, other })] });
  }

  told(detail) {
    const early = this.typing.size > 0 && ["saved", "idle"].includes(detail.state);
    const wrong = placesOf(this.form).filter((place) => valueOf(place) === undefined).length;
    const seen = { ...detail, rejected: (detail.rejected ?? 0) + (early ? 0 : wrong) }; // unsaved is never "saved"
    this.status.show(early ? { ...seen, state: "saving" } : seen);
    if (detail.state === "frozen") placesOf(this.form).forEach(freeze);
  }

  refused(op) {
    const place = placeOf(this.form, op.factor, op.field);
    if (place) showNote(place, { lines: [op.rejected.what, op.rejected.mend] });
  }

  choose({ factor, field, current }) {
    const place = placeOf(this.form, factor, field);
    if (!place) return;
    this.asked.set(keyOf({ factor, field }), current);
    const answer = (value) => {
      this.asked.delete(keyOf({ factor, field }));
      setValue(place, value);
      this.known.set(keyOf({ factor, field }), current);
      this.outbox.settle(factor, field, value, current);
      this.count();
    };
    showNote(place, {
      lines: [this.status.text("conflict", { value: this.wordsFor(place, current) })],
      choices: [
        { words: this.status.text("mine"), act: () => answer(valueOf(place) ?? null) },
        { words: this.status.text("theirs"), act: () => answer(current) },
      ],
    });
  }

  wordsFor(place, value) {
    return value === null ? this.status.text("empty") : wordsOf(place, value);
  }

  // Another tab of this browser kept or saved a change. Only a field being typed in here can differ.
  elsewhere({ factor, field, value, ops }) {
    const place = this.placeFor({ factor, field, value });
    if (!place) return;
    const key = keyOf({ factor, field });
    const saved = ops.length === 0;
    if (saved) this.known.set(key, value);
    const mine = this.typing.get(key);
    const isAsked = this.asked.has(key); // what stands there waits for an answer and is not overwritten
    if ((mine || isAsked) && valueOf(place) !== value) {
      clearTimeout(mine?.timer);
      this.typing.delete(key);
      if (this.asked.get(key) !== value) this.choose({ factor, field, current: value });
      return;
    }
    if (saved && this.outbox.opsOf(factor, field).length > 0) return; // a newer change is on its way
    if (value !== undefined) setValue(place, value);
    this.count();
  }

  count() {
    const parts = [...this.form.querySelectorAll("[data-part]")];
    const complete = parts.filter((part) => isComplete(part));
    for (const part of parts) {
      const link = this.form.querySelector(`.factor-list a[data-go="${CSS.escape(part.dataset.part)}"]`);
      if (link) link.dataset.complete = String(complete.includes(part));
    }
    const place = this.form.querySelector("[data-progress-text]");
    const factors = parts.filter((part) => "factor" in part.dataset);
    const items = [...this.form.querySelectorAll("[data-item]")];
    const units = [...factors, ...items.filter((item) => !item.matches("[data-line]") || !isIdle(item))];
    const done = units.filter((unit) => isComplete(unit)).length;
    const words = place?.dataset.progressText || this.status.element.dataset.progress;
    if (place) place.textContent = filled(words, { done, all: units.length });
    showTotal(this.form);
  }
}

function keyOf({ factor, field }) {
  return `${factor}|${field}`;
}

// A field that takes no change any more; what still waits for it is sent once more and refused.
function isLocked(place) {
  return "locked" in place.dataset;
}

// A screen is complete when all that is required has an answer; reasons and idle lines may stay empty.
function isComplete(part) {
  const asked = [...part.querySelectorAll("[data-required]")].filter((place) => {
    const line = place.closest("[data-line]");
    return line === null || !isIdle(line);
  });
  return asked.every((place) => typeof valueOf(place) === "string");
}

for (const form of document.querySelectorAll("form[data-save-url]")) new Sheet(form).start();

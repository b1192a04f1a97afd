// Comparing by pairs: one pair on the screen, all others at hand without a line; every answer goes
// through the outbox, and the server's answer brings how consistent the set is by now.

import { Outbox } from "./outbox.js";
import { PairScreen } from "./pairs.js";
import { clearNote, SaveStatus, showNote } from "./status.js";

const ANSWER = "comparison";
const REASON = "comparison_reason";

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

class Comparisons {
  constructor(form) {
    this.form = form;
    this.screen = new PairScreen(form);
    this.status = new SaveStatus(form.querySelector("[role=status]"));
    this.known = new Map(); // the answer that the server has, per pair
    this.conflicts = new Map(); // pair → what stands on the server instead
    this.refusals = new Map(); // pair → why its answer was not saved
    this.overtaken = new Set(); // operations of an earlier visit that the server has moved past
    this.outbox = new Outbox({
      account: meta("account"), sheet: form.dataset.sheet, url: form.dataset.saveUrl, token: meta("csrf-token"),
    });
  }

  start() {
    const { screen } = this;
    for (const row of screen.rows) this.known.set(row.dataset.pair, row.dataset.value || null);
    const early = screen.chosen() ?? "";
    const isEarly = early !== "" && early !== screen.shown.dataset.value; // chosen before this script came
    this.listen();
    this.replay();
    this.paint();
    if (isEarly) this.answer(early);
    this.outbox.send();
  }

  listen() {
    const { outbox, screen } = this;
    screen.scale.addEventListener("change", () => this.answer(screen.chosen()));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault(); // Enter: on to the next pair; what is chosen is saved already
      this.form.querySelector("[data-after]").click();
    });
    document.addEventListener("click", (event) => this.followed(event));
    document.addEventListener("submit", (event) => this.keep(event));
    window.addEventListener("popstate", () => {
      const row = screen.rowOf(decodeURIComponent(window.location.pathname.split("/").at(-1)));
      if (row) this.show(row);
    });
    outbox.addEventListener("state", ({ detail }) => this.told(detail));
    outbox.addEventListener("saved", ({ detail }) => this.saved(detail));
    outbox.addEventListener("answered", ({ detail }) => this.answered(detail));
    outbox.addEventListener("rejected", ({ detail }) => this.refused(detail));
    outbox.addEventListener("conflict", ({ detail }) => this.clashed(detail));
    outbox.addEventListener("elsewhere", ({ detail }) => this.elsewhere(detail));
  }

  // Answers of an earlier visit that are still on this machine. One that was sent while the server
  // has moved on may be saved already: it is sent again but not shown over what the server has.
  replay() {
    for (const op of this.outbox.pending()) {
      const row = this.screen.rowOf(op.factor);
      if (!row || op.field !== ANSWER) continue;
      const moved = op.sent && this.known.get(op.factor) !== op.base;
      if (moved) this.overtaken.add(op.op);
      else this.screen.write(row, op.value);
      this.screen.stale(row);
      if (op.rejected) this.refusals.set(op.factor, [op.rejected.what, op.rejected.mend]);
      if ("current" in op) this.conflicts.set(op.factor, op.current);
    }
  }

  followed(event) {
    const link = event.target.closest("a[data-go], a[data-before], a[data-after], a[data-skip]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const row = this.screen.rowOf(link.dataset.go ?? link.dataset.to);
    if (!row) return; // the overview is a page of its own
    event.preventDefault();
    window.history.pushState({}, "", link.href);
    this.show(row);
    window.scrollTo(0, 0);
    this.screen.focus("to" in link.dataset);
  }

  show(row) {
    clearNote(this.screen.scale);
    this.screen.show(row);
    this.paint();
  }

  paint() {
    this.screen.paint();
    this.notes();
  }

  answer(value) {
    if (value === null) return;
    const { shown } = this.screen;
    if (this.refusals.delete(shown.dataset.pair)) clearNote(this.screen.scale);
    this.screen.write(shown, value);
    this.screen.stale(shown);
    this.paint();
    this.outbox.put(shown.dataset.pair, ANSWER, value, this.known.get(shown.dataset.pair) ?? null);
  }

  // The reason for keeping an answer is a change like any other.
  keep(event) {
    const form = event.target.closest("form[data-keep]");
    if (!form) return;
    event.preventDefault();
    const field = form.querySelector("textarea");
    const text = field.value.trim();
    clearNote(field);
    if (text === "") {
      showNote(field, { lines: [field.dataset.reasonMissing] });
      field.focus();
      return;
    }
    this.screen.stale(this.screen.rowOf(form.dataset.keep));
    this.outbox.put(form.dataset.keep, REASON, text, null); // a pair with a reason is not offered again
  }

  saved({ op, factor, field, value }) {
    if (field === ANSWER && !this.overtaken.has(op)) this.known.set(factor, value);
  }

  answered({ sets = [] }) {
    const waiting = new Set(this.outbox.pending().map((op) => this.screen.setOf(op.factor)));
    for (const set of sets) this.screen.take(set, waiting.has(set.within));
  }

  told(detail) {
    this.status.show(detail);
    if (detail.state === "frozen") this.screen.scale.disabled = true;
  }

  refused(op) {
    this.refusals.set(op.factor, [op.rejected.what, op.rejected.mend]);
    this.notes();
  }

  clashed({ factor, field, current }) {
    if (field === REASON) {
      this.outbox.settle(factor, field, current, current); // the reason given elsewhere stands
      return;
    }
    this.conflicts.set(factor, current);
    this.notes();
  }

  // Marks the pairs that were not saved, and says why beside the shown one.
  notes() {
    const place = this.screen.shown.dataset.pair;
    this.screen.mark((pair) => this.conflicts.has(pair) || this.refusals.has(pair));
    if (this.refusals.has(place)) showNote(this.screen.scale, { lines: this.refusals.get(place) });
    if (this.conflicts.has(place)) this.choose(this.screen.shown, this.conflicts.get(place));
  }

  choose(row, current) {
    const place = row.dataset.pair;
    const settle = (value) => {
      this.conflicts.delete(place);
      this.known.set(place, current);
      this.screen.write(row, value);
      this.paint();
      this.outbox.settle(place, ANSWER, value, current);
    };
    const theirs = current === null ? this.status.text("empty") : this.screen.words(row, current);
    showNote(this.screen.scale, {
      lines: [this.status.text("conflict", { value: theirs })],
      choices: [
        { words: this.status.text("mine"), act: () => settle(row.dataset.value || null) },
        { words: this.status.text("theirs"), act: () => settle(current) },
      ],
    });
  }

  // Another tab of this browser kept or saved an answer.
  elsewhere({ factor, field, value, ops }) {
    const row = this.screen.rowOf(factor);
    if (!row || field !== ANSWER || value === undefined) return;
    const isSaved = ops.length === 0;
    if (isSaved) this.known.set(factor, value);
    if (isSaved && this.outbox.opsOf(factor, field).length > 0) return; // a newer one is on its way
    this.screen.write(row, value);
    this.screen.stale(row);
    this.paint();
  }
}

for (const form of document.querySelectorAll("form.pairs[data-save-url]")) new Comparisons(form).start();

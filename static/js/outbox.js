// The outbox of a sheet: every change becomes an operation that is kept on this machine until the
// server says it has it. Sending an operation twice is harmless, because the server knows its id.

import { Drafts } from "./drafts.js";

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const STAYED = 5000;
const KEEPALIVE_ROOM = 60000; // browsers refuse larger bodies when a page is closing

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID(); // only on https and localhost
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// One operation as the server wants it: what only this machine needs is left out.
function posted({ op, factor, field, value, base, at }) {
  return { op, factor, field, value, base, at };
}

// Events: "state" {state, pending, at}, "saved" {factor, field, value}, "rejected" {op},
// "conflict" {op}, "answered" {all that the server said}, "elsewhere" {factor, field, value, ops}
// for changes made in another tab.
export class Outbox extends EventTarget {
  constructor({ account, sheet, url, token }) {
    super();
    this.url = url;
    this.token = token;
    this.drafts = new Drafts(account, sheet);
    this.unstored = new Map(); // only what did not fit on this machine
    this.stopped = null; // "signed-out", "frozen" or "stale"
    this.wait = FIRST_WAIT;
    this.timer = null;
    this.sending = false;
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(this.drafts.prefix) : null;
    this.listen();
  }

  listen() {
    window.addEventListener("online", () => this.send());
    window.addEventListener("offline", () => this.tell("offline"));
    window.addEventListener("pagehide", () => this.flush());
    window.addEventListener("beforeunload", () => this.leave());
    window.addEventListener("storage", (event) => {
      const place = this.drafts.placeOf(event.key);
      if (place && event.newValue) this.heard({ ...place, ops: JSON.parse(event.newValue) });
    });
    this.channel?.addEventListener("message", (event) => this.heard(event.data));
  }

  // The next page may have been written before an answer that still arrives here: what waits stays
  // kept, so that the next page shows it and sends it again, which is harmless.
  leave() {
    this.leaving = true;
    setTimeout(() => {
      this.leaving = false; // the reader stayed after all
      this.send();
    }, STAYED);
  }

  heard({ factor, field, value, ops, at }) {
    if (at) this.savedAt = at;
    const latest = ops ? ops.at(-1)?.value : value;
    this.emit("elsewhere", { factor, field, value: latest, ops: ops ?? [] });
    this.tell();
  }

  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  opsOf(factor, field) {
    return this.unstored.get(`${factor}|${field}`) ?? this.drafts.read(factor, field);
  }

  keep(factor, field, ops) {
    const key = `${factor}|${field}`;
    if (this.drafts.write(factor, field, ops)) this.unstored.delete(key);
    else this.unstored.set(key, ops);
  }

  pending() {
    return [...this.drafts.all(), ...[...this.unstored.values()].flat()];
  }

  waiting() {
    return this.pending().filter((op) => !op.rejected && !("current" in op));
  }

  // Keeps a change. An operation that was already on its way is never altered: the server may have it.
  put(factor, field, value, known) {
    const ops = this.opsOf(factor, field);
    const last = ops.at(-1);
    const fresh = { op: newId(), factor, field, value, at: new Date().toISOString() };
    if (last && !last.sent && !("current" in last)) ops.pop();
    if (last && "current" in last) ops[ops.length - 1] = { ...last, value };
    else {
      const base = last ? (last.sent ? last.value : last.base) : known;
      if (value !== base) ops.push({ ...fresh, base: base ?? null });
    }
    this.keep(factor, field, ops);
    return this.send();
  }

  // Drops a change that was refused and can never be saved.
  forget({ op, factor, field }) {
    this.keep(factor, field, this.opsOf(factor, field).filter((kept) => kept.op !== op));
  }

  // Answers a conflict: the value that stands is sent with the other side's value as its base.
  settle(factor, field, value, current) {
    const at = new Date().toISOString();
    const ops = this.opsOf(factor, field).filter((op) => !("current" in op));
    if (value !== current) ops.push({ op: newId(), factor, field, value, base: current, at });
    this.keep(factor, field, ops);
    this.send();
  }

  async send() {
    if (this.stopped) return this.tell(this.stopped);
    const ops = this.waiting();
    if (this.sending || ops.length === 0) return this.tell();
    if (!navigator.onLine) return this.tell("offline");
    this.rest();
    this.sending = true;
    this.tell("saving");
    const again = await this.post(ops);
    this.sending = false;
    if (again === "now" && !this.leaving && this.waiting().length > 0) return this.send();
    return undefined;
  }

  request(ops, more = {}) {
    this.markSent(ops);
    return fetch(this.url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.token },
      body: JSON.stringify({ ops: ops.map(posted) }),
      ...more,
    });
  }

  async post(ops) {
    let reply;
    try {
      reply = await this.request(ops, { redirect: "manual", signal: timeLimit(20000) });
    } catch {
      return this.later(navigator.onLine ? "retrying" : "offline");
    }
    const body = await reply.json().catch(() => null);
    if (reply.ok && body && Array.isArray(body.saved)) {
      this.wait = FIRST_WAIT;
      this.take(ops, body);
      this.emit("answered", body); // what else the server said
      return "now";
    }
    if (reply.type === "opaqueredirect" || reply.status === 401) return this.stop("signed-out");
    if (reply.status === 409 && body?.frozen) return this.stop("frozen");
    if (reply.ok || reply.status >= 500 || reply.status === 408 || reply.status === 429) {
      return this.later("retrying");
    }
    return this.stop("stale"); // any other 4xx would be refused again; only a fresh page can help
  }

  markSent(ops) {
    const ids = new Set(ops.map((op) => op.op));
    for (const { factor, field } of ops) {
      const kept = this.opsOf(factor, field).map((op) => (ids.has(op.op) ? { ...op, sent: true } : op));
      this.keep(factor, field, kept);
    }
  }

  take(sent, { saved = [], rejected = [], conflicts = [] }) {
    if (this.leaving) return;
    const answers = new Map();
    saved.forEach((item) => answers.set(item.op, { kind: "saved", ...item }));
    rejected.forEach((item) => answers.set(item.op, { kind: "rejected", ...item }));
    conflicts.forEach((item) => answers.set(item.op, { kind: "conflict", ...item }));
    let missing = false;
    for (const op of sent) {
      const answer = answers.get(op.op);
      if (!answer) missing = true;
      else this.settleAnswer(op, answer);
    }
    this.savedAt = saved.at(-1)?.at ?? this.savedAt;
    if (missing) this.later("retrying"); // an operation without an answer stays in the queue
    this.tell();
  }

  settleAnswer(op, answer) {
    const { factor, field } = op;
    const others = this.opsOf(factor, field).filter((kept) => kept.op !== op.op);
    if (answer.kind === "saved") {
      this.keep(factor, field, others);
      this.emit("saved", op);
      this.channel?.postMessage({ factor, field, value: op.value, at: answer.at });
      return;
    }
    // A newer change of the same field carries on with what the server really has.
    const newest = { ...(others.at(-1) ?? op), op: newId(), base: op.base, sent: false };
    if (answer.kind === "conflict") {
      newest.current = answer.current;
      this.keep(factor, field, [newest]);
      this.emit("conflict", newest);
    } else if (others.length > 0) {
      this.keep(factor, field, others.map((kept) => (kept.sent ? kept : { ...kept, base: op.base })));
    } else {
      const refused = { ...newest, rejected: { what: answer.what, mend: answer.mend } };
      this.keep(factor, field, [refused]);
      this.emit("rejected", refused);
    }
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  later(state) {
    this.rest();
    this.timer = setTimeout(() => this.send(), this.wait * (0.8 + Math.random() * 0.4));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    this.tell(state);
    return "later";
  }

  stop(state) {
    this.stopped = state;
    this.tell(state);
    return "stopped";
  }

  // The page is closing: send what waits without waiting for the answer; it also stays kept here.
  flush() {
    if (this.stopped) return;
    const ops = [];
    let room = KEEPALIVE_ROOM;
    for (const op of this.waiting()) {
      room -= JSON.stringify(posted(op)).length * 3; // a Chinese character is three bytes
      if (room > 0) ops.push(op);
    }
    if (ops.length > 0) this.request(ops, { keepalive: true }).catch(() => undefined);
  }

  tell(state) {
    const pending = this.pending();
    const rejected = pending.filter((op) => op.rejected).length;
    const conflicts = pending.filter((op) => "current" in op).length;
    const known = this.stopped ?? state ?? this.calm(pending.length - rejected - conflicts);
    const said = { state: known, pending: pending.length, rejected, conflicts, at: this.savedAt };
    this.emit("state", { ...said, full: this.unstored.size > 0 });
  }

  calm(waiting) {
    if (waiting === 0) return this.savedAt ? "saved" : "idle";
    if (!navigator.onLine) return "offline";
    return this.timer ? "retrying" : "saving"; // without a timer of its own another tab is at it
  }
}

function timeLimit(milliseconds) {
  return AbortSignal.timeout ? AbortSignal.timeout(milliseconds) : undefined;
}

// What the autosave says, in the sentences the page brought along (data-* of the status element).

export function filled(sentence, values) {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

function clock(at) {
  const moment = at ? new Date(at) : new Date();
  const zone = { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" };
  return moment.toLocaleTimeString("zh-CN", zone);
}

export class SaveStatus {
  constructor(element) {
    this.element = element;
    this.said = "";
  }

  text(name, values = {}) {
    return filled(this.element.dataset[name], values);
  }

  show({ state, pending, rejected, conflicts, at, full }) {
    const trouble = ["saved", "idle"].includes(state) && rejected + conflicts > 0;
    const name = trouble ? "rejected" : state.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
    if (state === "offline" && pending === 0) {
      this.say(this.text("offlineEmpty"), state);
      return;
    }
    if (state === "idle" && this.said === "") return; // what the server said still holds
    const n = trouble ? rejected + conflicts : pending;
    let sentence = this.text(name, { n, time: clock(at) });
    if (full) sentence += this.text("full");
    const stopped = trouble || ["signed-out", "stale", "frozen"].includes(state);
    const quiet = { retrying: "offline" }[state] ?? state;
    if (!this.say(sentence, stopped ? "stopped" : quiet)) return;
    if (state === "signed-out") this.link(this.text("signIn"), this.element.closest("form")?.dataset.signInUrl);
    if (state === "stale") this.link(this.text("reload"), window.location.href);
  }

  // Says a sentence once: screen readers are not made to repeat themselves.
  say(sentence, state) {
    this.element.dataset.state = state;
    if (sentence === this.said) return false;
    this.said = sentence;
    this.element.textContent = sentence;
    return true;
  }

  link(words, url) {
    const link = document.createElement("a");
    link.href = url ?? window.location.href;
    link.textContent = words;
    this.element.append(" ", link);
  }
}

// A note beside one field: a refusal with its remedy, or the choice between two versions.
export function showNote(place, { lines, choices = [] }) {
  clearNote(place);
  const note = document.createElement("div");
  note.className = choices.length > 0 ? "field-note field-note-choice" : "field-note";
  note.setAttribute("role", "alert");
  note.dataset.note = "";
  for (const line of lines.filter(Boolean)) {
    const text = document.createElement("p");
    text.textContent = line;
    note.append(text);
  }
  for (const { words, act } of choices) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = words;
    button.addEventListener("click", () => {
      clearNote(place);
      act();
    });
    note.append(button);
  }
  place.after(note);
}

export function clearNote(place) {
  const next = place.nextElementSibling;
  if (next && "note" in next.dataset) next.remove();
}

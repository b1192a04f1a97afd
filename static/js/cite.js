// Documents beside the form: a page is cited at the cursor of the reason last edited, and on a narrow
// screen the documents lie over the form, so that going there and back loses nothing.

import { filled } from "./status.js";

const form = document.querySelector("form[data-save-url]");
const said = document.querySelector("[data-cite-said]");
const shelf = document.querySelector("[data-documents]");
let last = null; // the reason last edited
let left = null; // what had the focus when the documents were opened

document.addEventListener("focusin", ({ target }) => {
  if (form?.contains(target) && target.matches("textarea")) last = target;
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-cite]");
  if (button) cite(button.dataset.cite);
});

const isShown = (area) => !area.closest("[hidden]");

// The reason last edited on the screen that is shown, else its first one.
function reason() {
  if (!form) return null;
  if (last && form.contains(last) && isShown(last) && !last.readOnly) return last;
  return [...form.querySelectorAll("textarea:not([readonly])")].find(isShown) ?? null;
}

function cite(mark) {
  const area = reason();
  if (area) place(area, mark);
  else copy(mark);
}

function place(area, mark) {
  const end = area === last ? area.selectionEnd : area.value.length; // never written to: at its end
  const start = area === last ? area.selectionStart : end;
  if (area.value.length - (end - start) + mark.length > area.maxLength && area.maxLength > 0) {
    say("tooLong", { cite: mark });
    return;
  }
  for (let open = area.closest("details"); open; open = open.parentElement.closest("details")) open.open = true;
  area.setRangeText(mark, start, end, "end");
  last = area;
  left = area;
  for (const name of ["input", "change"]) area.dispatchEvent(new Event(name, { bubbles: true }));
  say("placed", { cite: mark, field: nameOf(area) });
  if (!shelf?.classList.contains("open")) area.focus({ preventScroll: true });
}

function nameOf(area) {
  const label = area.labels?.[0];
  return (area.dataset.name ?? label?.firstChild?.textContent ?? "").trim();
}

async function copy(mark) {
  try {
    await navigator.clipboard.writeText(mark); // only on https and localhost
    say("copied", { cite: mark });
  } catch {
    say(copiedOldWay(mark) ? "copied" : "byHand", { cite: mark });
  }
}

function copiedOldWay(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

let timer = null;

function say(name, values) {
  if (!said) return;
  clearTimeout(timer);
  said.hidden = false;
  said.querySelector("[role=status]").textContent = filled(said.dataset[name], values);
  if (name === "placed") timer = setTimeout(() => { said.hidden = true; }, 6000);
}

// The documents over the form: opened by a touch, left by the button, Escape or the way back.
function open(event) {
  if (!shelf || getComputedStyle(shelf).display !== "none") return; // they stand beside the form already
  event.preventDefault();
  left = last && isShown(last) ? last : null;
  window.history.pushState({ documents: true }, "");
  show(true);
  shelf.focus({ preventScroll: true });
}

function show(isOpen) {
  shelf.classList.toggle("open", isOpen);
  document.body.classList.toggle("behind", isOpen);
}

function close() {
  if (!shelf?.classList.contains("open")) return;
  show(false);
  if (!left) return;
  left.focus({ preventScroll: true });
  left.scrollIntoView({ block: "center" });
}

for (const link of document.querySelectorAll("[data-documents-open]")) link.addEventListener("click", open);
if (shelf) {
  shelf.querySelector("[data-documents-close]").addEventListener("click", () => window.history.back());
  window.addEventListener("popstate", close);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shelf.classList.contains("open")) window.history.back();
  });
}

// A document in a page of its own knows the screen it was opened from.
for (const link of document.querySelectorAll("[data-alone]")) {
  link.addEventListener("click", () => {
    const part = form?.querySelector("[data-part]:not([hidden])")?.dataset.part;
    if (part) link.href = `${link.pathname}?part=${encodeURIComponent(part)}`;
  });
}

// Small comforts of every page; each page works without them.

import { countDrafts } from "./drafts.js";
import { keepForms } from "./keep.js";

const account = document.querySelector('meta[name="account"]')?.content;

// Explanations of numbers: one open at a time, closed by Escape or a click beside, never off the page.
function closeWhy(except) {
  for (const open of document.querySelectorAll("details.why[open]")) {
    if (!open.contains(except)) open.open = false;
  }
}

document.addEventListener("click", (event) => closeWhy(event.target));
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector("details.why[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
document.addEventListener("toggle", (event) => {
  const why = event.target;
  if (!why.matches?.("details.why") || !why.open) return;
  why.classList.remove("why-left");
  const { right } = why.querySelector(".why-body").getBoundingClientRect();
  if (right > document.documentElement.clientWidth - 8) why.classList.add("why-left");
}, true);

// Signing out deletes the drafts of this account, so it says so first when some are not yet sent.
for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", (event) => {
    const n = account ? countDrafts(account) : 0;
    if (n === 0 || form.dataset.told) return;
    event.preventDefault();
    form.dataset.told = "yes";
    const note = document.createElement("div");
    note.className = "note note-warning";
    note.setAttribute("role", "alert");
    note.textContent = form.dataset.unsent.replace("{n}", n);
    document.querySelector("main").prepend(note);
  });
}

keepForms();

// After a refused form the summary of errors is where reading goes on.
const errors = document.getElementById("errors");
errors?.focus();
// Its links lead into the field. The address stays as it is: with a fragment the next refusal would
// be shown at that field, not at its summary.
errors?.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const target = link && document.getElementById(link.hash.slice(1));
  const field = target?.matches("fieldset") ? target.querySelector("input") : target;
  field?.focus();
  if (field && document.activeElement === field) event.preventDefault();
});

// A question before a final act takes the focus; on the way back it stands on the button that asked.
if (document.querySelector("[data-final-act]")) {
  const heading = document.querySelector("main h1");
  heading.tabIndex = -1;
  heading.focus();
}
if (document.querySelector("main[data-returned]")) {
  const asked = [...document.querySelectorAll("main form[method=post]")]
    .find((form) => new URL(form.action).pathname === window.location.pathname);
  asked?.querySelector(".bar [type=submit], [type=submit]")?.focus();
}

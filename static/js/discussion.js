// What is typed in a discussion is kept on this machine until the page shows it as said.

import { Drafts } from "./drafts.js";

const account = document.querySelector('meta[name="account"]')?.content ?? "";

function keep(form) {
  const drafts = new Drafts(account, form.dataset.talk);
  const { factor } = form.dataset;
  const text = form.querySelector("textarea");
  const op = form.querySelector("[name=op]");
  const told = form.querySelector("[data-kept]");
  const isSaid = (draft) => document.querySelector(`[data-op="${CSS.escape(draft.op)}"]`) !== null;
  const kept = drafts.read(factor, "text").at(-1);
  if (kept && isSaid(kept)) drafts.write(factor, "text", []);
  else if (kept && text.value === "") {
    text.value = kept.value;
    op.value = kept.op; // sent again it stands once
    told.hidden = false;
  }
  text.addEventListener("input", () => {
    const draft = { op: op.value, value: text.value };
    const stays = drafts.write(factor, "text", text.value.trim() ? [draft] : []);
    told.hidden = !stays || !text.value.trim();
  });
}

document.querySelectorAll("form[data-talk]").forEach(keep);

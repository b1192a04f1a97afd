// The running total of the report's points, in hundredths so that nothing is reckoned in binary.

import { filled } from "./status.js";
import { valueOf } from "./controls.js";

const PARTS = 100;

export function showTotal(form) {
  for (const box of form.querySelectorAll("[data-quality]")) {
    const total = box.querySelector("[data-total]");
    const values = [...box.querySelectorAll("[data-field=points]")].map((place) => valueOf(place));
    const given = values.filter((value) => typeof value === "string");
    const sum = given.reduce((all, value) => all + Math.round(Number(value) * PARTS), 0);
    const facts = { n: given.length, of: values.length, total: String(sum / PARTS) };
    const isWhole = given.length === values.length;
    const what = isWhole ? total.dataset[comesTo(total, sum)] : "";
    const words = filled(isWhole ? total.dataset.wholeWords : total.dataset.partWords, { ...facts, what });
    if (total.textContent !== words) total.textContent = words;
  }
}

function comesTo(total, sum) {
  if (sum >= Number(total.dataset.passes) * PARTS) return "pass";
  return sum >= Number(total.dataset.revises) * PARTS ? "revise" : "fail";
}

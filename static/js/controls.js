// The fields of a sheet, read and written alike whether they are numbers, choices or texts.
// A place is the element with data-field inside an element with data-factor.

import { paint } from "./numbers.js";

const TYPED = "textarea, input"; // a place that is itself written into

// Points have the maximum of their item.
const LIMITS = {
  weight: { low: 1, high: 10, pattern: /^\d{1,2}(\.\d{1,4})?$/ },
  share: { low: 0, high: 100, pattern: /^\d{1,3}(\.\d{1,2})?$/ },
};

function limitsOf(place) {
  const { kind, most } = place.dataset;
  return kind === "points" ? { ...LIMITS.share, high: Number(most) } : LIMITS[kind === "weight" ? "weight" : "share"];
}

export function placesOf(form) {
  return [...form.querySelectorAll("[data-factor] [data-field]")];
}

export function nameOf(place) {
  return { factor: place.closest("[data-factor]").dataset.factor, field: place.dataset.field };
}

export function placeOf(form, factor, field) {
  return placesOf(form).find((place) => {
    const name = nameOf(place);
    return name.factor === String(factor) && name.field === field;
  });
}

// "７２．５％" → "72.5", "070.50" → "70.5": the way the server writes it; never reckoned in binary.
// undefined means that what stands there is no number yet and must not be saved.
export function plainNumber(text, place) {
  const { low, high, pattern } = limitsOf(place);
  const plain = text.normalize("NFKC").trim().replace(/%$/, "").replace("。", ".").trim();
  if (!pattern.test(plain) || Number(plain) < low || Number(plain) > high) return undefined;
  const [whole, rest = ""] = plain.split(".");
  const decimals = rest.replace(/0+$/, "");
  return whole.replace(/^0+(?=\d)/, "") + (decimals ? `.${decimals}` : "");
}

// The list of a choice, when it is one.
function listOf(place) {
  return place.matches("select") ? place : place.querySelector("select");
}

// The value as the server stores it: a number as text, a text, or null for "not answered".
export function valueOf(place) {
  if (place.matches(TYPED)) return place.value.trim() === "" ? null : place.value;
  const input = place.querySelector("[data-number]");
  if (input) return input.value.trim() === "" ? null : plainNumber(input.value, place);
  const list = listOf(place);
  if (list) return list.value === "" ? null : list.value;
  return place.querySelector("input[type=radio]:checked")?.value ?? null;
}

// The value that the server wrote into the page, whatever stands there by now.
export function servedOf(place) {
  if (place.matches(TYPED)) return place.defaultValue.trim() === "" ? null : place.defaultValue;
  const input = place.querySelector("[data-number]");
  if (input) return input.defaultValue.trim() === "" ? null : (plainNumber(input.defaultValue, place) ?? null);
  const list = listOf(place);
  if (list) return [...list.options].find((option) => option.defaultSelected)?.value || null;
  return [...place.querySelectorAll("input[type=radio]")].find((radio) => radio.defaultChecked)?.value ?? null;
}

export function setValue(place, value) {
  if (place.matches(TYPED)) {
    if (place.value !== (value ?? "")) place.value = value ?? "";
    return;
  }
  const input = place.querySelector("[data-number]");
  if (input) {
    if (valueOf(place) !== value) input.value = value ?? "";
    paint(place);
    return;
  }
  const list = listOf(place);
  if (list) list.value = value ?? "";
  for (const radio of place.querySelectorAll("input[type=radio]")) radio.checked = radio.value === value;
}

// What a value is called when two versions are compared.
export function wordsOf(place, value) {
  const option = [...(listOf(place)?.options ?? [])].find((each) => each.value === value);
  if (option) return option.text.trim();
  const radio = [...place.querySelectorAll("input[type=radio]")].find((each) => each.value === value);
  if (radio) return radio.parentElement.innerText.trim();
  return isShare(place) ? `${value}%` : value;
}

export function isShare(place) {
  return Boolean(place.dataset.kind) && !["weight", "points"].includes(place.dataset.kind);
}

export function freeze(place) {
  const input = place.matches(TYPED) ? place : place.querySelector("[data-number]");
  if (input) input.readOnly = true; // stays selectable: the text can be copied
  else (listOf(place) ?? place).disabled = true;
  place.querySelectorAll?.("button").forEach((button) => { button.disabled = true; });
}

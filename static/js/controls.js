// The fields of a sheet, read and written alike whether they are levels, percents or texts.
// A place is the element with data-field inside an element with data-factor.

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

// "85" → "0.85", "7.5" → "0.075": decimal digits are moved, never reckoned in binary.
export function shareOf(percent) {
  const text = percent.trim().replace("％", "").replace("%", "").replace("。", ".");
  const match = /^(\d{1,3})(?:\.(\d{0,2}))?$/.exec(text);
  if (!match || Number(text) > 100) return undefined;
  const digits = match[1].padStart(3, "0") + (match[2] ?? "");
  const share = `${digits.slice(0, -2 - (match[2] ?? "").length)}.${digits.slice(-2 - (match[2] ?? "").length)}`;
  return share.replace(/\.?0+$/, "") || "0";
}

export function percentOf(share) {
  const [whole, rest = ""] = String(share).split(".");
  const digits = rest.padEnd(2, "0");
  const text = `${whole}${digits.slice(0, 2)}`.replace(/^0+(?=\d)/, "");
  const more = digits.slice(2).replace(/0+$/, "");
  return more ? `${text}.${more}` : text;
}

// The value as the server stores it: a decimal string, a text, or null for "not answered".
// undefined means that what stands there is no number yet and must not be saved.
export function valueOf(place) {
  if (place.matches("textarea, select, input")) return place.value.trim() === "" ? null : place.value;
  const chosen = place.querySelector("input[type=radio]:checked");
  if (!chosen) return null;
  if (chosen.value !== "percent") return chosen.value;
  const typed = place.querySelector("[data-percent]").value;
  return typed.trim() === "" ? null : shareOf(typed);
}

export function setValue(place, value) {
  if (place.matches("textarea, select, input")) {
    if (place.value !== (value ?? "")) place.value = value ?? "";
    return;
  }
  const radios = [...place.querySelectorAll("input[type=radio]")];
  const level = radios.find((radio) => radio.value === value);
  const percent = place.querySelector("[data-percent]");
  const own = radios.find((radio) => radio.value === "percent");
  radios.forEach((radio) => { radio.checked = false; });
  if (level) level.checked = true;
  else if (value !== null && own) own.checked = true;
  if (percent) percent.value = !level && value !== null ? percentOf(value) : "";
}

export function freeze(place) {
  if (place.matches("textarea")) place.readOnly = true; // stays selectable: the text can be copied
  else place.disabled = true;
}

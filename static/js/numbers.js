// Numbers by thumb: a band with the manual's word opens its steps of five, one more touch chooses,
// plus and minus move by one, and the field takes any exact figure. Without script the field is all.

const STEP = 5;
const HUNDRED = 100;

export function enhance(form) {
  for (const place of form.querySelectorAll("[data-kind]")) {
    const bands = form.querySelector(`template[data-bands=${place.dataset.kind}]`);
    const nudges = form.querySelector("template[data-nudges]");
    if (!bands || !nudges) continue; // a frozen sheet brings none
    place.append(bands.content.cloneNode(true));
    const [less, more] = nudges.content.cloneNode(true).children;
    inputOf(place).before(less);
    place.querySelector(".number-own").append(more);
    place.addEventListener("click", (event) => pressed(place, event.target.closest("button")));
    paint(place);
  }
}

function inputOf(place) {
  return place.querySelector("[data-number]");
}

// A number that stands in the field, or NaN; only for showing and stepping, never for saving.
function figureOf(place) {
  const text = inputOf(place).value.normalize("NFKC").replace(/%$/, "").trim();
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}

function pressed(place, button) {
  if (!button || inputOf(place).readOnly) return;
  if (button.dataset.pick) choose(place, button.dataset.pick);
  else if (button.dataset.nudge) nudge(place, Number(button.dataset.nudge));
  else if (button.dataset.high) openBand(place, button);
}

function choose(place, value) {
  const input = inputOf(place);
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
  paint(place);
}

function nudge(place, by) {
  const isWeight = place.dataset.kind === "weight";
  const [low, high] = isWeight ? [1, 10] : [0, HUNDRED];
  const figure = figureOf(place);
  if (Number.isNaN(figure)) return;
  const next = Math.round((figure + by) * 10000) / 10000;
  choose(place, String(Math.min(high, Math.max(low, next))));
}

function openBand(place, button) {
  place.dataset.open = button.dataset.high;
  paint(place);
  const chosen = place.querySelector("[data-steps] [aria-pressed=true]");
  if (!chosen) place.querySelector("[data-steps] button")?.focus({ preventScroll: true });
}

function bandOf(place, figure) {
  const bands = [...place.querySelectorAll("button[data-high]")];
  return bands.find((band) => figure <= Number(band.dataset.high));
}

// Shows word, band and steps for what stands in the field, or for the band that was opened.
export function paint(place) {
  const figure = figureOf(place);
  for (const button of place.querySelectorAll(".bands [data-pick]")) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.pick) === figure));
  }
  const steps = place.querySelector("[data-steps]");
  if (!steps) return;
  const own = figure <= HUNDRED ? bandOf(place, figure) : undefined;
  place.querySelector("[data-word]").textContent = own ? own.dataset.level : "";
  const opened = [...place.querySelectorAll("button[data-high]")].find(
    (band) => band.dataset.high === place.dataset.open,
  ) ?? own;
  for (const band of place.querySelectorAll("button[data-high]")) {
    band.setAttribute("aria-expanded", String(band === opened));
    band.classList.toggle("chosen", band === own);
  }
  showSteps(steps, opened, figure);
}

function showSteps(steps, band, figure) {
  steps.hidden = !band;
  if (!band) return;
  if (steps.dataset.of !== band.dataset.high) {
    steps.dataset.of = band.dataset.high;
    steps.replaceChildren(...valuesOf(band).map(stepButton));
  }
  for (const button of steps.children) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.pick) === figure));
  }
}

function valuesOf(band) {
  const low = Number(band.dataset.low);
  const values = low === 0 ? [0] : []; // the lowest band holds nought, the others exclude their lower end
  for (let value = Math.floor(low / STEP) * STEP + STEP; value <= Number(band.dataset.high); value += STEP) {
    values.push(value);
  }
  return values;
}

function stepButton(value) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "step";
  button.dataset.pick = String(value);
  button.textContent = `${value}%`;
  return button;
}

// The chosen value closes what was opened by hand.
export function settled(place) {
  delete place.dataset.open;
  paint(place);
}

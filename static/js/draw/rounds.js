// Sources, key and rounds after RFC 3797.

class Fault extends Error {
  constructor(code, facts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

// A plain decimal as a whole number of 10^-places.
function scaled(text, places) {
  const [whole, rest = ""] = text.split(".");
  return BigInt(whole + rest.padEnd(places, "0"));
}

function decimalsOf(text) {
  return (text.split(".")[1] ?? "").length;
}

function compareNumbers(one, other) {
  const places = Math.max(decimalsOf(one), decimalsOf(other));
  const [a, b] = [scaled(one, places), scaled(other, places)];
  return a < b ? -1 : Number(a > b);
}

// Signs of which numbers are written, with a digit: a text of nothing else is meant as one.
const LIKE_NUMBER = /^[-+±−.,，'’\s]*[0-9](?:[.,，'’_\s0-9]|[eE][-+]?(?=[0-9]))*$/;

function canonicalSource(values) {
  if (values.length === 0) throw new Fault("source_empty");
  const numbers = [];
  const texts = [];
  for (const value of values) {
    if (value instanceof Num) numbers.push(value.text);
    else if (typeof value !== "string") throw new Fault("source_not_a_value");
    else {
      const written = value.normalize("NFKC").replace(/^ +| +$/g, "");
      if (/^-?[0-9]+(\.[0-9]+)?$/.test(written)) numbers.push(new Num(written).text);
      else if (LIKE_NUMBER.test(written)) throw new Fault("source_number");
      else texts.push(written);
    }
  }
  if (texts.length > 0) {
    if (values.length > 1) throw new Fault("source_mixed");
    const kept = texts[0].normalize("NFD").replace(/[^A-Za-z0-9]/g, "").toUpperCase();
    if (kept === "") throw new Fault("source_empty");
    return `${kept}/`;
  }
  numbers.sort(compareNumbers);
  return `${numbers.map((text) => (text.includes(".") ? text : `${text}.`)).join("")}/`;
}

function keyString(sources) {
  return sources.map(canonicalSource).join("");
}

const MOST_ROUNDS = 65535;

// One round after the other, as long as they are asked for; positions count from 1 in the whole list.
function* selections(key, size, algorithm) {
  const content = bytesOf(key);
  const framed = new Uint8Array(content.length + 4);
  framed.set(content, 2);
  const taken = [];
  for (let number = 0; number < Math.min(size, MOST_ROUNDS); number += 1) {
    framed[0] = framed[framed.length - 2] = number >> 8;
    framed[1] = framed[framed.length - 1] = number & 255;
    const digest = DIGESTS[algorithm](framed);
    const left = size - number;
    let place = Number(BigInt(`0x${digest}`) % BigInt(left));
    let before = 0;
    while (before < taken.length && taken[before] <= place) {
      place += 1;
      before += 1;
    }
    taken.splice(before, 0, place);
    yield { number, digest: digest.toUpperCase(), remaining: left, position: place + 1 };
  }
}

// JSON that keeps numbers as they are written, and the canonical text of a value.

class Unreadable extends Error {
  constructor(place) {
    super("unreadable");
    this.place = place;
  }
}

// A number by its plain decimal text: no exponent, no zero that says nothing.
class Num {
  constructor(written) {
    this.whole = /^-?[0-9]+$/.test(written);
    this.text = plainNumber(written);
  }
}

function plainNumber(written) {
  const [, sign, before, after = "", power = "0"] = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/.exec(written);
  const shift = Number(power);
  if (Math.abs(shift) > 1000 || before.length > 4300) throw new Unreadable(0);
  const digits = before + after;
  const point = before.length + shift;
  const whole = point <= 0 ? "0" : digits.slice(0, point).padEnd(point, "0");
  const rest = (point < 0 ? "0".repeat(-point) : "") + digits.slice(Math.max(point, 0));
  const text = whole.replace(/^0+(?=[0-9])/, "") + `.${rest}`.replace(/\.?0*$/, "");
  return text === "0" ? "0" : sign + text;
}

function parseJson(text) {
  const reader = { text, at: 0 };
  const value = readValue(reader, 0);
  skipSpace(reader);
  if (reader.at < text.length) throw new Unreadable(reader.at);
  return value;
}

function skipSpace(reader) {
  while (" \t\n\r".includes(reader.text[reader.at] ?? "x")) reader.at += 1;
}

function take(reader, sign) {
  skipSpace(reader);
  if (reader.text[reader.at] !== sign) throw new Unreadable(reader.at);
  reader.at += 1;
}

function readValue(reader, depth) {
  if (depth > 900) throw new Unreadable(0);
  skipSpace(reader);
  const sign = reader.text[reader.at];
  if (sign === "{") return readObject(reader, depth);
  if (sign === "[") return readList(reader, depth);
  if (sign === '"') return readText(reader);
  for (const [word, value] of [["null", null], ["true", true], ["false", false]]) {
    if (reader.text.startsWith(word, reader.at)) {
      reader.at += word.length;
      return value;
    }
  }
  const pattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (!found) throw new Unreadable(reader.at);
  reader.at = pattern.lastIndex;
  return new Num(found[0]);
}

function readText(reader) {
  const pattern = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (!found) throw new Unreadable(reader.at);
  reader.at = pattern.lastIndex;
  const value = JSON.parse(found[0]);
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value)) throw new Unreadable(0);
  return value;
}

function readList(reader, depth) {
  take(reader, "[");
  const list = [];
  skipSpace(reader);
  if (reader.text[reader.at] === "]") {
    reader.at += 1;
    return list;
  }
  for (;;) {
    list.push(readValue(reader, depth + 1));
    skipSpace(reader);
    if (reader.text[reader.at] === "]") break;
    take(reader, ",");
  }
  reader.at += 1;
  return list;
}

function readObject(reader, depth) {
  take(reader, "{");
  const object = Object.create(null);
  skipSpace(reader);
  if (reader.text[reader.at] === "}") {
    reader.at += 1;
    return object;
  }
  for (;;) {
    skipSpace(reader);
    if (reader.text[reader.at] !== '"') throw new Unreadable(reader.at);
    const key = readText(reader);
    take(reader, ":");
    object[key] = readValue(reader, depth + 1);
    skipSpace(reader);
    if (reader.text[reader.at] === "}") break;
    take(reader, ",");
  }
  reader.at += 1;
  return object;
}

// Texts by their code points, as the canonical form orders its keys and a list its codes.
function compareTexts(one, other) {
  const [a, b] = [Array.from(one), Array.from(other)];
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    if (a[i] !== b[i]) return a[i].codePointAt(0) - b[i].codePointAt(0);
  }
  return a.length - b.length;
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof Num);
}

function canonical(value) {
  if (value instanceof Num) return value.text;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort(compareTexts);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

function digestOf(value) {
  return `sha256:${sha256(bytesOf(canonical(value)))}`;
}

// Of what is sealed until the salt is published: the salt's bytes come first.
function saltedDigestOf(salt, value) {
  return `sha256:${sha256(joined(bytesOfHex(salt), bytesOf(canonical(value))))}`;
}

function sameValue(one, other) {
  return canonical(one) === canonical(other);
}

// Checks a record part by part and draws once more; the words for the findings come with the page.

const FORMAT = "riskassess.draw/2";
const FIRST_FORM = "riskassess.draw/1";
const SEALED_FORMAT = "riskassess.draw-sealed/2";
const PARTS = ["format", "announcement", "announcement_signature", "values", "salt", "standing", "lists", "strata", "members", "reserves", "ledger"];
const SALTED = ["standing", "lists", "strata", "members", "reserves"];
const KEYS = [...PARTS, "contents", "signature"];
// How each part opens in the canonical text, in its order there.
const OPENINGS = [
  ["announcement", '{"announcement":{'], ["announcement_signature", ',"announcement_signature":{'],
  ["contents", ',"contents":{'], ["format", ',"format":"riskassess.'], ["ledger", ',"ledger":['],
  ["lists", ',"lists":{'], ["members", ',"members":['], ["reserves", ',"reserves":['],
  ["salt", ',"salt":"'], ["signature", ',"signature":{'], ["standing", ',"standing":['], ["strata", ',"strata":['], ["values", ',"values":['],
];

const finding = (part, ok, code = "", facts = {}) => ({ part, ok, code, facts });

async function checkContent(bytes, kinds) {
  let record;
  let spelt;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    record = parseJson(text);
    if (!isObject(record)) throw new Unreadable(0);
    spelt = bytesOf(canonical(record));
  } catch (problem) {
    return { record: null, findings: unreadable(bytes, problem) };
  }
  if (record.format === FIRST_FORM) return { record, findings: [finding("", null, "record_first_form")] };
  const sealed = record.format === SEALED_FORMAT;
  const { findings, drawn } = sealed ? { findings: await sealedFindings(record, kinds) } : await checkRecord(record, kinds);
  return { record, drawn, findings: [...spellingOf(record, spelt, bytes), ...findings] };
}

function unreadable(bytes, problem) {
  if (!(problem instanceof Unreadable) && !(problem instanceof TypeError)) throw problem;
  const place = problem instanceof Unreadable ? problem.place : 0;
  return damagedParts(bytes).map((part) => finding(part, false, "record_unreadable", { byte: place + 1 }));
}

// The parts whose pieces cannot be read; each byte is one sign here, so that places are those of the file.
function damagedParts(bytes) {
  const content = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const found = [];
  let searched = 0;
  OPENINGS.forEach(([, opening], number) => {
    const place = content.indexOf(opening, searched);
    if (place < 0) return;
    found.push([place, number]);
    searched = place + opening.length;
  });
  if (found.length === 0) return [""];
  const names = OPENINGS.map(([name]) => name);
  const damaged = found[0][0] > 0 ? names.slice(0, found[0][1]) : [];
  found.forEach(([start, number], n) => {
    const [end, following] = found[n + 1] ?? [content.length, names.length];
    const piece = `{${content.slice(start + 1, end)}${end < content.length ? "}" : ""}`;
    if (!isReadable(Uint8Array.from(piece, (sign) => sign.charCodeAt(0)))) damaged.push(...names.slice(number, following));
  });
  return damaged.length > 0 ? damaged : [""];
}

function isReadable(bytes) {
  try {
    return isObject(parseJson(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)));
  } catch {
    return false;
  }
}

function spellingOf(record, spelt, bytes) {
  let place = 0;
  while (place < spelt.length && spelt[place] === bytes[place]) place += 1;
  if (place === spelt.length && place === bytes.length) return [];
  let part = "";
  let end = 1;
  for (const key of Object.keys(record).sort(compareTexts)) {
    part = key;
    end += bytesOf(canonical({ [key]: record[key] })).length - 1;
    if (place < end) break;
  }
  return [finding(part, false, "record_not_canonical", { byte: place + 1 })];
}

async function checkRecord(record, kinds) {
  const findings = Object.keys(record).filter((name) => !KEYS.includes(name)).map((name) => finding(name, false, "part_unknown"));
  const missing = KEYS.filter((name) => !(name in record));
  if (missing.length > 0) return { findings: [...findings, ...missing.map((name) => finding(name, false, "part_missing"))] };
  const given = isObject(record.contents) ? record.contents : {};
  const salted = saltFault(record) === null;
  const known = PARTS.filter((name) => salted || !SALTED.includes(name));
  const actual = Object.fromEntries(known.map((name) => [name, SALTED.includes(name) ? saltedDigestOf(record.salt, record[name]) : digestOf(record[name])]));
  const drawn = drawnAgain(record);
  const checked = {};
  for (const name of PARTS) {
    if (SALTED.includes(name) && !checked.salt.ok) checked[name] = finding(name, null, "part_undecided", { because: "salt" });
    else checked[name] = given[name] === actual[name] ? await partFinding(name, record, checked, { drawn, kinds }) : finding(name, false, "part_changed");
  }
  return { findings: [...findings, ...Object.values(checked), ...await sealFindings(record, actual)], drawn };
}

// Draws when it is asked for, once.
function drawnAgain(record) {
  let made = null;
  return () => {
    if (made === null) {
      const about = record.announcement;
      const entered = new Map(record.values.map((row) => [row.source, row.values]));
      const sources = about.sources.map((source) => entered.get(source.code));
      made = drawAll(frozenOf(record), ruleOf(about.rule), sources, about.algorithm);
    }
    return made;
  };
}

const plainForm = (value) => parseJson(JSON.stringify(value));

const NEEDS = {
  format: [], announcement: [], announcement_signature: ["announcement"], values: ["announcement"],
  salt: [], standing: ["announcement"], lists: ["announcement", "standing"], strata: ["announcement", "values", "lists"],
  members: ["strata"], reserves: ["strata"], ledger: ["announcement", "values"],
};

const CHECKS = {
  format: (record) => (record.format === FORMAT ? null : { code: "format_unknown", facts: {} }),
  announcement: announcementFault,
  announcement_signature: (record) => signatureFault("draw-announcement", record.announcement, record.announcement_signature),
  values: valuesFault,
  salt: saltFault,
  lists: listsFault,
  standing: standingFault,
  strata: (record, { drawn }) => strataFault(record, drawn),
  members: (record, { drawn }) => resultFault(record, drawn, "members"),
  reserves: (record, { drawn }) => resultFault(record, drawn, "reserves"),
  ledger: (record, { kinds }) => ledgerFault(record, kinds),
};

async function partFinding(name, record, checked, helps) {
  const broken = NEEDS[name].find((other) => !checked[other].ok);
  if (broken !== undefined) return finding(name, null, "part_undecided", { because: broken });
  const fault = await CHECKS[name](record, helps);
  if (fault === null) return finding(name, true);
  return finding(name, fault.code === "signature_unchecked" ? null : false, fault.code, fault.facts);
}

function strataFault(record, drawn) {
  let again;
  try {
    again = drawn().strata;
  } catch (problem) {
    if (!(problem instanceof Fault)) throw problem;
    return { code: "draw_impossible", facts: { reason: problem.code } };
  }
  const given = record.strata;
  if (sameValue(given, plainForm(again))) return null;
  const whole = Array.isArray(given) && given.length === again.length;
  const place = whole ? again.findIndex((each, n) => !sameValue(given[n], plainForm(each))) : -1;
  if (place < 0) return { code: "strata_differ", facts: { stratum: "", round: 0 } };
  const rounds = isObject(given[place]) && Array.isArray(given[place].rounds) ? given[place].rounds : [];
  const other = again[place].rounds;
  const length = Math.max(rounds.length, other.length);
  let round = Array.from({ length }, (_x, n) => n).findIndex((n) => n >= rounds.length || n >= other.length || !sameValue(rounds[n], plainForm(other[n])));
  if (round < 0) round = 0;
  return { code: "strata_differ", facts: { stratum: again[place].code, round } };
}

function resultFault(record, drawn, name) {
  return sameValue(record[name], plainForm(drawn()[name])) ? null : { code: `${name}_differ`, facts: {} };
}

// true, false, or null where this browser has no Ed25519
async function signatureHolds(purpose, payload, signature) {
  if (!isObject(signature) || Object.keys(signature).sort().join() !== "key_id,public_key,value") return false;
  const { key_id: id, public_key: key, value } = signature;
  if (!/^[0-9a-f]{64}$/.test(key) || !/^[0-9a-f]{128}$/.test(value)) return false;
  if (sha256(bytesOfHex(key)).slice(0, 16) !== id) return false;
  const signed = bytesOf(`riskassess/${purpose}/1\n${canonical(payload)}`);
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", bytesOfHex(key), { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return null;
  }
  return crypto.subtle.verify({ name: "Ed25519" }, imported, bytesOfHex(value), signed);
}

async function signatureFault(purpose, payload, signature) {
  const holds = await signatureHolds(purpose, payload, signature);
  if (holds === null) return { code: "signature_unchecked", facts: {} };
  return holds ? null : { code: "signature_invalid", facts: {} };
}

// A signature that holds must be of the announcement's key.
function keysDiffer(record) {
  const same = record.announcement_signature?.public_key === record.signature.public_key;
  return finding("signature", same, same ? "" : "signature_other_key");
}

async function sealFindings(record, actual) {
  const { contents, signature } = record;
  const holds = await signatureHolds("draw-record", contents, signature);
  const same = sameValue(contents, actual);
  if (holds === null) {
    return [finding("contents", same, same ? "" : "contents_changed"), finding("signature", null, "signature_unchecked")];
  }
  if (holds) {
    const named = (isObject(contents) ? Object.keys(contents) : []).sort().join() === [...PARTS].sort().join() || Object.keys(actual).length < PARTS.length;
    return [finding("contents", named, named ? "" : "contents_changed"), keysDiffer(record)];
  }
  if (await signatureHolds("draw-record", actual, signature)) {
    return [finding("contents", false, "contents_changed"), keysDiffer(record)];
  }
  return [finding("contents", same, same ? "" : "contents_changed"), finding("signature", false, "signature_invalid")];
}

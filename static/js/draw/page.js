// Shows a record and what was found of it; every text of the record enters as text, never as markup.

const WORDS = JSON.parse(document.getElementById("words").textContent);
const MARKS = new Map([[true, ["good", "✓"]], [false, ["bad", "✗"]], [null, ["open", "–"]]]);

function filled(text, facts) {
  return text.replace(/%\(([a-z_]+)\)s/g, (_whole, name) => String(facts[name] ?? "")).replaceAll("%%", "%");
}

function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  if (options.name) element.className = options.name;
  element.append(...children.filter((child) => child !== null));
  return element;
}

const labelOf = (set, code) => WORDS.labels[set][code] ?? String(code);
const shown = (value) => (value instanceof Num ? value.text : value === null ? "—" : String(value));

function momentText(text) {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) return shown(text);
  const local = new Date(moment.getTime() + 8 * 3600 * 1000).toISOString();
  return filled(WORDS.ui.moment, { date: local.slice(0, 10), time: local.slice(11, 16) });
}

function facts(rows) {
  const list = make("dl", { name: "facts" });
  for (const [name, value] of rows) {
    list.append(make("dt", {}, name), make("dd", {}, value instanceof Node ? value : shown(value)));
  }
  return list;
}

const code = (text) => make("code", {}, shown(text));

function mark(ok, words) {
  const [name, sign] = MARKS.get(ok);
  return make("span", { name: `mark mark-${name}` }, `${sign} ${words}`);
}

function findingText(each, counts, names) {
  if (each.ok) return filled(WORDS.holds[counts ? each.part : ""], counts ?? {});
  const because = each.facts.because ? { because: WORDS.parts[each.facts.because] } : {};
  const stratum = names?.has(each.facts.stratum) ? { stratum: names.get(each.facts.stratum) } : {};
  return filled(WORDS.findings[each.code], { ...each.facts, ...because, ...stratum });
}

function countsOf(record) {
  const about = record.announcement;
  return {
    office: about.office.name,
    assessment: about.assessment,
    draw: about.draw.text,
    digest: digestOf(about),
    sources: record.values.length,
    standing: record.standing.length,
    lists: Object.keys(record.lists).length,
    lines: Math.max(0, ...Object.values(record.lists).map((lines) => lines.length)),
    strata: record.strata.length,
    rounds: record.strata.reduce((sum, each) => sum + each.rounds.length, 0),
    members: record.members.length,
    reserves: record.reserves.length,
    entries: record.ledger.length,
    parts: Object.keys(record.contents).length,
  };
}

// Whether every signature of the record is by a key that the reader gave; null where none was given.
function trustOf(record, given) {
  if (given.length === 0) return null;
  const keys = ["announcement_signature", "signature"].filter((part) => isObject(record?.[part])).map((part) => record[part].public_key);
  return keys.length > 0 && keys.every((key) => given.includes(key));
}

// What the record comes to, in the words of `verify`; green only where a key that was given fits.
function verdictOf(findings, record, trust) {
  const bad = findings.filter((each) => each.ok === false);
  const open = findings.filter((each) => each.ok === null && each.code !== "part_sealed");
  const names = [...new Set(bad.map((each) => WORDS.parts[each.part] ?? (each.part || WORDS.ui.whole_file)))];
  if (bad.length) return ["bad", filled(WORDS.ui.verdict_bad, { n: names.length, parts: names.join(WORDS.ui.comma) })];
  if (trust === false) return ["bad", WORDS.ui.verdict_other_key];
  if (open.length) return ["none", open.length === findings.length ? WORDS.ui.verdict_none : filled(WORDS.ui.verdict_open, { n: open.length })];
  const kind = record.format !== SEALED_FORMAT ? "whole" : "contents" in record ? "sealed" : "announcement";
  return [trust && kind === "whole" ? "good" : "none", WORDS.ui[`verdict_${kind}`] + (trust ? WORDS.ui.verdict_trusted : WORDS.ui.verdict_unkeyed)];
}

// What was given as a key and is none; the record's own parts are told all the same.
function noKeys(given) {
  const wrong = given.filter((each) => !/^[0-9a-f]{64}$/.test(each));
  return wrong.length ? filled(WORDS.ui.no_key, { keys: wrong.join(WORDS.ui.comma) }) : "";
}

function verdictSection(findings, record, given) {
  const wrong = noKeys(given);
  const [tone, words] = verdictOf(findings, record, trustOf(record, wrong ? [] : given));
  const box = make("div", { name: `verdict verdict-${tone}` }, make("p", { name: "big" }, words));
  if (wrong) box.append(make("p", { name: "no-key" }, wrong));
  if (tone !== "bad" && record !== null) box.append(make("p", {}, WORDS.ui.verdict_key));
  const whole = record?.format === FORMAT && findings.every((each) => each.ok || each.code === "signature_unchecked");
  const counts = whole ? countsOf(record) : null;
  const strata = record?.announcement?.strata;
  const stratumNames = new Map((Array.isArray(strata) ? strata : []).map((each) => [each?.code, each?.name]));
  const list = make("ul", { name: "parts" });
  for (const each of findings) {
    const said = { true: WORDS.ui.good, false: WORDS.ui.bad, null: WORDS.ui.open }[String(each.ok)];
    const name = WORDS.parts[each.part] ?? (each.part || WORDS.ui.whole_file);
    const line = make("li", {}, mark(each.ok, said), make("b", {}, name), make("span", {}, findingText(each, counts, stratumNames)));
    line.dataset.part = each.part;
    line.dataset.ok = String(each.ok);
    list.append(line);
  }
  return [box, list, keysOf(record)];
}

function keysOf(record) {
  const found = ["announcement_signature", "signature"].map((part) => [part, record?.[part]]);
  return facts(found.filter(([, each]) => isObject(each)).map(([part, each]) => (
    [filled(WORDS.ui.public_key, { part: WORDS.parts[part] }), code(each.public_key)])));
}

// Names of the manual that the page was made with; a record of another one keeps its codes.
const nameOf = (set, code) => WORDS.names[set]?.[code] ?? code;
const seatName = (about, code) => [...about.strata, ...(about.vacant ?? [])].find((each) => each.code === code)?.name ?? nameOf("seats", code);
const describedLine = (row) => row.slice(1, 3).map((each, n) => nameOf(n === 0 ? "professions" : "classes", each)).join(" · ");

// An exact decimal share as a percentage.
function percentText(share) {
  const [whole, rest = ""] = share.split(".");
  const digits = rest.padEnd(2, "0");
  return `${Number(whole + digits.slice(0, 2))}${digits.length > 2 ? `.${digits.slice(2)}` : ""}%`;
}

function announcementSection(record) {
  const about = record.announcement;
  const rule = about.rule;
  const excluded = Object.entries(about.excluded).map(([reason, n]) => filled(WORDS.ui.excluded_line, { reason: labelOf("exclusion", reason), n: n.text }));
  const strata = about.strata.map((each) => make(
    "li", {}, make("b", {}, each.name), filled(WORDS.ui.stratum_line, { places: each.places.text, size: each.size.text }), make("br"), code(each.list_digest)));
  return [facts([
    [WORDS.ui.office, about.office.name],
    [WORDS.ui.assessment, about.assessment],
    [WORDS.ui.review, filled(WORDS.ui.review_line, { kind: labelOf("review", about.review.kind), number: about.review.number.text })],
    [WORDS.ui.draw, filled(WORDS.ui.draw_line, { number: about.draw.text, kind: labelOf("draw", about.kind) })],
    [WORDS.ui.replaces, about.replaces === null ? "—" : filled(WORDS.ui.draw_number, { number: about.replaces.text })],
    [WORDS.ui.announced, momentText(about.announced_at)],
    [WORDS.ui.announcement_digest, code(digestOf(about))],
    [WORDS.ui.rule, filled(WORDS.ui.rule_line, {
      size: rule.size.text, reserves: rule.reserves.text, employer: rule.per_employer.text, share: percentText(rule.class_share) })],
    [WORDS.ui.seats, rule.seats.map((seat) => filled(WORDS.ui.seat_line, {
      seat: seatName(about, seat[0]), least: seat[1].text, professions: seat[2].map((each) => nameOf("professions", each)).join(WORDS.ui.comma) })).join(WORDS.ui.semicolon) || "—"],
    [WORDS.ui.strata, make("ul", { name: "plain" }, ...strata)],
    [WORDS.ui.standing, (Array.isArray(record.standing) ? record.standing : []).map((row) => row[0]).join(WORDS.ui.comma) || WORDS.ui.nobody],
    [WORDS.ui.excluded, excluded.join(WORDS.ui.semicolon) || WORDS.ui.nobody],
    [WORDS.ui.manual_digest, code(about.manual_digest)],
    [WORDS.ui.pool_manual_digest, code(about.pool_manual_digest)],
  ])];
}

function valuesSection(record) {
  return record.announcement.sources.map((source, place) => {
    const row = record.values[place];
    return make("div", { name: "piece" }, make("h3", {}, source.name), facts([
      [WORDS.ui.kind, labelOf("source", source.kind)],
      [WORDS.ui.what, source.what],
      [WORDS.ui.expected, source.expected_at ? momentText(source.expected_at) : "—"],
      [WORDS.ui.values, row.values.map(shown).join(" ")],
      [WORDS.ui.canonical, code(canonicalSource(row.values))],
      [WORDS.ui.entered, `${momentText(row.entered_at)} ${row.role ? labelOf("role", row.role) : ""}`],
      [WORDS.ui.confirmed, row.confirmed ? `${momentText(row.confirmed.at)} ${labelOf("role", row.confirmed.role)}` : "—"],
      [WORDS.ui.proof, row.proof ? make("span", {}, `${row.proof.filename} `, code(row.proof.digest)) : "—"],
      [WORDS.ui.note, row.note || "—"],
    ]));
  });
}

function roundWords(same, again) {
  if (same) return WORDS.ui.recomputed;
  if (again === undefined) return WORDS.ui.recomputed_none;
  return filled(WORDS.ui.recomputed_other, { position: again[3], code: again[4], outcome: labelOf("outcome", again[5]) });
}

function roundLine(given, again) {
  const same = again !== undefined && sameValue(given, plainForm(again));
  const [number, digest, remaining, position, who, outcome] = given.map(shown);
  const line = make("li", { name: `round round-${outcome === "taken" ? "taken" : "skipped"}` },
    make("p", {}, filled(WORDS.ui.round_line, { number, position, remaining }), make("b", {}, who), ` ${labelOf("outcome", outcome)} `,
      mark(same, roundWords(same, again))),
    code(digest));
  if (!same && again) line.append(make("p", {}, WORDS.ui.recomputed_digest, code(again[1])));
  return line;
}

function strataSection(record, drawn) {
  let again = [];
  try {
    again = drawn().strata;
  } catch { /* what cannot be drawn again is said by the findings above */ }
  return record.strata.map((stratum, place) => {
    const about = record.announcement.strata[place];
    const lines = record.lists[about.list_digest];
    const list = make("details", {}, make("summary", {}, filled(WORDS.ui.list_of, { n: lines.length })));
    list.addEventListener("toggle", () => {
      if (list.querySelector("pre") === null) list.append(make("pre", {}, lines.map((row, n) => `${n + 1}  ${row[0]}  ${describedLine(row)}  ${row[3]}`).join("\n")));
    });
    const same = saltedDigestOf(record.salt, lines) === about.list_digest;
    return make("div", { name: "piece" },
      make("h3", {}, about.name),
      make("p", {}, `${WORDS.ui.key} `, code(stratum.key_string)),
      make("p", {}, mark(same, same ? WORDS.ui.list_same : WORDS.ui.list_other)),
      list,
      make("ol", { name: "rounds" }, ...stratum.rounds.map((round, n) => roundLine(round, again[place]?.rounds[n]))));
  });
}

function resultSection(record, drawn) {
  let again = { members: [], reserves: [] };
  try {
    again = drawn();
  } catch { /* what cannot be drawn again is said by the findings above */ }
  const lines = new Map(Object.values(record.lists).flat().map((row) => [row[0], row]));
  const names = new Map(record.announcement.strata.map((each) => [each.code, each.name]));
  const who = (each, words, other) => make("li", {}, make("b", {}, each), ` ${words} `,
    make("span", { name: "quiet" }, `${describedLine(lines.get(each) ?? [])} `),
    mark(each === other, each === other ? WORDS.ui.recomputed : filled(WORDS.ui.recomputed_who, { code: other ?? "—" })));
  return [
    make("h3", {}, WORDS.ui.members),
    make("ol", {}, ...record.members.map(([each, stratum], n) => who(each, names.get(stratum) ?? stratum, again.members[n]?.[0]))),
    make("h3", {}, WORDS.ui.reserves),
    make("ol", {}, ...record.reserves.map((each, n) => who(each, "", again.reserves[n]))),
  ];
}

function ledgerSection(record) {
  return [make("ol", { name: "plain" }, ...record.ledger.map(([number, kind, reason, _review, draw, at]) => make("li", {},
    `${shown(number)}  ${labelOf("ledger", kind)}${draw === null ? "" : `  ${filled(WORDS.ui.draw_number, { number: shown(draw) })}`}  ${reason ? `${reason}  ` : ""}${momentText(at)}`)))];
}

const SECTIONS = [
  ["announcement", announcementSection], ["values", valuesSection], ["strata", strataSection],
  ["result", resultSection], ["ledger", ledgerSection],
];

const keysGiven = () => document.getElementById("key").value.toLowerCase().split(/[\s,，;；、]+/).filter(Boolean);

async function show(bytes, name) {
  const { record, findings, drawn } = await checkContent(bytes, Object.keys(WORDS.labels.ledger));
  document.getElementById("file").textContent = name;
  const judge = () => document.getElementById("verdict").replaceChildren(...verdictSection(findings, record, keysGiven()));
  judge();
  document.getElementById("key").oninput = judge;
  for (const [id, section] of SECTIONS) {
    let content;
    try {
      content = section(record, drawn);
    } catch {
      content = [make("p", { name: "quiet" }, WORDS.ui.not_shown)];
    }
    document.getElementById(id).replaceChildren(...content);
  }
  document.body.dataset.checked = name;
}

function embedded() {
  return Uint8Array.from(atob(JSON.parse(document.getElementById("record").textContent)), (sign) => sign.charCodeAt(0));
}

document.getElementById("other").addEventListener("change", async (event) => {
  const [chosen] = event.target.files;
  if (chosen) await show(new Uint8Array(await chosen.arrayBuffer()), chosen.name);
});
document.getElementById("save").addEventListener("click", () => {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([embedded()], { type: "application/json" }));
  link.download = WORDS.ui.record_name;
  link.click();
  URL.revokeObjectURL(link.href);
});
// for whoever wants to check many records at once from the console
globalThis.checkDraw = async (bytes) => (await checkContent(bytes, Object.keys(WORDS.labels.ledger))).findings;
await show(embedded(), WORDS.ui.embedded);

// What the parts of a record must have in themselves and by the announcement; each gives null or a fault.

const GREATEST_PANEL = 1000;
const ANNOUNCED_TEXTS = ["code", "assessment", "kind", "manual_digest", "pool_manual_digest", "announced_at"];
// the line of the ledger that announces a draw of each kind
const LINE_OF = { first: "announcement", supplement: "supplement", redraw: "redraw" };
const ANNOUNCING = Object.values(LINE_OF);

class Malformed extends Error {}

function need(condition) {
  if (!condition) throw new Malformed();
}

function textOf(value) {
  need(typeof value === "string");
  return value;
}

function wholeOf(value) {
  need(value instanceof Num && value.whole);
  return Number(value.text);
}

function listOf(value) {
  need(Array.isArray(value));
  return value;
}

function objectOf(value) {
  need(isObject(value));
  return value;
}

function lineOf(row) {
  need(listOf(row).length === 4 && row.every((word) => typeof word === "string"));
  need(/^u[1-9][0-9]*$/.test(row[EMPLOYER]));
  return row;
}

function momentOf(text) {
  need(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/.test(text));
  const moment = new Date(text);
  need(!Number.isNaN(moment.getTime()) && `${moment.toISOString().slice(0, 19)}Z` === text);
  return moment.getTime();
}

// Run a check whose form may already be wrong.
function guarded(check, code) {
  try {
    return check();
  } catch (problem) {
    if (problem instanceof Malformed || problem instanceof TypeError) return { code, facts: {} };
    throw problem;
  }
}

function ruleOf(given) {
  const counts = ["size", "reserves", "per_employer"].map((name) => wholeOf(objectOf(given)[name]));
  need(Object.keys(given).length === 5);
  const share = textOf(given.class_share);
  need(/^(0\.[0-9]*[1-9]|1)$/.test(share));
  const seats = listOf(given.seats).map((seat) => {
    need(listOf(seat).length === 3);
    const words = listOf(seat[2]).map(textOf);
    need(words.every((word, n) => n === 0 || compareTexts(words[n - 1], word) < 0));
    return { code: textOf(seat[0]), least: wholeOf(seat[1]), professions: new Set(words) };
  });
  need([...counts, ...seats.map((seat) => seat.least)].every((count) => count >= 0 && count <= GREATEST_PANEL));
  const places = decimalsOf(share);
  return {
    size: counts[0],
    reserves: counts[1],
    perEmployer: counts[2],
    classLimit: Number(scaled(share, places) * BigInt(counts[0]) / 10n ** BigInt(places)),
    seats,
  };
}

function keyed(part, keys, more = []) {
  need(keys.every((name) => name in objectOf(part)));
  need(Object.keys(part).every((name) => keys.includes(name) || more.includes(name)));
}

function countOfValue(value) {
  need(wholeOf(value) >= 0);
  return Number(value.text);
}

function announcementFault(record) {
  return guarded(() => {
    const about = objectOf(record.announcement);
    const rule = ruleOf(about.rule);
    needKeys(about);
    needAnnouncement(about);
    return kindFault(about) || sourcesFault(about) || bitsFault(about) || (mayBeStrata(about, rule) ? null : { code: "announcement_strata", facts: {} });
  }, "announcement_malformed");
}

function needKeys(about) {
  keyed(about, [...ANNOUNCED_TEXTS, "office", "review", "draw", "replaces", "algorithm", "rule", "standing", "strata", "excluded", "sources"], ["needed_bits", "vacant"]);
  keyed(about.office, ["code", "name"]);
  keyed(about.review, ["number", "kind"]);
  keyed(about.standing, ["count", "digest"]);
  listOf(about.strata).forEach((each) => keyed(each, ["code", "name", "places", "size", "list_digest"]));
  listOf(about.sources).forEach((each) => keyed(each, ["code", "name", "kind", "what", "count", "smallest", "largest", "decimals", "expected_at", "role"], ["bits", "digits", "groups", "published"]));
  about.sources.forEach(needLimits);
  about.sources.forEach(needCalendar);
  needCounts(about);
  listOf("vacant" in about ? about.vacant : []).forEach((each) => keyed(each, ["code", "name", "places"]));
}

function needAnnouncement(about) {
  ANNOUNCED_TEXTS.forEach((name) => textOf(about[name]));
  [about.office.code, about.office.name, about.review.kind, about.standing.digest].forEach(textOf);
  [about.draw, about.review.number, about.standing.count, ...Object.values(objectOf(about.excluded))].forEach(countOfValue);
  about.strata.forEach((each) => {
    [each.code, each.name, each.list_digest].forEach(textOf);
    [each.places, each.size].forEach(countOfValue);
  });
  momentOf(about.announced_at);
  about.sources.forEach((source) => {
    [source.code, source.name, source.kind, source.what].forEach(textOf);
    if (source.expected_at !== null) momentOf(textOf(source.expected_at));
  });
  const codes = about.sources.map((source) => source.code);
  need(codes.length > 0 && new Set(codes).size === codes.length);
  need(about.algorithm === "rfc3797-sha256" || about.algorithm === "rfc3797");
  need(about.kind in LINE_OF);
}

// Whether the places are those of the rule for some who stay, as many as announced.
function mayBeStrata(about, rule) {
  const given = about.strata.map((each) => [each.code, Number(each.places.text)]);
  const order = [...new Set(rule.seats.map((seat) => seat.code)), "rest"];
  const drawn = given.filter(([code]) => code !== RESERVE);
  const codes = drawn.map(([code]) => code);
  const leastOf = (code) => rule.seats.reduce((sum, seat) => sum + (seat.code === code ? seat.least : 0), 0);
  const wanted = rule.reserves ? [...drawn, [RESERVE, rule.reserves]] : drawn;
  return JSON.stringify(codes) === JSON.stringify(order.filter((code) => codes.includes(code)))
    && drawn.every(([code, places]) => places > 0 && (code === "rest" || places <= leastOf(code)))
    && drawn.reduce((sum, [, places]) => sum + places, 0) + Number(about.standing.count.text) === rule.size
    && JSON.stringify(given) === JSON.stringify(wanted);
}

function kindFault(about) {
  const again = about.kind === "redraw";
  const replaces = about.replaces;
  const earlier = replaces instanceof Num && replaces.whole && Number(replaces.text) > 0 && Number(replaces.text) < Number(about.draw.text);
  if (earlier !== again || (replaces !== null) !== again) return { code: "announcement_replaces", facts: {} };
  return (about.draw.text === "1") === (about.kind === "first") ? null : { code: "announcement_kind", facts: {} };
}

function sourcesFault(about) {
  const announced = momentOf(about.announced_at);
  const roles = [];
  for (const source of about.sources) {
    const facts = { source: source.code };
    if (source.kind === "thrown") roles.push(source.role);
    else if (source.kind !== "published" || source.role !== null) return { code: "announcement_source", facts };
    else if (!source.expected_at) return { code: "announcement_past", facts };
    if (!source.expected_at) continue;
    if (momentOf(source.expected_at) <= announced) return { code: "announcement_past", facts };
    if (!keepsCalendar(source, announced, momentOf(source.expected_at))) return { code: "announcement_calendar", facts };
  }
  const whole = roles.every((role) => typeof role === "string" && role !== "") && new Set(roles).size === roles.length;
  return whole ? null : { code: "announcement_roles", facts: {} };
}

function saltFault(record) {
  return typeof record.salt === "string" && /^[0-9a-f]{32}$/.test(record.salt) ? null : { code: "salt_malformed", facts: {} };
}

function standingFault(record) {
  return guarded(() => {
    const about = record.announcement;
    const lines = listOf(record.standing).map(lineOf);
    const same = saltedDigestOf(record.salt, lines) === about.standing.digest && String(lines.length) === about.standing.count.text;
    if (!same || !inOrder(lines, record.salt)) return { code: "standing_differs", facts: {} };
    const rule = ruleOf(about.rule);
    const given = about.strata.map((each) => [each.code, Number(each.places.text)]);
    const codes = openPlaces(rule, lines).map((place) => place.code);
    const wanted = [...new Set(codes)].map((code) => [code, codes.filter((each) => each === code).length]);
    if (rule.reserves) wanted.push([RESERVE, rule.reserves]);
    return JSON.stringify(given) === JSON.stringify(wanted) ? null : { code: "standing_strata", facts: {} };
  }, "standing_malformed");
}

// Lines stand by the SHA-256 of the salt's bytes and the code; hexadecimal digits sort as their bytes do.
function inOrder(lines, salt) {
  const places = lines.map((row) => sha256(joined(bytesOfHex(salt), bytesOf(row[CODE]))));
  return places.every((place, n) => n === 0 || places[n - 1] < place);
}

function frozenOf(record) {
  const about = record.announcement;
  const lists = record.lists;
  const strata = about.strata.map((each) => ({
    code: each.code,
    places: wholeOf(each.places),
    size: wholeOf(each.size),
    digest: each.list_digest,
    lines: listOf(objectOf(lists)[each.list_digest]),
  }));
  Object.values(lists).forEach((rows) => listOf(rows).forEach(lineOf));
  return { strata, standing: listOf(record.standing).map(lineOf) };
}

function listsFault(record) {
  return guarded(() => {
    const about = record.announcement;
    const frozen = frozenOf(record);
    const named = new Set(frozen.strata.map((each) => each.digest));
    if (named.size !== Object.keys(record.lists).length) return { code: "lists_unannounced", facts: {} };
    for (const stratum of frozen.strata) {
      const facts = { stratum: stratum.code };
      if (saltedDigestOf(record.salt, stratum.lines) !== stratum.digest || stratum.size !== stratum.lines.length) return { code: "list_digest", facts };
      if (!inOrder(stratum.lines, record.salt)) return { code: "list_order", facts };
    }
    return membersFault(frozen, ruleOf(about.rule));
  }, "lists_malformed");
}

function membersFault(frozen, rule) {
  const seats = new Map(rule.seats.map((seat) => [seat.code, seat.professions]));
  const standing = new Set(frozen.standing.map((row) => row[CODE]));
  const everybody = frozen.strata.filter((each) => !seats.has(each.code)).map((each) => each.lines);
  for (const stratum of frozen.strata) {
    const facts = { stratum: stratum.code };
    if (stratum.lines.some((row) => standing.has(row[CODE]))) return { code: "list_standing", facts };
    const wanted = seats.get(stratum.code);
    for (const lines of everybody) {
      const fitting = lines.filter((row) => wanted === undefined || wanted.has(row[PROFESSION]));
      if (fitting.length !== stratum.lines.length || !sameValue(fitting, stratum.lines)) return { code: "list_incomplete", facts };
    }
  }
  return null;
}

// What the parts of a record must have in themselves and by the announcement; each gives null or a fault.

const GREATEST_PANEL = 1000;
const ANNOUNCING = ["announcement", "supplement", "redraw"];

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

function announcementFault(record) {
  return guarded(() => {
    const about = objectOf(record.announcement);
    const rule = ruleOf(about.rule);
    const standing = listOf(about.standing).map(lineOf);
    needAnnouncement(about);
    const given = about.strata.map((each) => [each.code, Number(each.places.text)]);
    const codes = openPlaces(rule, standing).map((place) => place.code);
    const wanted = [...new Set(codes)].map((code) => [code, codes.filter((each) => each === code).length]);
    if (rule.reserves) wanted.push([RESERVE, rule.reserves]);
    return JSON.stringify(given) === JSON.stringify(wanted) ? null : { code: "announcement_strata", facts: {} };
  }, "announcement_malformed");
}

function needAnnouncement(about) {
  ["code", "assessment", "kind", "manual_digest", "pool_manual_digest", "announced_at"].forEach((name) => textOf(about[name]));
  [objectOf(about.office).code, about.office.name].forEach(textOf);
  [about.draw, objectOf(about.review).number].forEach(wholeOf);
  listOf(about.strata).forEach((each) => {
    [objectOf(each).code, each.name, each.list_digest].forEach(textOf);
    [each.places, each.size].forEach(wholeOf);
  });
  momentOf(about.announced_at);
  const codes = listOf(about.sources).map((source) => {
    need("expected_at" in objectOf(source));
    if (source.expected_at) momentOf(textOf(source.expected_at));
    return source.code;
  });
  need(codes.length > 0 && new Set(codes).size === codes.length);
  need(about.algorithm === "rfc3797-sha256" || about.algorithm === "rfc3797");
}

function frozenOf(about, lists) {
  const strata = about.strata.map((each) => ({
    code: each.code,
    places: wholeOf(each.places),
    size: wholeOf(each.size),
    digest: each.list_digest,
    lines: listOf(objectOf(lists)[each.list_digest]),
  }));
  Object.values(lists).forEach((rows) => listOf(rows).forEach(lineOf));
  Object.values(objectOf(about.excluded)).forEach((count) => need(wholeOf(count) >= 0));
  return { strata, standing: about.standing };
}

function listsFault(record) {
  return guarded(() => {
    const about = record.announcement;
    const frozen = frozenOf(about, record.lists);
    const named = new Set(frozen.strata.map((each) => each.digest));
    if (named.size !== Object.keys(record.lists).length) return { code: "lists_unannounced", facts: {} };
    for (const stratum of frozen.strata) {
      const facts = { stratum: stratum.code };
      if (digestOf(stratum.lines) !== stratum.digest || stratum.size !== stratum.lines.length) return { code: "list_digest", facts };
      const sorted = stratum.lines.every((row, n) => n === 0 || compareTexts(stratum.lines[n - 1][CODE], row[CODE]) < 0);
      if (!sorted) return { code: "list_order", facts };
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

function valuesFault(record) {
  return guarded(() => {
    const about = record.announcement;
    const entered = listOf(record.values).map((row) => objectOf(row).source);
    if (!sameValue(entered, about.sources.map((each) => each.code))) return { code: "values_sources", facts: {} };
    for (const [place, source] of about.sources.entries()) {
      const row = record.values[place];
      const code = valueFault(row.values, source) || earlyFault(row, source, about);
      if (code) return { code, facts: { source: source.code } };
    }
    return null;
  }, "values_malformed");
}

function valueFault(values, source) {
  if (!Array.isArray(values) || values.length !== wholeOf(source.count)) return "value_count";
  try {
    canonicalSource(values);
  } catch (problem) {
    if (problem instanceof Fault) return problem.code;
    throw problem;
  }
  need("smallest" in source);
  if (source.smallest === null) return "";
  return values.map((value) => numberFault(value, source)).find(Boolean) ?? "";
}

function numberFault(value, source) {
  if (!(value instanceof Num)) return "value_no_number";
  need(source.smallest instanceof Num && source.largest instanceof Num);
  const below = compareNumbers(value.text, source.smallest.text) < 0;
  if (below || compareNumbers(value.text, source.largest.text) > 0) return "value_range";
  if (decimalsOf(value.text) > wholeOf(source.decimals)) return "value_decimals";
  if (source.digits && [...value.text].some((digit) => !source.digits.includes(digit))) return "value_digits";
  return "";
}

function earlyFault(row, source, about) {
  const announced = momentOf(about.announced_at);
  const expected = source.expected_at ? momentOf(source.expected_at) : announced;
  return momentOf(textOf(row.entered_at)) < Math.max(announced, expected) ? "value_early" : "";
}

function ledgerFault(record, kinds) {
  return guarded(() => {
    const rows = listOf(record.ledger);
    rows.forEach((row) => need(listOf(row).length === 5 && kinds.includes(row[1])));
    const gap = rows.findIndex((row, n) => !(row[0] instanceof Num) || row[0].text !== String(n + 1));
    if (gap >= 0) return { code: "ledger_gap", facts: { number: gap + 1 } };
    const draw = record.announcement.draw.text;
    const announced = rows.some((row) => ANNOUNCING.includes(row[1]) && row[3] instanceof Num && row[3].text === draw);
    return announced ? null : { code: "ledger_no_announcement", facts: { draw } };
  }, "ledger_malformed");
}

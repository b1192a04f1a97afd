// Announced sources: when they can be known, and what their values must be; each check gives null or a fault.

// Limits are numbers, or both absent; the signs of a throw are a text.
function needLimits(source) {
  wholeOf(source.count);
  wholeOf(source.decimals);
  const limits = [source.smallest, source.largest];
  need(limits.every((each) => each === null) || limits.every((each) => each instanceof Num));
  if ("digits" in source) need(textOf(source.digits) !== "");
}

// A published source says when it publishes; groups are [how many, smallest, largest].
function needCalendar(source) {
  listOf("groups" in source ? source.groups : []).forEach((group) => need(listOf(group).length === 3 && group.map(wholeOf)[0] > 0));
  need(("published" in source) === (source.kind === "published"));
  if (!("published" in source)) return;
  const { day, weekdays, at, lead_hours: lead } = objectOf(source.published);
  keyed(source.published, ["day", "weekdays", "at", "lead_hours"]);
  momentOf(`${textOf(day)}T00:00:00Z`);
  need(Number(day.slice(0, 4)) > 1 && Number(day.slice(0, 4)) < 9999);
  need(/^([01][0-9]|2[0-3]):[0-5][0-9]$/.test(textOf(at)));
  const days = listOf(weekdays).map(wholeOf);
  need(days.every((each, n) => each >= 1 && each <= 7 && (n === 0 || days[n - 1] < each)));
  need(wholeOf(lead) >= 1 && wholeOf(lead) <= 24 * 366);
}

function needCounts(about) {
  listOf("vacant" in about ? about.vacant : []).forEach((each) => countOfValue(each.places));
  about.sources.filter((each) => "bits" in each).forEach((each) => countOfValue(each.bits));
  if ("needed_bits" in about) countOfValue(about.needed_bits);
}

// Whether the sources bring the bits that the announcement itself says are needed.
function bitsFault(about) {
  const bits = about.sources.filter((each) => "bits" in each).map((each) => BigInt(each.bits.text));
  if (!("needed_bits" in about) || bits.length < about.sources.length) return null;
  return bits.reduce((sum, each) => sum + each, 0n) >= BigInt(about.needed_bits.text) ? null : { code: "announcement_bits", facts: {} };
}

// Whether the moment is that of the announced day in Beijing, on a weekday of the rule, with its lead.
function keepsCalendar(source, announced, expected) {
  if (!source.published) return true;
  const { day, weekdays, at, lead_hours: lead } = source.published;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  return weekdays.some((each) => Number(each.text) === weekday)
    && new Date(`${day}T${at}:00+08:00`).getTime() === expected
    && expected - announced >= Number(lead.text) * 3600000;
}

function valuesFault(record) {
  return guarded(() => {
    const about = record.announcement;
    const entered = listOf(record.values).map((row) => objectOf(row).source);
    if (!sameValue(entered, about.sources.map((each) => each.code))) return { code: "values_sources", facts: {} };
    for (const [place, source] of about.sources.entries()) {
      const row = record.values[place];
      const code = rowFault(row, source) || valueFault(row.values, source) || earlyFault(row, source, about) || confirmedFault(row, source);
      if (code) return { code, facts: { source: source.code } };
    }
    return throwersFault(record.values, about.sources);
  }, "values_malformed");
}

function rowFault(row, source) {
  keyed(row, ["source", "values", "note", "role", "proof", "entered_at", "by", "confirmed"]);
  textOf(row.note);
  personOf(row.by);
  if (row.proof !== null) keyed(row.proof, ["filename", "digest"]);
  if (row.proof !== null) [row.proof.filename, row.proof.digest].forEach(textOf);
  if (row.proof === null && row.note === "") return "value_unproven";
  return row.role === (source.role ?? "") ? "" : "value_role";
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
  return values.map((value) => numberFault(value, source)).find(Boolean) ?? groupsFault(values, source.groups ?? []);
}

function groupsFault(values, groups) {
  let start = 0;
  for (const [count, smallest, largest] of groups) {
    const own = values.slice(start, start += wholeOf(count));
    if (own.some((value) => compareNumbers(value.text, smallest.text) < 0 || compareNumbers(value.text, largest.text) > 0)) return "value_group";
    if (own.some((value, n) => own.slice(0, n).some((other) => compareNumbers(value.text, other.text) === 0))) return "value_repeated";
  }
  return "";
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

function personOf(word) {
  need(/^p[1-9][0-9]*$/.test(textOf(word)));
  return word;
}

// Another person confirms published values; nobody confirms a throw.
function confirmedFault(row, source) {
  const given = row.confirmed;
  if (source.kind !== "published") {
    need(given === null);
    return "";
  }
  if (given === null) return "value_unconfirmed";
  keyed(given, ["by", "role", "at"]);
  textOf(given.role);
  const confirmed = momentOf(textOf(given.at));
  if (personOf(given.by) === row.by) return "value_same_person";
  return confirmed < momentOf(row.entered_at) ? "value_confirmed_early" : "";
}

function throwersFault(values, sources) {
  const throws = values.filter((_row, n) => sources[n].kind === "thrown");
  const again = throws.find((row, n) => throws.slice(0, n).some((other) => other.by === row.by));
  return again ? { code: "value_same_person", facts: { source: again.source } } : null;
}

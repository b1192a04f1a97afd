// The panel's rule: open places, whether a panel can still be completed, and the draw of every stratum.

const RESERVE = "reserve";
const CODE = 0;
const PROFESSION = 1;
const CLASS = 2;
const EMPLOYER = 3;

const countOf = (counts, name) => counts.get(name) ?? 0;
const addTo = (counts, name) => counts.set(name, countOf(counts, name) + 1);

// Places that those who stay leave open: required seats first, as few as possible, then the rest.
function openPlaces(rule, standing) {
  const seats = rule.seats.flatMap((seat) => Array.from({ length: seat.least }, () => seat));
  const holders = new Map();
  const seat = (member, tried) => seats.some((place, number) => {
    if (tried.has(number) || !place.professions.has(standing[member][PROFESSION])) return false;
    tried.add(number);
    if (holders.has(number) && !seat(holders.get(number), tried)) return false;
    holders.set(number, member);
    return true;
  });
  standing.forEach((_row, member) => seat(member, new Set()));
  const open = seats.filter((_seat, number) => !holders.has(number));
  const rest = Math.max(0, rule.size - standing.length - open.length);
  return [...open, ...Array.from({ length: rest }, () => ({ code: "rest", professions: null }))];
}

const fits = (place, row) => place.professions === null || place.professions.has(row[PROFESSION]);

// Of one profession and class the first `size` employers suffice: others change nothing.
function shortlist(rows, rule) {
  const groups = new Map();
  return rows.filter((row) => {
    const name = JSON.stringify([row[PROFESSION], row[CLASS]]);
    if (!groups.has(name)) groups.set(name, { seen: new Map(), missing: rule.size * rule.perEmployer });
    const group = groups.get(name);
    const count = countOf(group.seen, row[EMPLOYER]);
    const open = group.missing > 0 && count < rule.perEmployer && (count > 0 || group.seen.size < rule.size);
    if (open) {
      addTo(group.seen, row[EMPLOYER]);
      group.missing -= 1;
    }
    return open;
  });
}

function tallyOf(rows) {
  const tally = { employers: new Map(), classes: new Map() };
  for (const row of rows) {
    addTo(tally.employers, row[EMPLOYER]);
    addTo(tally.classes, row[CLASS]);
  }
  return tally;
}

function canComplete(places, rows, rule, taken) {
  if (places.length === 0) return true;
  const tally = tallyOf(taken);
  const open = rows.filter((row) => countOf(tally.employers, row[EMPLOYER]) < rule.perEmployer
    && countOf(tally.classes, row[CLASS]) < rule.classLimit);
  if (!mayComplete(places, open, tally, rule)) return false;
  return open.some((row) => fits(places[0], row)
    && canComplete(places.slice(1), open.filter((other) => other !== row), rule, [...taken, row]));
}

// Whether employers and room in the classes suffice: a matching of class places to employers' places.
function mayComplete(places, open, tally, rule) {
  const slots = [...new Set(open.map((row) => row[CLASS]))].flatMap((name) => (
    Array.from({ length: Math.min(rule.classLimit - countOf(tally.classes, name), places.length) }, () => name)));
  const offers = new Map();
  for (const row of open) {
    if (!offers.has(row[CLASS])) offers.set(row[CLASS], new Set());
    const free = rule.perEmployer - countOf(tally.employers, row[EMPLOYER]);
    for (let n = 0; n < Math.min(free, places.length); n += 1) offers.get(row[CLASS]).add(`${row[EMPLOYER]} ${n}`);
  }
  const held = new Map();
  const match = (slot, tried) => [...offers.get(slots[slot])].some((offer) => {
    if (tried.has(offer)) return false;
    tried.add(offer);
    if (held.has(offer) && !match(held.get(offer), tried)) return false;
    held.set(offer, slot);
    return true;
  });
  return slots.filter((_name, slot) => match(slot, new Set())).length >= places.length;
}

function drawAll(frozen, rule, sources, algorithm) {
  const state = {
    rule,
    seated: [...frozen.standing],
    codes: new Set(frozen.standing.map((row) => row[CODE])),
    ...tallyOf(frozen.standing),
    places: openPlaces(rule, frozen.standing),
    few: fewOf(frozen, rule),
  };
  const strata = frozen.strata.map((stratum) => {
    const key = keyString([...sources, [stratum.code]]);
    return { code: stratum.code, key_string: key, rounds: drawStratum(stratum, selections(key, stratum.lines.length, algorithm), state) };
  });
  const taken = (each) => each.rounds.filter((round) => round[5] === "taken").map((round) => round[4]);
  return {
    strata,
    members: strata.filter((each) => each.code !== RESERVE).flatMap((each) => taken(each).map((code) => [code, each.code])),
    reserves: strata.filter((each) => each.code === RESERVE).flatMap(taken),
  };
}

function fewOf(frozen, rule) {
  const few = new Map();
  for (const stratum of frozen.strata) {
    if (stratum.code === RESERVE) continue;
    for (const row of shortlist(stratum.lines, rule)) if (!few.has(row[CODE])) few.set(row[CODE], row);
  }
  return shortlist([...few.values()], rule);
}

function drawStratum(stratum, drawn, state) {
  const rounds = [];
  let missing = stratum.places;
  for (const each of drawn) {
    const row = stratum.lines[each.position - 1];
    const outcome = outcomeOf(row, state, stratum.code === RESERVE);
    rounds.push([each.number, each.digest, each.remaining, each.position, row[CODE], outcome]);
    if (outcome !== "taken") continue;
    takeRow(row, state, stratum.code === RESERVE);
    missing -= 1;
    if (missing === 0) break;
  }
  if (missing > 0 && stratum.code !== RESERVE) throw new Fault("draw_list_exhausted");
  return rounds;
}

function outcomeOf(row, state, isReserve) {
  if (state.codes.has(row[CODE])) return "drawn";
  if (countOf(state.employers, row[EMPLOYER]) >= state.rule.perEmployer) return "employer";
  if (isReserve) return "taken";
  if (countOf(state.classes, row[CLASS]) >= state.rule.classLimit) return "class";
  const left = state.few.filter((other) => !state.codes.has(other[CODE]) && other[CODE] !== row[CODE]);
  return canComplete(state.places.slice(1), left, state.rule, [...state.seated, row]) ? "taken" : "rule";
}

function takeRow(row, state, isReserve) {
  state.codes.add(row[CODE]);
  addTo(state.employers, row[EMPLOYER]);
  if (isReserve) return;
  addTo(state.classes, row[CLASS]);
  state.seated.push(row);
  state.places = state.places.slice(1);
}

// What the ledger must hold: this draw once, those before it, and time that goes on.

function ledgerFault(record, kinds) {
  return guarded(() => {
    const rows = listOf(record.ledger).map((row) => ledgerLine(row, kinds));
    for (const [place, row] of rows.entries()) {
      if (row.number !== String(place + 1)) return { code: "ledger_gap", facts: { number: place + 1 } };
      if (place > 0 && row.at < rows[place - 1].at) return { code: "ledger_time", facts: { number: place + 1 } };
    }
    const about = record.announcement;
    const own = rows.filter((row) => row.review === about.review.number.text);
    return announcedFault(own, about) || drawnFault(own, about, record.values) || earlierFault(own, about);
  }, "ledger_malformed");
}

function ledgerLine(row, kinds) {
  need(listOf(row).length === 6 && kinds.includes(row[1]));
  [row[0], row[3], ...(row[4] === null ? [] : [row[4]])].forEach(wholeOf);
  textOf(row[2]);
  momentOf(textOf(row[5]));
  return { number: row[0].text, kind: row[1], review: row[3].text, draw: row[4]?.text ?? null, at: row[5] };
}

function announcedFault(own, about) {
  const draw = about.draw.text;
  const lines = own.filter((row) => ANNOUNCING.includes(row.kind) && row.draw === draw);
  if (lines.length !== 1 || lines[0].kind !== LINE_OF[about.kind]) return { code: "ledger_no_announcement", facts: { draw } };
  return lines[0].at === about.announced_at ? null : { code: "ledger_announced_at", facts: { draw } };
}

function drawnFault(own, about, values) {
  const draw = about.draw.text;
  const lines = own.filter((row) => row.kind === "draw" && row.draw === draw);
  if (lines.length !== 1) return { code: "ledger_no_draw", facts: { draw } };
  const known = [about.announced_at, ...values.flatMap((row) => [row.entered_at, ...(row.confirmed ? [row.confirmed.at] : [])])];
  return known.some((at) => lines[0].at < at) ? { code: "ledger_drawn_at", facts: { draw } } : null;
}

function earlierFault(own, about) {
  const seen = own.filter((row) => ANNOUNCING.includes(row.kind)).map((row) => row.draw);
  if (seen.some((draw, n) => draw !== String(n + 1))) {
    const earlier = Array.from({ length: Math.max(0, Math.min(Number(about.draw.text) - 1, seen.length + 1)) }, (_x, n) => String(n + 1));
    const missing = earlier.find((n) => seen.filter((draw) => draw === n).length !== 1) ?? about.draw.text;
    return { code: "ledger_no_announcement", facts: { draw: missing } };
  }
  if (about.replaces === null) return null;
  const draw = about.replaces.text;
  const announced = own.findIndex((row) => ANNOUNCING.includes(row.kind) && row.draw === about.draw.text);
  const cancelled = own.slice(0, announced).some((row) => row.kind === "cancellation" && row.draw === draw);
  return cancelled ? null : { code: "ledger_no_cancellation", facts: { draw } };
}

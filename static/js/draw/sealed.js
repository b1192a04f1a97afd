// What can be checked while the lists are sealed, part by part as `verify` does.

const HIDDEN = ["salt", ...SALTED];
const ANNOUNCED_PARTS = ["format", "announcement", "announcement_signature"];
const DRAWN_PARTS = [...ANNOUNCED_PARTS, "values", "ledger", "contents", "signature"];

async function sealedFindings(record, kinds) {
  const given = Object.keys(record);
  const keys = given.every((name) => ANNOUNCED_PARTS.includes(name)) ? ANNOUNCED_PARTS : DRAWN_PARTS;
  const findings = given.filter((name) => !keys.includes(name)).map((name) => finding(name, false, "part_unknown"));
  const missing = keys.filter((name) => !given.includes(name)).map((name) => finding(name, false, "part_missing"));
  if (missing.length > 0) return [...findings, ...missing];
  const fault = announcementFault(record);
  const about = fault === null ? finding("announcement", true) : finding("announcement", false, fault.code, fault.facts);
  const found = [...findings, about, await signedFinding("announcement_signature", "draw-announcement", record.announcement, record.announcement_signature)];
  if (keys === ANNOUNCED_PARTS) return found;
  const hidden = HIDDEN.map((name) => finding(name, null, "part_sealed"));
  return [...found, ...valuesAndLedger(record, about, kinds), ...hidden, ...await sealedTable(record)];
}

async function signedFinding(part, purpose, payload, signature) {
  const holds = await signatureHolds(purpose, payload, signature);
  if (holds === null) return finding(part, null, "signature_unchecked");
  return finding(part, holds, holds ? "" : "signature_invalid");
}

function valuesAndLedger(record, about, kinds) {
  const undecided = (name, because) => finding(name, null, "part_undecided", { because });
  if (!about.ok) return [undecided("values", "announcement"), undecided("ledger", "announcement")];
  const wrong = valuesFault(record);
  if (wrong !== null) return [finding("values", false, wrong.code, wrong.facts), undecided("ledger", "values")];
  const fault = ledgerFault(record, kinds);
  return [finding("values", true), fault === null ? finding("ledger", true) : finding("ledger", false, fault.code, fault.facts)];
}

// The table names the sealed parts by salted digests; those that are here must be as it says.
async function sealedTable(record) {
  const { contents, signature } = record;
  const table = isObject(contents) ? contents : {};
  const same = Object.keys(table).sort().join() === [...PARTS].sort().join()
    && ["announcement", "announcement_signature", "values", "ledger"].every((name) => table[name] === digestOf(record[name]))
    && table.format === digestOf(FORMAT)
    && Object.values(table).every((value) => typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value));
  const found = finding("contents", same, same ? "" : "contents_changed");
  const signed = await signedFinding("signature", "draw-record", contents, signature);
  return [found, signed.ok ? keysDiffer(record) : signed];
}

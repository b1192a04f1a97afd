// Drafts on this machine: one localStorage entry per account, sheet and field, so that two tabs
// never write over each other's whole queue. An entry is the list of operations still to be saved.

const ROOT = "riskassess:draft";

function keyOf(...parts) {
  return [ROOT, ...parts.map((part) => encodeURIComponent(part))].join(":");
}

export class Drafts {
  constructor(account, sheet, store = window.localStorage) {
    this.store = store;
    this.prefix = `${keyOf(account, sheet)}:`;
  }

  // Returns false when the machine has no room left; the caller then keeps it in memory and says so.
  write(factor, field, ops) {
    const key = this.prefix + [factor, field].map(encodeURIComponent).join(":");
    try {
      if (ops.length === 0) this.store.removeItem(key);
      else this.store.setItem(key, JSON.stringify(ops));
      return true;
    } catch {
      return false;
    }
  }

  read(factor, field) {
    const text = this.store.getItem(this.prefix + [factor, field].map(encodeURIComponent).join(":"));
    return parsed(text);
  }

  // Every operation of this sheet, oldest first within its field.
  all() {
    return keysUnder(this.store, this.prefix).flatMap((key) => parsed(this.store.getItem(key)));
  }

  // What another tab changed, as {factor, field}, or null when the key is not of this sheet.
  placeOf(key) {
    if (!key || !key.startsWith(this.prefix)) return null;
    const [factor, field] = key.slice(this.prefix.length).split(":").map(decodeURIComponent);
    return { factor, field };
  }
}

function parsed(text) {
  if (!text) return [];
  try {
    const ops = JSON.parse(text);
    return Array.isArray(ops) ? ops : [];
  } catch {
    return []; // a damaged entry cannot be sent; the field still shows what the server has
  }
}

function keysUnder(store, prefix) {
  const keys = [];
  for (let i = 0; i < store.length; i += 1) {
    const key = store.key(i);
    if (key.startsWith(prefix)) keys.push(key);
  }
  return keys;
}

export function countDrafts(account, store = window.localStorage) {
  return keysUnder(store, `${keyOf(account)}:`).length;
}

export function clearDrafts(account, store = window.localStorage) {
  keysUnder(store, `${keyOf(account)}:`).forEach((key) => store.removeItem(key));
}

// Forms whose session had ended, or whose page is read in another language: what was written is kept in
// this tab and put back after signing in, or on the page that follows.
// Passwords, telephone numbers and files are never kept; another account never sees it.

const KEY = "riskassess:form";
const NEVER = "[type=password], [type=file], [type=hidden], [type=tel], [name=phone], [data-never-kept]";
const account = () => document.querySelector('meta[name="account"]')?.content ?? "";
const page = () => location.pathname;

function isKept(field) {
  return Boolean(field.name) && !field.matches(NEVER) && !["submit", "button"].includes(field.type);
}

function valuesOf(form) {
  return [...form.elements].filter(isKept).map((field) => {
    if (field.type === "checkbox" || field.type === "radio") return [field.name, field.value, field.checked];
    if (field.multiple) return [field.name, [...field.selectedOptions].map((each) => each.value), true];
    return [field.name, field.value, true];
  });
}

function load() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function store(kept) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
    return true;
  } catch {
    return false; // no room, or not allowed: then nothing is promised
  }
}

export function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // nothing is kept where nothing may be kept
  }
}

function isTyped(field) {
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue;
  const own = [...field.options].findIndex((each) => each.defaultSelected);
  return field.multiple ? [...field.options].some((each) => each.selected !== each.defaultSelected)
    : field.selectedIndex !== Math.max(own, 0);
}

// A refused form comes back with the words as its own; of others the one that somebody wrote in goes along.
function worked() {
  const forms = [...document.querySelectorAll("main form")].filter(
    (form) => form.method === "post" && !form.dataset.saveUrl && [...form.elements].some(isKept),
  );
  const typed = forms.find((form) => [...form.elements].some((field) => isKept(field) && isTyped(field)));
  const isRefused = document.getElementById("errors") !== null;
  return typed ?? (isRefused ? forms.find((form) => form.querySelector("[aria-invalid=true]")) ?? forms[0] : undefined);
}

function switched(link) {
  const kept = load();
  if (kept?.refused) return; // it waits for its own page
  if (document.querySelector("[data-final-act]")) {
    if (kept) store({ ...kept, refused: true });
    return;
  }
  const form = worked();
  const next = new URL(link).searchParams.get("next");
  if (!form || !next) return;
  const to = new URL(next, link).pathname;
  const action = new URL(form.action).pathname;
  store({ account: account(), page: to, action, fields: valuesOf(form), refused: true, once: true });
}

function sent(event) {
  const form = event.target;
  if ("switch" in form.dataset) {
    switched(form.action);
    return;
  }
  if ("sendAgain" in form.dataset) { // the same words once more: what answers decides about them
    const kept = load();
    if (kept) store({ ...kept, refused: false });
    return;
  }
  if (event.defaultPrevented || form.method !== "post" || form.dataset.saveUrl || "signOut" in form.dataset) return;
  // above all the two forms of the sign-in that lead back: they must not take the place of what waits
  if (form.querySelector("[type=password], [autocomplete=one-time-code]")) return;
  const fields = valuesOf(form);
  if (!fields.some(([, value, isSet]) => isSet && value.length > 0)) return;
  store({ account: account(), page: page(), action: new URL(form.action).pathname, fields, refused: false });
}

function fieldFor(form, name, value, nth) {
  const named = [...form.elements].filter((field) => field.name === name && isKept(field));
  return named.find((field) => ["checkbox", "radio"].includes(field.type) && field.value === value) ?? named[nth];
}

function putBack(form, fields) {
  const seen = new Map();
  for (const [name, value, isSet] of fields) {
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    const field = fieldFor(form, name, value, nth);
    if (!field) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = isSet;
    else if (field.multiple) [...field.options].forEach((each) => { each.selected = value.includes(each.value); });
    else field.value = value;
  }
  for (let open = form.closest("details"); open; open = open.parentElement.closest("details")) open.open = true;
}

function restore(kept) {
  const form = [...document.forms].find(
    (each) => each.method === "post" && new URL(each.action).pathname === kept.action
      && kept.fields.some(([name]) => [...each.elements].some((field) => field.name === name && isKept(field))),
  );
  if (!form) return;
  putBack(form, kept.fields);
  const words = document.querySelector("template[data-form-restored]");
  if (words) form.prepend(words.content.cloneNode(true));
  forget();
}

// The page that refused it says that it is kept, once it is; every other answer ends the keeping.
export function keepForms() {
  document.addEventListener("submit", sent); // after the forms' own listeners
  const kept = load();
  if (!kept) return;
  if (document.querySelector("[data-final-act]")) return; // the question before it is no answer yet
  const told = document.querySelector("[data-form-kept]");
  if (told) {
    told.hidden = !store({ ...kept, refused: true });
    return;
  }
  const isOther = account() !== "" && kept.account !== "" && account() !== kept.account;
  if (isOther || !kept.refused) forget();
  else if (account() === kept.account && page() === kept.page) restore(kept);
  else if (kept.once) forget();
}

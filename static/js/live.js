// A live meeting: the page follows the chair, and "filled" waits until the last change is saved.

const EVERY = 2000;
const SAVED = ["saved", "idle"];
const LONGEST = 15000;

async function ask(place, etag) {
  try {
    const headers = { Accept: "application/json", ...(etag ? { "If-None-Match": etag } : {}) };
    return await fetch(place.dataset.liveUrl, { headers, credentials: "same-origin", cache: "no-store" });
  } catch {
    return null; // not reachable just now: asked again
  }
}

function count(place, state) {
  const told = place.querySelector("[data-count]");
  if (!told) return;
  const words = place.dataset.countText.replace("{ready}", state.ready).replace("{present}", state.present);
  if (told.textContent !== words) told.textContent = words;
}

async function follow(place) {
  let etag = "";
  for (;;) {
    await new Promise((go) => { setTimeout(go, EVERY); });
    if (document.hidden) continue; // nobody looks: the idle clock of the session runs on
    const reply = await ask(place, etag);
    if (!reply || reply.status === 304) continue;
    if (reply.status === 401 || reply.status === 404 || !reply.ok) {
      if (reply.status < 500) return window.location.reload();
      continue;
    }
    etag = reply.headers.get("ETag") ?? "";
    const state = await reply.json().catch(() => null);
    if (!state) continue;
    if (state.version !== place.dataset.version) return window.location.reload();
    count(place, state);
  }
}

function isSaved() {
  const status = document.querySelector(".save-status");
  return !status || SAVED.includes(status.dataset.state);
}

function waitToBeSaved(form) {
  const told = document.querySelector("[data-waiting]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    document.activeElement?.blur(); // what is being typed is a change now
    const until = Date.now() + LONGEST;
    do {
      await new Promise((go) => { setTimeout(go, 150); });
      if (told) told.hidden = isSaved();
    } while (!isSaved() && Date.now() < until);
    if (isSaved()) form.submit();
  });
}

document.querySelectorAll("[data-live-url]").forEach(follow);
document.querySelectorAll("form[data-live-ready]").forEach(waitToBeSaved);

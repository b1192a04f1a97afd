// Long work: asks for its state until it is over, then shows the page anew.
// Reply: {"state": "queued" | "running" | "done" | "failed", "done": 3, "total": 9, "note": "…", "url": "…"}

const LONGEST_WAIT = 8000;

async function watch(place) {
  const bar = place.querySelector("progress");
  const words = place.querySelector("[role=status]");
  let wait = 800;
  for (;;) {
    await new Promise((go) => { setTimeout(go, wait); });
    wait = Math.min(wait * 1.4, LONGEST_WAIT);
    const state = await ask(place.dataset.statusUrl);
    if (!state) continue; // not reachable just now: the work itself goes on
    if (state.note && words && words.textContent !== state.note) words.textContent = state.note;
    if (bar && state.total) {
      bar.max = state.total;
      bar.value = state.done;
    }
    if (["done", "failed"].includes(state.state)) {
      if (state.url) window.location.assign(state.url);
      else window.location.reload();
      return;
    }
  }
}

async function ask(url) {
  try {
    const reply = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    return reply.ok ? await reply.json() : null;
  } catch {
    return null;
  }
}

document.querySelectorAll("[data-status-url]").forEach(watch);

// One screen per factor within one page: moving on needs no network, and the address follows.

export function steps(form, onShow) {
  form.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (show(form, link.dataset.go)) window.history.pushState({}, "", link.href);
    onShow();
  });
  window.addEventListener("popstate", () => {
    const key = decodeURIComponent(window.location.pathname.split("/").at(-1));
    if (show(form, key)) onShow();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("[data-part] input[data-number]")) {
      forward(event);
      return;
    }
    if (!event.altKey || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const rel = event.key === "ArrowDown" ? "next" : "prev";
    const link = form.querySelector(`[data-part]:not([hidden]) a[rel=${rel}]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
}

// Enter in a number goes on to the next field of the screen, and from the last one to its next step.
function forward(event) {
  const part = event.target.closest("[data-part]");
  const fields = "input[data-number], [type=radio], textarea, .factor-steps a:last-child";
  const found = [...part.querySelectorAll(fields)].filter((field) => field.offsetParent !== null);
  const next = found[found.indexOf(event.target) + 1];
  if (!next) return;
  event.preventDefault();
  next.focus();
  if (next.matches("input[data-number]")) next.select();
}

function show(form, key) {
  const parts = [...form.querySelectorAll("[data-part]")];
  const wanted = parts.find((part) => part.dataset.part === key);
  if (!wanted || !wanted.hidden) return false; // unknown, or shown already
  for (const part of parts) part.hidden = part !== wanted;
  for (const link of form.querySelectorAll(".factor-list a")) {
    if (link.dataset.go === key) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  }
  const [, site] = document.title.split(" · ");
  document.title = site ? `${wanted.dataset.title} · ${site}` : wanted.dataset.title;
  window.scrollTo(0, 0);
  wanted.focus({ preventScroll: true });
  return true;
}

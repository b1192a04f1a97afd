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
    if (!event.altKey || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const rel = event.key === "ArrowDown" ? "next" : "prev";
    const link = form.querySelector(`[data-part]:not([hidden]) a[rel=${rel}]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
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

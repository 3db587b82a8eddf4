// @ts-check
// Parts of a page that tell of what goes on now: fetched again every few seconds while they are seen.

/** @param {HTMLElement} box */
async function renew(box) {
  const answer = await fetch(box.dataset.fresh ?? "").catch(() => null);
  if (!answer?.ok) return box.classList.add("is-stale");
  const text = await answer.text();
  box.classList.remove("is-stale");
  const open = [...box.querySelectorAll("details")].map((one) => one.open);
  const focus = document.activeElement instanceof HTMLElement && box.contains(document.activeElement) ? document.activeElement : null;
  const place = focus ? [...box.querySelectorAll(focus.tagName)].indexOf(focus) : -1;
  box.innerHTML = text;
  for (const [at, one] of [...box.querySelectorAll("details")].entries()) one.open = open[at] ?? false;
  const again = focus && box.querySelectorAll(focus.tagName)[place];
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

/** @param {HTMLElement} box */
async function follow(box) {
  const pause = Number(box.dataset.every ?? 3000);
  for (;;) {
    await new Promise((done) => setTimeout(done, pause));
    if (!document.hidden) await renew(box);
  }
}

for (const box of document.querySelectorAll("[data-fresh]")) if (box instanceof HTMLElement) follow(box);

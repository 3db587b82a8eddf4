// @ts-check
// Joins the list of hotspots with their places on the screen, and marks where the reader is.

/** @param {string} id */
function show(id) {
  const marker = document.getElementById(id);
  const screen = marker?.closest(".pick-screen");
  if (!marker || !screen) return null;
  const index = [...screen.classList].find((name) => /^s\d$/.test(name));
  const radio = screen.parentElement?.querySelector(`input.${index}`);
  if (radio instanceof HTMLInputElement) radio.checked = true;
  return marker;
}

for (const item of document.querySelectorAll("[data-marker]")) {
  if (!(item instanceof HTMLElement)) continue;
  const id = item.dataset.marker ?? "";
  const light = (/** @type {boolean} */ on) => {
    document.getElementById(id)?.classList.toggle("is-lit", on);
  };
  for (const name of ["pointerenter", "focusin"]) item.addEventListener(name, () => light(true));
  for (const name of ["pointerleave", "focusout"]) item.addEventListener(name, () => light(false));
  item.querySelector("a.rank")?.addEventListener("click", (event) => {
    const marker = show(id);
    const stage = marker?.closest(".stage");
    const box = marker?.querySelector("rect");
    if (!stage || !box) return;
    event.preventDefault();
    const top = box.getBoundingClientRect().top - stage.getBoundingClientRect().top;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    stage.scrollBy({ top: top - 120, behavior: calm ? "auto" : "smooth" });
    stage.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  });
}

const links = new Map(
  [...document.querySelectorAll(".rail a")].map((link) => [link.getAttribute("href"), link]),
);
const seen = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(`#${entry.target.id}`)?.setAttribute("aria-current", "true");
    }
  },
  { rootMargin: "-20% 0px -70% 0px" },
);
for (const href of links.keys()) {
  const target = href && document.querySelector(href);
  if (target) seen.observe(target);
}

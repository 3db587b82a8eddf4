// @ts-check
// The menu "Take away" of a replay: parts as files and films, and how far the films are.

const menu = /** @type {HTMLDetailsElement | null} */ (document.querySelector("[data-take]"));
const LOOK_MS = 700;

/**
 * @typedef {{ label: string, query: string }} Part
 * @typedef {{ id: string, title: string, kind: string, state: string, done: number, total: number, href: string, text: string }} Film
 */

/**
 * @param {string} tag
 * @param {Record<string, string>} props
 * @param {...(Node | string)} children
 */
function make(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** @param {HTMLDetailsElement} details */
function run(details) {
  const place = details.dataset.take ?? "";
  const csrf = details.dataset.csrf ?? "";
  const parts = /** @type {HTMLElement} */ (details.querySelector("[data-parts]"));
  const list = /** @type {HTMLElement} */ (details.querySelector("[data-films]"));
  const said = /** @type {HTMLElement} */ (details.querySelector("[data-said]"));
  const quick = /** @type {HTMLInputElement} */ (details.querySelector("[name=skip_idle]"));
  let timer = 0;

  /** @param {string} path @param {RequestInit} [how] */
  async function ask(path, how) {
    const answer = await fetch(`${place}${path}`, how).catch(() => null);
    if (answer?.ok) return answer.json();
    const text = answer ? new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main")?.textContent : "";
    said.textContent = text?.trim().replace(/\s+/g, " ") || "The server does not answer. Is it still running?";
    return null;
  }

  /** @param {string} path */
  const post = (path) => ask(path, { method: "POST", headers: { "X-CSRF-Token": csrf } });

  /** @param {Film[]} films */
  function show(films) {
    list.replaceChildren(...films.map(line));
    clearTimeout(timer);
    if (films.some(({ state }) => state === "running")) timer = window.setTimeout(look, LOOK_MS);
  }

  async function look() {
    const told = await ask("/films");
    if (told) show(told.films);
  }

  /** @param {Film} film */
  function line(film) {
    const name = `${film.title} · ${film.kind === "webm" ? "WebM" : "MP4"}`;
    const isRunning = film.state === "running";
    const end = make("button", { type: "button", class: "plain", "aria-label": `${isRunning ? "Cancel" : "Remove"} ${name}` }, isRunning ? "Cancel" : "Remove");
    end.addEventListener("click", async () => {
      const told = await post(`/films/${film.id}/remove`);
      if (told) show(told.films);
    });
    const title = film.state === "done" ? make("a", { href: film.href, download: "" }, name) : make("span", {}, name);
    const row = make("li", { "data-state": film.state }, title, make("span", { class: "take-text" }, film.text), end);
    if (isRunning) {
      const bar = make("progress", { "aria-label": `Progress of ${name}` });
      if (film.total) {
        bar.setAttribute("max", String(film.total));
        bar.setAttribute("value", String(film.done));
      }
      row.append(bar);
    }
    return row;
  }

  /** @param {Part} part @param {boolean} canFilm */
  function offer({ label, query }, canFilm) {
    const film = (/** @type {string} */ kind, /** @type {string} */ name) => {
      const button = make("button", { type: "button", class: "quiet", "aria-label": `${label} as ${name}`, ...(canFilm ? {} : { disabled: "" }) }, name);
      button.addEventListener("click", async () => {
        said.textContent = "";
        const told = await post(`/films?${query}&kind=${kind}&skip_idle=${quick.checked ? 1 : 0}`);
        if (told) show(told.films);
      });
      return button;
    };
    // Not marked as a download: a refusal (too large) is then a page that says what to do.
    const file = make("a", { class: "button quiet", href: `${place}/file?${query}`, "aria-label": `${label} as HTML` }, "HTML");
    return make("li", {}, make("span", {}, label), make("span", { class: "take-kinds" }, file, film("webm", "WebM"), film("mp4", "MP4")));
  }

  async function open() {
    said.textContent = "";
    const viewer = /** @type {{ thinkaloudViewer?: { t(): number } }} */ (/** @type {unknown} */ (window)).thinkaloudViewer;
    const told = await ask(`?t=${((viewer?.t() ?? 0) / 1000).toFixed(2)}`);
    if (!told) return;
    parts.replaceChildren(...told.parts.map((/** @type {Part} */ part) => offer(part, !told.trouble)));
    said.textContent = told.trouble;
    show(told.films);
  }

  details.addEventListener("toggle", () => {
    if (details.open) open();
    else clearTimeout(timer);
  });
  details.addEventListener("keydown", (event) => {
    event.stopPropagation(); // the viewer's keys are not meant in here
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary")?.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (event.target instanceof Node && !details.contains(event.target)) details.open = false;
  });
}

if (menu) run(menu);

// @ts-check
// Looking through signals by keyboard: the same forms, pressed by keys.

const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("li.signal")]);

/** @param {number} at */
function go(at) {
  const row = rows[Math.min(Math.max(at, 0), rows.length - 1)];
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

/** @returns {number} the row that has the focus, or -1 */
function current() {
  return rows.findIndex((row) => row.contains(document.activeElement));
}

/**
 * @param {HTMLElement} row
 * @param {string} verdict
 */
function press(row, verdict) {
  const button = row.querySelector(`button[name="verdict"][value="${verdict}"]`);
  if (button instanceof HTMLButtonElement) button.click();
}

/** @type {Record<string, (at: number) => void>} */
const keys = {
  j: (at) => go(at + 1),
  k: (at) => go(at - 1),
  a: (at) => rows[at] && press(rows[at], "accept"),
  u: (at) => rows[at] && press(rows[at], "none"),
  r: (at) => {
    // The reason first; Enter in its field rejects, since that is the form's first button.
    const reason = rows[at]?.querySelector('input[name="reason"]');
    if (reason instanceof HTMLInputElement) reason.focus();
  },
  Enter: (at) => {
    const link = rows[at]?.querySelector("a[data-watch]");
    if (link instanceof HTMLAnchorElement) link.click();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.key === "Escape" && target.matches("li.signal input")) {
    /** @type {HTMLElement | null} */ (target.closest("li.signal"))?.focus();
    return;
  }
  // Typing stays typing, and a link or button keeps its own Enter.
  if (target.matches("input, textarea, select")) return;
  if (event.key === "Enter" && !target.matches("li.signal")) return;
  const act = keys[event.key];
  if (!act || !rows.length || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  act(current());
});

const asked = document.getElementById(location.hash.slice(1));
if (asked && rows.includes(asked)) asked.focus();
for (const hint of document.querySelectorAll("[data-keys]")) {
  if (hint instanceof HTMLElement) hint.hidden = false;
}
for (const select of document.querySelectorAll("form.filters select")) {
  select.addEventListener("change", () => /** @type {HTMLSelectElement} */ (select).form?.requestSubmit());
}

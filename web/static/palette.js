// @ts-check
// Ctrl-K: go to any study, task or session by typing a part of its name.

/** @typedef {{name: string, kind: string, href: string}} Place */

const opener = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-palette]"));

/** @type {Place[] | null} */
let places = null;
/** @type {HTMLDialogElement | null} */
let dialog = null;

/** @param {string} name @param {string} typed */
function score(name, typed) {
  const text = name.toLowerCase();
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.every((word) => text.includes(word))) return -1;
  return words.reduce((sum, word) => sum + (text.startsWith(word) ? 0 : text.indexOf(word)), 0);
}

/** @param {HTMLUListElement} list @param {string} typed */
function fill(list, typed) {
  const found = (places ?? [])
    .map((place) => ({ place, rank: score(`${place.name} ${place.kind}`, typed) }))
    .filter((entry) => entry.rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, 12);
  list.replaceChildren(
    ...found.map(({ place }, index) => {
      const item = document.createElement("li");
      item.role = "option";
      item.id = `palette-${index}`;
      const link = document.createElement("a");
      link.href = place.href;
      const kind = document.createElement("span");
      kind.className = "soft small";
      kind.textContent = place.kind;
      link.append(place.name, kind);
      item.append(link);
      return item;
    }),
  );
  if (!found.length) {
    const item = document.createElement("li");
    item.className = "soft small";
    item.textContent = "Nothing of that name. Type a part of a study, a task or a participant.";
    list.append(item);
  }
  choose(list, 0);
}

/** @param {HTMLUListElement} list @param {number} index */
function choose(list, index) {
  const items = [...list.querySelectorAll("li[role=option]")];
  const at = (index + items.length) % Math.max(items.length, 1);
  items.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
  items[at]?.scrollIntoView({ block: "nearest" });
  dialog?.querySelector("input")?.setAttribute("aria-activedescendant", items[at]?.id ?? "");
}

function build() {
  const made = document.createElement("dialog");
  made.className = "palette";
  made.setAttribute("aria-label", "Go to");
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = "Study, task or participant";
  input.setAttribute("aria-label", "Go to");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "true");
  input.setAttribute("aria-controls", "palette-list");
  const list = document.createElement("ul");
  list.id = "palette-list";
  list.setAttribute("role", "listbox");
  made.append(input, list);
  input.addEventListener("input", () => fill(list, input.value));
  made.addEventListener("click", (event) => event.target === made && made.close());
  made.addEventListener("keydown", (event) => {
    const items = [...list.querySelectorAll("li[role=option]")];
    const at = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown") choose(list, at + 1);
    else if (event.key === "ArrowUp") choose(list, at - 1);
    else if (event.key === "Enter") items[at]?.querySelector("a")?.click();
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", () => made.close());
  document.body.append(made);
  return made;
}

async function open() {
  dialog ??= build();
  const input = /** @type {HTMLInputElement} */ (dialog.querySelector("input"));
  const list = /** @type {HTMLUListElement} */ (dialog.querySelector("ul"));
  input.value = "";
  if (!dialog.open) dialog.showModal();
  if (!places && opener) {
    const answer = await fetch(opener.dataset.palette ?? "");
    places = answer.ok ? await answer.json() : [];
  }
  fill(list, input.value);
}

if (opener) {
  opener.hidden = false;
  opener.addEventListener("click", open);
  addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    open();
  });
}

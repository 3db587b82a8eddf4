/** The list of events: follows playback, can be filtered, and draws only the rows in sight. */

import { h } from './dom.js';
import { clock, plural } from './format.js';
import { lastAt } from './presence.js';
import { filtered, GROUPS, type Entry, type Filter, type Group } from './steps.js';

const ROW_PX = 36;
const SPARE = 8;
const REST_MS = 4_000; // after the reader has scrolled, the list stays where they put it
const NAMES: Record<Group, string> = {
  tasks: 'Tasks', clicks: 'Clicks', fields: 'Fields', pages: 'Pages', errors: 'Errors', friction: 'Friction',
  notes: 'Notes', pauses: 'Pauses', other: 'Other',
};

export interface Acts {
  seek(t: number): void;
  edit(entry: Entry): void;
  remove(entry: Entry): void;
  canWrite: boolean;
}

export interface List {
  element: HTMLElement;
  set(all: readonly Entry[]): void;
  follow(t: number): void;
  /** What the filter lets through: stepping goes over the same lines. */
  entries(): readonly Entry[];
}

export function makeList(acts: Acts, changed: () => void): List {
  const search = h('input', {
    type: 'search', placeholder: 'Find in the events', 'aria-label': 'Find in the events',
    input: () => apply(),
  });
  const chips = h('div', { class: 'v-chips', role: 'group', 'aria-label': 'Kinds of events' });
  const count = h('p', { class: 'v-count', 'aria-live': 'polite' });
  const rows = h('ol', { class: 'v-rows' });
  const box = h('div', { class: 'v-scroll', tabindex: 0, role: 'region', 'aria-label': 'Events' }, rows);
  const element = h('div', { class: 'v-list' }, chips, search, count, box);
  // The screen changes with nearly every click and page; who wants it presses the chip.
  const hidden = new Set<Group>();
  let all: readonly Entry[] = [];
  let shown: Entry[] = [];
  let at = -1;
  let byHand = -Infinity;
  let byUs = 0;

  function chip(group: Group, n: number): HTMLButtonElement {
    const button: HTMLButtonElement = h('button', {
      type: 'button', class: 'v-chip', 'data-group': group, 'aria-pressed': String(!hidden.has(group)),
      click: () => {
        hidden.has(group) ? hidden.delete(group) : hidden.add(group);
        button.setAttribute('aria-pressed', String(!hidden.has(group)));
        apply();
      },
    }, h('span', { class: 'v-dot', 'data-group': group }), `${NAMES[group]} `, h('span', { class: 'v-n' }, String(n)));
    return button;
  }

  function apply(): void {
    const filter: Filter = { hidden, text: search.value };
    shown = filtered(all, filter);
    const isWhole = shown.length === all.length;
    count.textContent = isWhole ? plural(all.length, 'event') : `${plural(shown.length, 'event')} of ${all.length.toLocaleString('en')}`;
    rows.style.setProperty('block-size', `${shown.length * ROW_PX}px`);
    at = -1;
    draw();
    changed();
  }

  function row(entry: Entry, place: number): HTMLElement {
    const isNote = entry.note !== undefined;
    const text = entry.text || (entry.note?.code ?? 'Note');
    const item = h('li', {
      class: 'v-row', 'data-group': GROUPS[entry.kind], 'aria-setsize': shown.length, 'aria-posinset': place + 1,
      'aria-current': place === at ? 'true' : undefined,
    }, h('button', { type: 'button', class: 'v-go', title: text, click: () => acts.seek(entry.t) },
      h('span', { class: 'v-time' }, clock(entry.t)), h('span', { class: 'v-dot', 'data-group': GROUPS[entry.kind] }),
      h('span', { class: 'v-text' }, isNote && entry.note?.code && entry.text ? h('b', {}, `${entry.note.code} `) : null, text)));
    if (isNote && acts.canWrite) {
      item.append(
        h('button', { type: 'button', class: 'v-mini', click: () => acts.edit(entry), 'aria-label': `Edit the note: ${text}` }, 'Edit'),
        h('button', { type: 'button', class: 'v-mini', click: () => acts.remove(entry), 'aria-label': `Delete the note: ${text}` }, 'Delete'),
      );
    }
    if (entry.pause && acts.canWrite) {
      item.append(h('button', { type: 'button', class: 'v-mini', click: () => acts.remove(entry), 'aria-label': `Remove the pause: ${text}` }, 'Remove'));
    }
    item.style.setProperty('inset-block-start', `${place * ROW_PX}px`);
    return item;
  }

  function draw(): void {
    const first = Math.max(0, Math.floor(box.scrollTop / ROW_PX) - SPARE);
    const end = Math.min(shown.length, Math.ceil((box.scrollTop + box.clientHeight) / ROW_PX) + SPARE);
    const focused = document.activeElement instanceof HTMLElement && rows.contains(document.activeElement)
      ? document.activeElement.closest('.v-row')?.getAttribute('aria-posinset') : undefined;
    const found = shown.slice(first, end).map((entry, place) => row(entry, first + place));
    rows.replaceChildren(...found);
    if (!shown.length) rows.replaceChildren(h('li', { class: 'v-none' }, all.length ? 'No event fits the filter.' : 'No event was recorded.'));
    if (focused) rows.querySelector<HTMLElement>(`[aria-posinset="${focused}"] .v-go`)?.focus({ preventScroll: true });
  }

  box.addEventListener('scroll', () => {
    if (performance.now() - byUs > 200) byHand = performance.now();
    draw();
  }, { passive: true });
  new ResizeObserver(draw).observe(box);

  return {
    element,
    set(entries) {
      all = entries;
      const counts = new Map<Group, number>();
      for (const { kind } of all) counts.set(GROUPS[kind], (counts.get(GROUPS[kind]) ?? 0) + 1);
      const there = (Object.keys(NAMES) as Group[]).filter((group) => counts.has(group));
      chips.replaceChildren(...there.map((group) => chip(group, counts.get(group) ?? 0)));
      apply();
    },
    follow(t) {
      const next = lastAt(shown, t + 1, (entry) => entry.t);
      if (next === at) return;
      at = next;
      if (performance.now() - byHand > REST_MS) {
        byUs = performance.now();
        box.scrollTop = Math.max(0, at * ROW_PX - box.clientHeight / 2 + ROW_PX);
      }
      draw();
    },
    entries: () => shown,
  };
}

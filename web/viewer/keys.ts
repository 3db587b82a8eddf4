/** The keyboard, and the card that explains it. */

import { h } from './dom.js';

export interface KeyOrders {
  toggle(): void;
  jump(ms: number): void;
  step(way: -1 | 1): void;
  task(way: -1 | 1): void;
  faster(way: -1 | 1): void;
  ends(way: -1 | 1): void;
  skip(): void;
  zoom(): void;
  write(): void;
  mark(number: number): void;
  pause: (() => void) | undefined;
  /** @returns whether there was anything to discard */
  discard(): boolean;
  copy(): void;
  sound(): void;
  help(): void;
  live: (() => void) | undefined;
}

const JUMP_MS = 5_000;
const GOES_ON = /^(Arrow(Left|Right)|[-+=_[\]])$/; // while it is held
export const KEYS: readonly (readonly [string, string])[] = [
  ['Space', 'Play or pause'],
  ['← →', 'Five seconds back, on'],
  ['Shift ← →', 'Previous, next event of the list'],
  ['[ ]', 'Previous, next task'],
  ['+ −', 'Faster, slower'],
  ['Home End', 'To the beginning, to the end'],
  ['I', 'Skip idle'],
  ['F', 'Fit or 1 to 1'],
  ['N', 'Write a note here'],
  ['1 2 3 4', 'Mark: problem, quote, idea, praise'],
  ['P', 'Mark a pause: from here, until here'],
  ['Esc', 'Discard the pause that is being marked'],
  ['C', 'Copy a link to this moment'],
  ['L', 'To what happens now, of a session that goes on'],
  ['M', 'Sound on or off'],
  ['?', 'This card'],
];

/** @returns whether the key was one of ours */
export function press({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>, orders: KeyOrders): boolean {
  if (key === ' ') orders.toggle();
  else if (key === 'ArrowLeft') shiftKey ? orders.step(-1) : orders.jump(-JUMP_MS);
  else if (key === 'ArrowRight') shiftKey ? orders.step(1) : orders.jump(JUMP_MS);
  else if (key === '[') orders.task(-1);
  else if (key === ']') orders.task(1);
  else if (key === '+' || key === '=') orders.faster(1);
  else if (key === '-' || key === '_') orders.faster(-1);
  else if (key === 'Home') orders.ends(-1);
  else if (key === 'End') orders.ends(1);
  else if (/^[1-4]$/.test(key)) orders.mark(Number(key));
  else if (key === '?') orders.help();
  else if (key === 'Escape') return orders.discard();
  else {
    const letters: Record<string, (() => void) | undefined> = { i: orders.skip, f: orders.zoom, n: orders.write, p: orders.pause, c: orders.copy, l: orders.live, m: orders.sound };
    const order = letters[key.toLowerCase()];
    if (!order) return false;
    order();
  }
  return true;
}

export function listenToKeys(orders: KeyOrders, isOpen: () => boolean): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isOpen()) return;
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest('input, textarea, select, [contenteditable]')) return;
    // Who walks by Tab presses the button that has the focus.
    if (event.key === ' ' && target?.matches('button:focus-visible, a:focus-visible, summary:focus-visible')) return;
    // What is kept or switched by a key is so once, however long it is held.
    if (event.repeat && !GOES_ON.test(event.key)) {
      if (event.key === ' ') event.preventDefault();
    } else if (press(event, orders)) event.preventDefault();
  });
}

export function keyCard(): HTMLDialogElement {
  const lines = KEYS.map(([keys, text]) => h('div', {}, h('dt', {}, ...keys.split(' ').map((key) => h('kbd', {}, key))), h('dd', {}, text)));
  const card: HTMLDialogElement = h('dialog', { class: 'v-card', 'aria-label': 'Keyboard' },
    h('h2', {}, 'Keyboard'), h('dl', {}, ...lines),
    h('button', { type: 'button', class: 'quiet', click: () => card.close() }, 'Close'));
  return card;
}

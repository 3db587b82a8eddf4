/** The panel's fixed parts: its place in the page, its frame, and how the keyboard gets there. */

import type { Host } from '../host.js';
import { dress, el, icon } from './draw.js';
import { listen } from './flow.js';
import { STYLE } from './style.js';
import type { Texts } from './texts.js';

const HANDLE = 'M6 3.5v.01M6 8v.01M6 12.5v.01M10 3.5v.01M10 8v.01M10 12.5v.01';
const FOLD = 'M3.5 6l4.5 4.5L12.5 6';
// The page's own handlers on `document` (menus that close on a click outside, one-key commands)
// are not meant for what is pressed in the panel.
const OWN = [
  'click', 'dblclick', 'auxclick', 'contextmenu', 'mousedown', 'mouseup', 'pointerdown', 'pointerup',
  'touchstart', 'touchend', 'keydown', 'keyup', 'keypress', 'wheel', 'focusin', 'focusout', 'beforeinput', 'input',
  'paste',
] as const;

export interface Shell {
  readonly root: ShadowRoot;
  readonly frame: HTMLElement;
  readonly card: HTMLElement;
  readonly bar: HTMLElement;
  readonly handle: HTMLElement;
  readonly fold: HTMLElement;
  readonly count: HTMLElement;
  readonly body: HTMLElement;
  /** What of screen and microphone is on. */
  readonly media: HTMLElement;
  readonly foot: HTMLElement;
  readonly what: HTMLElement;
  readonly pill: HTMLElement;
  readonly pillText: HTMLElement;
  readonly live: HTMLElement;
  /** Lets go of the page; the panel stands where it stands. */
  rest(): void;
  remove(): void;
}

/** Builds the panel and hangs it on the page. */
export function createShell(host: Host, text: Texts, escaped: () => boolean): Shell {
  const parts = frameParts(text);
  const holder = el('div', { 'data-thinkaloud-panel': true, 'data-ta-ignore': true });
  const root = holder.attachShadow({ mode: 'open' });
  dress(root, STYLE);
  root.append(parts.frame);
  parts.frame.lang = host.answer.locale.replace(/_/g, '-');

  const offPlace = keepPlace(host, holder);
  OWN.forEach((name) => holder.addEventListener(name, (event) => event.stopPropagation()));
  parts.frame.addEventListener('mousedown', keepPageFocus);
  const offKeys = keyboard(host, root, parts, escaped);
  const rest = (): void => {
    offPlace();
    offKeys();
  };
  return {
    root,
    ...parts,
    rest,
    remove: () => {
      rest();
      holder.remove();
    },
  };
}

/**
 * Keeps the panel on the page: on the root element, or inside the modal dialog that is open.
 *
 * A modal dialog makes all outside of it inert, so the panel has to move into it: a participant
 * must be able to give up there.
 */
function keepPlace(host: Host, holder: HTMLElement): () => void {
  const { MutationObserver } = host.pristine;
  const everything = new MutationObserver(host.guard(() => void (holder.isConnected || attach())));
  const dialogs = new MutationObserver(host.guard(attach));
  const roots = new MutationObserver(host.guard(attach));
  function attach(): void {
    const dialog = topDialog();
    const home = dialog ?? document.documentElement;
    if (holder.parentNode !== home) home.append(holder);
    roots.observe(document.documentElement, { childList: true }); // a body swapped, the panel thrown out
    if (dialog) everything.observe(document, { childList: true, subtree: true }); // the dialog thrown out
    else everything.disconnect();
  }
  roots.observe(document, { childList: true });
  dialogs.observe(document, { subtree: true, attributeFilter: ['open'] });
  attach();
  return () => [everything, dialogs, roots].forEach((observer) => observer.disconnect());
}

function frameParts(text: Texts) {
  const count = el('p', { class: 'count' });
  const body = el('div', { class: 'body' });
  const handle = el('button', { type: 'button', class: 'icon handle', 'aria-label': text('move') }, icon(HANDLE));
  const fold = el('button', { type: 'button', class: 'icon fold', 'aria-label': text('fold') }, icon(FOLD));
  const bar = el('header', { class: 'bar' }, handle, count, fold);
  const what = el('button', { type: 'button', class: 'link', 'data-name': 'what' }, text('what'));
  const lamp = (): HTMLElement => el('span', { class: 'lamp', 'aria-hidden': 'true' });
  const foot = el('footer', { class: 'foot' }, el('span', {}, lamp(), text('recording')), what);
  const media = el('div', { class: 'media' });
  const card = el('section', { class: 'card', role: 'region', 'aria-label': text('region') }, bar, body, media, foot);
  const pillText = el('span', {});
  const pill = el('button', { type: 'button', class: 'pill', 'aria-expanded': 'false' }, lamp(), pillText);
  const unfold = el('span', { class: 'unseen' }, ` ${text('unfold')}`);
  pill.append(unfold);
  const live = el('p', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  const frame = el('div', { class: 'frame open' }, card, pill, live);
  return { frame, card, bar, handle, fold, count, body, media, foot, what, pill, pillText, live };
}

/** F6 goes to the panel, and from it on to the browser's own panes; Escape goes back to the page. */
function keyboard(
  host: Host,
  root: ShadowRoot,
  parts: { body: HTMLElement; pill: HTMLElement; frame: HTMLElement },
  escaped: () => boolean,
): () => void {
  let before: Element | null = null;
  const into = host.guard((event: Event) => {
    const { key, ctrlKey, altKey, metaKey, shiftKey } = event as KeyboardEvent;
    if (key !== 'F6' || ctrlKey || altKey || metaKey || shiftKey || root.activeElement) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    before = document.activeElement;
    if (parts.pill.hidden) parts.body.querySelector('h2')?.focus();
    else parts.pill.focus();
  });
  const out = host.guard((event: Event) => {
    if ((event as KeyboardEvent).key !== 'Escape' || escaped()) return;
    (root.activeElement as HTMLElement | null)?.blur();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  });
  parts.frame.addEventListener('keydown', out);
  return listen(window, 'keydown', into, { capture: true });
}

/** A press in the panel leaves the focus in the page, where a menu may hang on it; text and fields can be used. */
function keepPageFocus(event: Event): void {
  const [target] = event.composedPath();
  if (target instanceof Element && !target.closest('.text,.form')) event.preventDefault();
}

function topDialog(): Element | undefined {
  try {
    return [...document.querySelectorAll('dialog:modal')].pop();
  } catch {
    return undefined; // a browser before :modal
  }
}

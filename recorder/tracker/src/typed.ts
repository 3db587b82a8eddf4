/**
 * What the participant has typed, in this page's memory alone: so that it is found again where the
 * page repeats it, in a title, a link, an error.
 */

import { isOfWords, isSecret, valueOf } from './fields.js';
import { MASK } from './patterns.js';
import type { Host } from './host.js';
import type { Privacy } from './privacy.js';

const MAX_KEPT = 300;
const MAX_CHARS = 1_000;
const SHORTEST = 4; // below, only a text that is nothing else is taken for it
const SHORTEST_PIECE = 10; // from so much on, any piece of it that stands alone is taken for it
const FIELDS = 'input,textarea';
const HEARD = ['input', 'change', 'paste', 'drop'];

const typed = new Set<string>();
const secrets = new Set<string>();
/** Free text that the page did not show before it was typed. */
const echoes = new Set<string>();
const lasts = new WeakMap<Element, string>();
/** An element of the page's own takes its value only after we have heard of the key. */
let recall: (() => void) | undefined;
let shownBefore: { field: Element; text: string } | undefined;

/** Remembers what is typed, pasted or filled in, from before any listener of the page hears of it. */
export function watchTyped(host: Host, privacy: Privacy): () => void {
  const cancel = new AbortController();
  const options = { capture: true, passive: true, signal: cancel.signal };
  const remember = (field: Element, pasted = ''): void => {
    if (privacy.isIgnored(field)) return;
    const isPersonal = isSecret(field) || privacy.isMasked(field);
    const known = isPersonal ? [typed, secrets] : privacy.isUnmasked(field) ? [typed] : [typed, echoes];
    keep(field, valueOf(field), known);
    // An editor may put it in pieces where it likes, or keep it in no field at all.
    if (pasted) add(plain(pasted), known);
  };
  const hear = host.guard((event: Event) => {
    const [field] = event.composedPath();
    if ((field as Partial<Node> | undefined)?.nodeType !== 1) return;
    const { clipboardData, dataTransfer } = event as Partial<ClipboardEvent & DragEvent>;
    remember(field as Element, (clipboardData ?? dataTransfer)?.getData('text/plain'));
    recall = (field as Element).localName.includes('-') ? () => remember(field as Element) : undefined;
  });
  const enter = host.guard(({ contentDocument: inside }: Partial<HTMLIFrameElement>) => {
    if (inside?.defaultView) watch(inside, inside.defaultView);
  });
  const loaded = ({ target }: Event): void => void enter((target ?? {}) as Partial<HTMLIFrameElement>);

  function watch(root: Document, view: Window): void {
    for (const field of root.querySelectorAll(FIELDS)) remember(field);
    for (const name of HEARD) view.addEventListener(name, hear, options);
    root.addEventListener('load', loaded, options); // of frames within
    for (const frame of root.querySelectorAll('iframe')) enter(frame);
  }
  watch(document, window);
  return () => {
    cancel.abort();
    recall = undefined;
  };
}

/** Forgets all; for tests. */
export function forgetTyped(): void {
  for (const known of [typed, secrets, echoes]) known.clear();
  shownBefore = recall = undefined;
}

/** Hides what was typed into fields for secrets: passwords, contacts, whatever a browser fills in. */
export const hideSecrets = (text: string): string => hide(text, secrets);
/** Hides all that was typed. */
export const hideTyped = (text: string): string => hide(text, typed);

/** Hides a text that only repeats what was typed, quotation marks aside. */
export function hideEcho(text: string): string {
  recall?.();
  if (!echoes.size) return text;
  const whole = bare(plain(text));
  if (whole.length < SHORTEST) return text;
  for (const value of echoes) if (bare(value).startsWith(whole)) return MASK;
  return text;
}

function keep(field: Element, text: string, known: Set<string>[]): void {
  const value = plain(text).slice(0, MAX_CHARS);
  const last = lasts.get(field) ?? '';
  // While it is typed, the longest form is enough: its beginnings are known by it.
  if (!value || last.startsWith(value)) return;
  lasts.set(field, value);
  if (known.includes(echoes) && isShownBefore(field, value)) known = [typed];
  const isGrowing = last !== '' && value.startsWith(last);
  const pieces = isOfWords(field) ? (text: string) => text.split(/[\s@]+/) : () => [];
  for (const old of isGrowing ? [last, ...pieces(last)] : []) for (const set of known) set.delete(old);
  for (const piece of pieces(value)) if (piece.length >= SHORTEST) add(piece, known);
  add(value, known);
}

function add(value: string, known: Set<string>[]): void {
  for (const set of known) {
    set.delete(value);
    set.add(value);
    for (const oldest of set) if (set.size > MAX_KEPT) set.delete(oldest);
  }
}

/** A word that the page shows anyway (a category, a suggestion) is the page's, even if it is typed. */
function isShownBefore(field: Element, value: string): boolean {
  if ((field as HTMLElement).isContentEditable) return false; // it is page text itself
  if (shownBefore?.field !== field) {
    shownBefore = { field, text: plain(document.body?.textContent ?? '') };
  }
  return shownBefore.text.includes(value);
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();
const bare = (text: string): string => text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');

function hide(text: string, known: Set<string>): string {
  recall?.();
  if (!known.size) return text;
  const whole = plain(text);
  if (!whole) return text;
  let shown = text;
  for (const value of known) {
    if (whole === value || (whole.length >= SHORTEST && value.startsWith(whole))) return MASK;
    if (whole.length >= SHORTEST_PIECE && value.includes(whole)) return MASK;
    if (value.length >= SHORTEST && whole.includes(value)) shown = without(shown, value);
  }
  return shown;
}

function without(text: string, value: string): string {
  const low = text.toLowerCase();
  // Other spaces between its words, or letters that change their length: all of it goes.
  if (low.length !== text.length || !low.includes(value)) return MASK;
  let shown = '';
  let from = 0;
  for (let at = low.indexOf(value); at >= 0; at = low.indexOf(value, from)) {
    shown += text.slice(from, at) + MASK;
    from = at + value.length;
  }
  return shown + text.slice(from);
}

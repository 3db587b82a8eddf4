/**
 * What the participant has typed, in this page's memory alone: so that it is found again where the
 * page repeats it, in a title, a link, an error.
 */

import { MASK } from './patterns.js';
import type { Host } from './host.js';
import type { Privacy } from './privacy.js';

const MAX_KEPT = 300;
const MAX_CHARS = 1_000;
const SHORTEST = 4; // below, only a text that is nothing else is taken for it
const SECRET_TYPES = /^(?:password|email|tel)$/;
const FIELDS = 'input,textarea';
const NO_TEXT = /^(?:button|submit|reset|image|checkbox|radio|range|color|file|hidden)$/;

const typed = new Set<string>();
const secrets = new Set<string>();
const lasts = new WeakMap<Element, string>();

/** Remembers what is typed, pasted or filled in, from before any listener of the page hears of it. */
export function watchTyped(host: Host, privacy: Privacy): () => void {
  const remember = (field: Element): void => {
    if (privacy.isIgnored(field)) return;
    keep(field, valueOf(field), isSecret(field) || privacy.isMasked(field));
  };
  for (const field of document.querySelectorAll(FIELDS)) remember(field);
  const cancel = new AbortController();
  const options = { capture: true, passive: true, signal: cancel.signal };
  const hear = host.guard((event: Event) => {
    const [field] = event.composedPath();
    if (field instanceof Element) remember(field);
  });
  for (const name of ['input', 'change']) window.addEventListener(name, hear, options);
  return () => cancel.abort();
}

/** Forgets all; for tests. */
export function forgetTyped(): void {
  typed.clear();
  secrets.clear();
}

/** Hides what was typed into fields for secrets: passwords, contacts, whatever a browser fills in. */
export const hideSecrets = (text: string): string => hide(text, secrets);
/** Hides all that was typed. */
export const hideTyped = (text: string): string => hide(text, typed);

function valueOf(field: Element): string {
  if (field instanceof HTMLInputElement) return NO_TEXT.test(field.type) ? '' : field.value;
  if (field instanceof HTMLTextAreaElement) return field.value;
  return (field as HTMLElement).isContentEditable ? (field.textContent ?? '') : '';
}

function isSecret(field: Element): boolean {
  const filled = field.getAttribute('autocomplete')?.trim() ?? '';
  return SECRET_TYPES.test((field as Partial<HTMLInputElement>).type ?? '') || !/^(?:|on|off)$/i.test(filled);
}

function keep(field: Element, text: string, isForSecrets: boolean): void {
  const value = plain(text).slice(0, MAX_CHARS);
  const last = lasts.get(field) ?? '';
  // While it is typed, the longest form is enough: its beginnings are known by it.
  if (!value || last.startsWith(value)) return;
  lasts.set(field, value);
  for (const known of isForSecrets ? [typed, secrets] : [typed]) {
    if (last && value.startsWith(last)) known.delete(last);
    known.delete(value);
    known.add(value);
    for (const oldest of known) if (known.size > MAX_KEPT) known.delete(oldest);
  }
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim().toLowerCase();

function hide(text: string, known: Set<string>): string {
  if (!known.size) return text;
  const whole = plain(text);
  if (!whole) return text;
  let shown = text;
  for (const value of known) {
    if (whole === value || (whole.length >= SHORTEST && value.startsWith(whole))) return MASK;
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

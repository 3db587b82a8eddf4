/** Fields: what stands in them, and which of them nobody may ever look into. */

import { maskPatterns } from './patterns.js';
import type { Privacy } from './privacy.js';

const SECRET_TYPES = /^(?:password|email|tel)$/;
const SECRET_NAMES = /pass|pwd|pin\b|otp|code|cvc|cvv|csc|card|iban|account|ssn|tax|token|secret|mail|phone|birth/i;
const NO_TEXT = /^(?:button|submit|reset|image|checkbox|radio|range|color|file|hidden)$/;
// Half a number, half an address: it has no form yet, and will have one with the next keys.
const UNFINISHED = /@|%40|\d(?:[ \u00a0().-]{0,2}\d){5}|[a-z]{6}\d\d|\b[a-z]{2}\d\d/i;

const passwords = new WeakSet<Element>();

/** What was typed, pasted or filled in; empty for what takes no text. */
export function valueOf(field: Element): string {
  const { localName, type, value, isContentEditable } = field as HTMLInputElement;
  if (localName === 'input') return NO_TEXT.test(type) ? '' : value;
  // An element of the page's own that holds a value is a field as well.
  if (typeof value === 'string' && /^textarea$|-/.test(localName)) return value;
  return isContentEditable ? (field.textContent ?? '') : '';
}

/** A field for passwords, contacts, or whatever a browser fills in. */
export function isSecret(field: Element): boolean {
  const { type = '' } = field as Partial<HTMLInputElement>;
  // One that shows its password for a while stays what it was.
  if (type === 'password') passwords.add(field);
  return SECRET_TYPES.test(type) || passwords.has(field) || !/^(?:|on|off)$/i.test(filled(field));
}

/**
 * What may be recorded of a field that the study unmasks.
 *
 * @param node a field, or a text within one that is edited in place
 * @returns undefined where nothing may: it is none of these fields, one for passwords, cards,
 *   codes or personal data, or what stands in it looks like such, or like the beginning of it
 */
export function entryOf(node: Node | null, privacy: Privacy): string | undefined {
  const element = (node?.nodeType === 1 ? node : node?.parentElement) as HTMLElement | null;
  if (!element || !privacy.isUnmasked(element)) return undefined;
  const field = element.isContentEditable
    ? (element.closest('[contenteditable]:not([contenteditable=false])') ?? element)
    : element;
  const value = valueOf(field);
  if (isSecret(field) || isNamedSecret(field)) return undefined;
  if (UNFINISHED.test(value) || maskPatterns(value) !== value) return undefined;
  return field === node ? value : (node?.nodeValue ?? undefined);
}

/** The words of a name or contact that a page may show one by one. */
export const isOfWords = (field: Element): boolean =>
  /name|mail/.test(filled(field) + (field as Partial<HTMLInputElement>).type);

const filled = (field: Element): string => field.getAttribute('autocomplete')?.trim() ?? '';

function isNamedSecret(field: Element): boolean {
  const style = getComputedStyle(field) as Partial<Record<'webkitTextSecurity', string>>;
  const names = `${field.id} ${field.getAttribute('name') ?? ''} ${field.getAttribute('aria-label') ?? ''}`;
  return SECRET_NAMES.test(names) || !/^(?:|none)$/.test(style.webkitTextSecurity ?? '');
}

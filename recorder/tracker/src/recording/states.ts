/**
 * What no attribute tells, put into attributes: what is checked and selected, which popovers are
 * open, which of an image's sources was taken, what a canvas shows. The same for rrweb's nodes
 * and for those of the sliced snapshots.
 */

import type { Privacy } from '../privacy.js';
import { EDITABLE } from './redact.js';
import { mendSheet } from './sheets.js';

export type Attributes = Record<string, unknown>;

/** Set on an open popover; the painter and the viewer show it. */
export const OPEN = 'data-ta-open';

const CHOICES = /^(?:checkbox|radio)$/;
const CAPTIONS = /^(?:submit|button|reset|image|hidden|file)$/;
const SLIDES = /^(?:range|color)$/; // chosen, not typed
const SOURCE = /\s*(\S*[^\s,])(?:\s+([^,]+))?\s*(?:,|$)/g;

export interface States {
  privacy: Privacy;
  /** The latest picture of a canvas. */
  picture(canvas: Element): string | undefined;
  /** A style sheet is to be fetched and told later. */
  ask(link: HTMLLinkElement): void;
}

/** Corrects the attributes of an element that was serialized just now. */
export function amend(element: Element, attributes: Attributes, states: States): void {
  const { privacy } = states;
  switch (element.localName) {
    case 'input':
    case 'textarea':
      setField(element as HTMLInputElement, attributes, privacy);
      break;
    case 'select':
      delete attributes['value'];
      break;
    case 'option':
      setOption(element as HTMLOptionElement, attributes, privacy);
      break;
    case 'img':
    case 'source':
      keepChosen(element, attributes);
      break;
    case 'canvas': {
      const picture = states.picture(element);
      if (picture) attributes['rr_dataURL'] = picture;
      break;
    }
    case 'style':
    case 'link':
      mendSheet(element, attributes, states.ask);
  }
  if ('popover' in attributes && isOpenPopover(element)) attributes[OPEN] = '';
}

export const isOpenPopover = (element: Element): boolean =>
  'popover' in HTMLElement.prototype && element.matches(':popover-open');

/** What a form fills in by itself is as personal as what is typed. */
export const isSecret = (field: Element, privacy: Privacy): boolean =>
  /^(?!off$)./.test(field.getAttribute('autocomplete') ?? '') ||
  privacy.isMasked(field) || field.closest(EDITABLE) !== null;

/** What a choice reads as, or undefined if it may not be told or is typed. */
export function choiceOf(field: Element, privacy: Privacy): string | undefined {
  const { type, value } = field as HTMLInputElement;
  return SLIDES.test(type) && field.localName === 'input' && !isSecret(field, privacy) ? value : undefined;
}

/** Covers what is typed; of a password not even the length is told. */
export const stars = (text: string, type: string): string =>
  '*'.repeat(type === 'password' ? Math.min(text.length, 1) * 8 : text.length);

function setField(field: HTMLInputElement, attributes: Attributes, privacy: Privacy): void {
  if (CAPTIONS.test(field.type)) return;
  if (CHOICES.test(field.type)) {
    if (field.checked) attributes['checked'] = true;
    else delete attributes['checked'];
    return;
  }
  const text = choiceOf(field, privacy) ?? stars(field.value, field.hasAttribute('data-rr-is-password') ? 'password' : field.type);
  if (text) attributes['value'] = text;
  else delete attributes['value'];
}

function setOption(option: HTMLOptionElement, attributes: Attributes, privacy: Privacy): void {
  const select = option.closest('select');
  if (option.selected && select && !isSecret(select, privacy)) attributes['selected'] = true;
  else delete attributes['selected'];
}

/** The candidates of a `srcset`: address and descriptor. */
export function candidates(srcset: string): { url: string; size: string }[] {
  return [...srcset.matchAll(SOURCE)].map(([, url = '', size = '']) => ({ url, size: size.trim() }));
}

/**
 * Of several sources only the one that was shown is kept: a screen of another density or width
 * would choose another one, which nobody has stored. Its descriptor gives the size.
 */
function keepChosen(element: Element, attributes: Attributes): void {
  const { srcset } = attributes;
  if (typeof srcset !== 'string') return;
  const image = element.localName === 'img' ? element : element.parentElement?.querySelector('img');
  const { currentSrc, complete } = (image ?? {}) as Partial<HTMLImageElement>;
  if (!currentSrc || !complete) return;
  const chosen = candidates(srcset).find(({ url }) => absolute(url) === currentSrc);
  if (chosen) attributes['srcset'] = `${currentSrc} ${chosen.size}`.trim();
  // A picture's other sources would be tried first; an image's own are its last resort.
  else if (element.localName === 'source') delete attributes['srcset'];
}

export function absolute(url: string): string {
  try {
    return new URL(url, document.baseURI).href;
  } catch {
    return url;
  }
}

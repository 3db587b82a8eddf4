/**
 * Clicks between the consent and the arrival of the capture chunk. What they hit is measured on
 * the spot, since the page may have changed by the time they are described.
 */

import type { Stamp } from './protocol.js';

const MAX_KEPT = 50;
export const MAX_DEPTH = 12; // how far up an interactive ancestor is looked for
export const HIT_EVENTS = ['pointerdown', 'click', 'auxclick'] as const;

/** A pointer event with the boxes of what it hit, innermost first, as they were at that time. */
export interface Hit {
  event: MouseEvent;
  path: Element[];
  /** Absent where it is looked at on the spot, which needs only one of them. */
  boxes?: DOMRect[];
  stamp: Stamp;
}

export function hit(event: MouseEvent, stamp: Stamp): Hit {
  const path = event.composedPath().slice(0, MAX_DEPTH).filter((node) => node instanceof Element);
  return { event, path, boxes: path.map((element) => element.getBoundingClientRect()), stamp };
}

export function keepEarly(
  stamp: (event: Event) => Stamp,
  wrap: (fn: (event: Event) => void) => (event: Event) => void,
): () => Hit[] {
  const kept: Hit[] = [];
  const keep = wrap((event) => {
    if (kept.length < MAX_KEPT) kept.push(hit(event as MouseEvent, stamp(event)));
  });
  const cancel = new AbortController();
  const options = { capture: true, passive: true, signal: cancel.signal };
  for (const name of HIT_EVENTS) addEventListener(name, keep, options);
  return () => {
    cancel.abort();
    return kept.splice(0);
  };
}

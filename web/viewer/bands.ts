/** The pauses on the time line: a band each, and one that grows while it is being marked. */

import { h, icon } from './dom.js';
import type { Marking } from './pauses.js';
import type { PauseSpan } from './source.js';

export interface Place {
  /** Shares of the time line, 0 to 1. */
  start: number;
  wide: number;
}

/** Where a stretch lies; undefined where nothing of it is in the session. */
export function placeOf(from: number, until: number, length: number): Place | undefined {
  const whole = Math.max(length, 1);
  const [first, last] = [Math.max(from, 0), Math.min(until, whole)];
  return first <= last && first < whole && last >= 0 ? { start: first / whole, wide: (last - first) / whole } : undefined;
}

/** The pauses that hold a moment. */
export function pausesAt(pauses: readonly PauseSpan[], t: number): PauseSpan[] {
  return pauses.filter(({ from, until }) => from <= t && t < until);
}

export interface Bands {
  element: HTMLElement;
  /** @returns whether any is to be seen */
  set(pauses: readonly PauseSpan[], length: number, marking: Marking | undefined): boolean;
  move(t: number): void;
}

export function makeBands(): Bands {
  const element = h('div', { class: 'v-bands', 'aria-hidden': 'true' });
  let growing: { band: HTMLElement; from: number; length: number } | undefined;

  function lay(band: HTMLElement, from: number, until: number, length: number): boolean {
    const place = placeOf(from, until, length);
    band.hidden = !place;
    if (!place) return false;
    band.style.setProperty('inset-inline-start', `${(100 * place.start).toFixed(3)}%`);
    band.style.setProperty('inline-size', `${(100 * place.wide).toFixed(3)}%`);
    return true;
  }

  return {
    element,
    set(pauses, length, marking) {
      const drawn = pauses.map(({ from, until, label }) => {
        const band = h('div', { class: 'v-band' }, icon('halt'), h('span', {}, label));
        return lay(band, from, until, length) ? band : undefined;
      }).filter((band) => band !== undefined);
      growing = undefined;
      if (marking) {
        const band = h('div', { class: 'v-band is-open' }, icon('halt'));
        lay(band, marking.from, marking.until ?? marking.from, length);
        if (marking.until === undefined) growing = { band, from: marking.from, length };
        drawn.push(band);
      }
      element.replaceChildren(...drawn);
      return drawn.length > 0;
    },
    move(t) {
      if (growing) lay(growing.band, Math.min(growing.from, t), Math.max(growing.from, t), growing.length);
    },
  };
}

/** What is filled in so far: kept per session, so that neither a reload nor Escape loses it. */

import type { KeyedStore } from '../host.js';

export interface Draft {
  /** When the form was first shown, session ms. */
  shown_t: number;
  ratings: (number | null)[];
  reason: string;
  choices: string[];
}

const keyOf = (id: string): string => `form:${id}`;

/** The kept draft, or a new one that begins now. */
export function draftOf(store: KeyedStore, id: string, items: number, now: number): Draft {
  const empty = { shown_t: now, ratings: Array<number | null>(items).fill(null), reason: '', choices: [] };
  try {
    const kept = JSON.parse(store.get(keyOf(id)) || 'null') as Partial<Draft> | null;
    if (!kept || typeof kept.shown_t !== 'number' || !Array.isArray(kept.ratings)) return empty;
    return {
      shown_t: Math.min(kept.shown_t, now),
      ratings: empty.ratings.map((_, index) => (typeof kept.ratings?.[index] === 'number' ? kept.ratings[index] : null)),
      reason: typeof kept.reason === 'string' ? kept.reason : '',
      choices: Array.isArray(kept.choices) ? kept.choices : [],
    };
  } catch {
    return empty; // the page wrote over it
  }
}

export function keepDraft(store: KeyedStore, id: string, draft: Draft): void {
  store.set(keyOf(id), JSON.stringify(draft));
}

/** Once it is given back, nothing of it stays behind in the browser. */
export function dropDraft(store: KeyedStore, id: string): void {
  store.set(keyOf(id), '');
}

/**
 * Last copies: what a page has not got acknowledged when it goes. `localStorage` takes a write at
 * once and whole, where a database may be too late or hold a shorter form.
 */

import { pristine } from './pristine.js';
import type { Slice } from './queue.js';
import { origin } from './session.js';

export const LAST = 'last/';
const MAX_CHARS = 1_000_000; // of ~5 M that an origin has; the page may need the rest

export function keepLast(slices: readonly Slice[]): void {
  let room = MAX_CHARS;
  for (const slice of slices) {
    room -= slice.text.length;
    if (room > 0) origin.set(LAST + slice.id, pristine.stringify(slice));
  }
}

export const dropLast = (id: string): void => origin.set(LAST + id, null);

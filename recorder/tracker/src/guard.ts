/** The one place where the tracker's own errors end: counted, told in a health event, never thrown. */

import type { Counts } from './host.js';

export interface Guard {
  readonly counts: Counts;
  wrap<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => R | undefined;
  count(error: unknown): void;
}

export function makeGuard(): Guard {
  const counts: Counts = { guarded_errors: 0, dropped: 0, recovered: 0, gave_way: 0, note: undefined };
  const count = (error: unknown): void => {
    counts.guarded_errors += 1;
    counts.note ??= String((error as Error | null)?.stack ?? error).slice(0, 300);
  };
  return {
    counts,
    count,
    wrap: (fn) => (...args) => {
      try {
        return fn(...args);
      } catch (error) {
        count(error);
        return undefined;
      }
    },
  };
}

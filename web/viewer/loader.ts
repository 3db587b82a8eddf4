/** Segments as they are needed: each fetched once, a few kept, the next one fetched ahead. */

import type { Segment, Source } from './source.js';

const KEPT = 12;

export interface Loader {
  get(id: string): Promise<Segment>;
  /** What is there already; a segment that must be waited for is undefined. */
  ready(id: string): Segment | undefined;
  ahead(id: string | undefined): void;
  /** More of a segment has come. */
  extend(segment: Segment): void;
}

export function makeLoader(source: Pick<Source, 'segment'>): Loader {
  const asked = new Map<string, Promise<Segment>>();
  const there = new Map<string, Segment>();

  function get(id: string): Promise<Segment> {
    const known = asked.get(id);
    if (known) {
      asked.delete(id); // moves to the end: the first is the one that was wanted longest ago
      asked.set(id, known);
      return known;
    }
    const promise = source.segment(id).then((segment) => {
      if (asked.get(id) === promise) there.set(id, segment);
      return segment;
    });
    // What failed may be asked for again; whoever waits hears of it.
    promise.catch(() => asked.get(id) === promise && asked.delete(id));
    asked.set(id, promise);
    for (const old of asked.keys()) {
      if (asked.size <= KEPT) break;
      asked.delete(old);
      there.delete(old);
    }
    return promise;
  }

  return {
    get,
    ready: (id) => there.get(id),
    ahead(id) {
      if (id !== undefined && !asked.has(id)) get(id).catch(() => undefined);
    },
    extend({ id, runs, pointers, assets }) {
      const known = there.get(id);
      if (!known) return;
      known.runs.push(...runs);
      known.pointers.push(...pointers);
      Object.assign(known.assets, assets);
    },
  };
}

/** A small bus between the core and its chunks. */

import type { Guard } from './guard.js';
import type { Happenings } from './host.js';

type Listener = (what: never) => void;

export interface Bus {
  on<N extends keyof Happenings>(name: N, fn: (what: Happenings[N]) => void): () => void;
  tell<N extends keyof Happenings>(name: N, what: Happenings[N]): void;
}

export function makeBus(wrap: Guard['wrap']): Bus {
  const listeners = new Map<string, Set<Listener>>();
  return {
    on(name, fn) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(fn as Listener));
      return () => void set.delete(fn as Listener);
    },
    tell(name, what) {
      for (const fn of [...(listeners.get(name) ?? [])]) wrap(fn)(what as never);
    },
  };
}

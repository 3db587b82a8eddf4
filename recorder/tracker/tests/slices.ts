/** Builders for the delivery's tests. */

import { makeTab, type Tab } from '../src/tab.js';
import type { Delivery } from '../src/host.js';
import type { Log } from '../src/log.js';
import type { Queue, Slice } from '../src/queue.js';
import type { Transport } from '../src/transport.js';

export function slice(seq: number, over: Partial<Slice> = {}): Slice {
  const tab = 'tabone';
  const text = `{"stream":"events","v":1,"tab":"${tab}","seq":${seq},"sent_t":1,"events":[{"n":${seq}}]}`;
  return { id: `events/s1/${tab}/${seq}`, stream: 'events', token: 'T', n: 1, text, ...over };
}

const queue: Queue = {
  push: () => undefined,
  cut: () => undefined,
  whole: () => undefined,
  clear: () => undefined,
  size: () => 0,
};

/** A log in memory, with what was written and dropped. */
export function memoryLog(): Log & { written: Slice[]; dropped: string[] } {
  const written: Slice[] = [];
  const dropped: string[] = [];
  return {
    written,
    dropped,
    put: (given) => void written.push({ ...given }),
    drop: (id) => void dropped.push(id),
    soon: () => undefined,
    open: undefined,
    secure: () => undefined,
    failed: undefined,
    database: () => Promise.resolve(undefined),
  };
}

export function delivery(transport: Partial<Transport>, log: Log = memoryLog()): Delivery & { tab: Tab } {
  return {
    log,
    tab: makeTab('s1'),
    transport: { waiting: { events: [], replay: [] }, ...transport } as Transport,
    counts: { dropped: 0, recovered: 0, guarded_errors: 0, gave_way: 0, note: undefined },
    greeting: undefined,
    made: new Set(),
    cut: () => undefined,
    events: queue,
    open: () => queue,
    overdue: undefined,
    has_snapshot: undefined,
    gather: undefined,
    repair: undefined,
    pack: undefined,
    masking: undefined,
  };
}

export function forgetAll(): void {
  localStorage.clear();
  sessionStorage.clear();
}

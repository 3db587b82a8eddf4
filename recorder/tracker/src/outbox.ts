/** What is on its way to the collector: queues, log and transport as one thing. */

import type { Bus } from './bus.js';
import type { Counts, Delivery, KeyedStore, ReplayQueue } from './host.js';
import { dropLast, keepLast } from './last.js';
import { openLog } from './log.js';
import { pristine } from './pristine.js';
import { SLICE_BYTES } from './protocol.js';
import { makeQueue, type Slice } from './queue.js';
import { BEAT_MS, makeTab } from './tab.js';
import { makeTransport } from './transport.js';

const SLICE_EVENTS = 100;
const SLICE_MS = 1_000;
const HEAD_BYTES = 500; // the envelope around the events
const REPLAY_BYTES = 256_000;

export interface OutboxOptions {
  base: string;
  session: string;
  token: string;
  store: KeyedStore;
  bus: Bus;
  counts: Counts;
  now: () => number;
  page: () => string;
  /** The collector wants nothing more of this session. */
  refused: (code: string | undefined) => void;
}

export interface Outbox {
  readonly delivery: Delivery;
  readonly replay: ReplayQueue;
  add(event: string): void;
  flush(): Promise<boolean>;
  /** Puts everything where it outlives the page: beacon, log, storage. */
  hand(): void;
  /** The page goes: gives the tab's name free. */
  leave(): void;
  /** The page is seen again. */
  resume(isReturn: boolean): void;
  /** Ends the session here: forgets what was not sent. */
  discard(): void;
}

export function makeOutbox(options: OutboxOptions): Outbox {
  const { base, session, token, bus, now, counts, store } = options;
  const tab = makeTab(session);
  const log = openLog();
  const made = new Set<string>();

  const transport = makeTransport({
    url: (slice) => `${base}/collect/v1/batches?token=${slice.token}`,
    acknowledged(slice, stored) {
      log.drop(slice.id);
      dropLast(slice.id);
      if (slice.recovered && stored && !stored.duplicate) counts.recovered += slice.n;
      bus.tell('stored', { events: slice.n, waiting: transport.waiting.events.length });
    },
    refused(slice, problem) {
      const isOver = [401, 403, 410].includes(problem.status ?? 0) || problem.code === 'session_closed';
      if (isOver && slice.token === token) options.refused(problem.code);
      else delivery.repair?.(slice, problem);
      return delivery.repair !== undefined;
    },
    status: (state) => bus.tell('status', state),
  });

  const common = {
    session, token, tab, log, now, made,
    ready(slice: Slice) {
      store.set('last_t', String(now()));
      transport.add(slice);
    },
  };
  const events = makeQueue({
    ...common, stream: 'events', bytes: SLICE_BYTES - HEAD_BYTES, count: SLICE_EVENTS, wait_ms: SLICE_MS,
    more: () => '',
  });
  const replay = makeQueue({
    ...common, stream: 'replay', bytes: REPLAY_BYTES, count: SLICE_EVENTS * 10, wait_ms: SLICE_MS,
    // rrweb stamps with the wall clock: its distance from session time as it is now.
    more: () => `"page":"${options.page()}","origin_ms":${Date.now() - now()},`,
  });

  function cut(): void {
    events.cut();
    replay.cut();
  }

  const delivery: Delivery = {
    log, tab, transport, made, cut,
    greeting: undefined,
    repair: undefined,
    counts,
  };
  const beat = pristine.setInterval(() => tab.beat(), BEAT_MS);
  window.addEventListener('online', transport.retry);

  return {
    delivery,
    add: events.push,
    replay: {
      ...replay,
      load: () => transport.waiting.replay.reduce((sum, { text }) => sum + text.length, 0),
    },
    flush() {
      cut();
      return transport.flush();
    },
    hand() {
      cut();
      keepLast(transport.waiting.events);
      transport.beacon();
    },
    leave: tab.leave,
    resume(isReturn) {
      if (isReturn && tab.isAlive(tab.id())) tab.renew();
      tab.beat();
      transport.retry();
      bus.tell('shown', null);
    },
    discard() {
      pristine.clearInterval(beat);
      window.removeEventListener('online', transport.retry);
      transport.stop();
      for (const queue of [events, replay]) queue.clear();
      made.forEach(log.drop);
    },
  };
}

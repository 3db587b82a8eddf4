/** What is on its way to the collector: queues, log and transport as one thing. */

import type { Bus } from './bus.js';
import type { Counts, Delivery, KeyedStore } from './host.js';
import { openLog } from './log.js';
import { pristine } from './pristine.js';
import { SLICE_BYTES } from './protocol.js';
import { makeQueue, type Queue } from './queue.js';
import { BEAT_MS, makeTab } from './tab.js';
import { makeTransport } from './transport.js';

const SLICE_EVENTS = 100;
const SLICE_MS = 1_000;
const HEAD_BYTES = 500; // the envelope around the events

export interface OutboxOptions {
  base: string;
  session: string;
  token: string;
  store: KeyedStore;
  bus: Bus;
  counts: Counts;
  now: () => number;
  /** The collector wants nothing more of this session. */
  refused: (code: string | undefined) => void;
}

export interface Outbox {
  readonly delivery: Delivery;
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
  const queues: Queue[] = [];

  const transport = makeTransport({
    url: (slice) => `${base}/collect/v1/batches?token=${slice.token}`,
    pack: (text) => delivery.pack?.(text),
    acknowledged(slice, stored, trip) {
      log.drop(slice.id);
      bus.tell('stored', { slice, stored, trip });
    },
    refused(slice, problem) {
      const isOver = [401, 403, 410].includes(problem.status ?? 0) || problem.code === 'session_closed';
      if (isOver && slice.token === token) options.refused(problem.code);
      else delivery.repair?.(slice, problem);
      return delivery.repair !== undefined;
    },
    status: (state) => bus.tell('status', state),
  });

  const cut = (): void => queues.forEach((queue) => queue.cut());

  const open: Delivery['open'] = (limits) => {
    const queue = makeQueue({
      session, token, tab, log, now, made, wait_ms: SLICE_MS,
      ready: transport.add,
      ...limits,
    });
    queues.push(queue);
    return queue;
  };
  const events = open({ stream: 'events', bytes: SLICE_BYTES - HEAD_BYTES, count: SLICE_EVENTS, more: () => '' });

  // What else belongs to it comes with the chunks.
  const delivery = { log, tab, transport, events, made, cut, open, counts } as Delivery;
  const note = (): void => store.set('last_t', `${now()}`);
  const beating = pristine.setInterval(() => {
    tab.beat();
    note();
  }, BEAT_MS);
  addEventListener('online', transport.retry);

  return {
    delivery,
    add: events.push,
    flush() {
      cut();
      return transport.flush();
    },
    hand() {
      cut();
      note();
      log.secure(transport.waiting.events);
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
      pristine.clearInterval(beating);
      transport.stop();
      queues.forEach((queue) => queue.clear());
      made.forEach(log.drop);
    },
  };
}

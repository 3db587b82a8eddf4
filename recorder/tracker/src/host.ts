/**
 * What the core offers to its chunks, and what it expects of them.
 *
 * The core makes one `Host` after a hello with consent and hands it to each chunk's `start`.
 * A chunk imports nothing of the core but types: it is bundled apart and loaded by `import()`.
 */

import type {
  Capture,
  CustomData,
  HelloAnswer,
  NewEvent,
  PageBody,
  Progress,
} from './protocol.js';
import type { Pristine } from './pristine.js';

/** What is told on the host's bus, by name. */
export interface Happenings {
  /** The panel (or the page's own call) moved on; told by whoever wrote the progress. */
  progress: Progress;
  /** `thinkaloud.event(name, data)` was called in the page; `t` in session ms. */
  custom: { name: string; data: CustomData; t: number };
  /** A page view began: a load, a route change, a return from the back/forward cache. */
  page: { page: string; url: string; kind: PageBody['kind']; t: number };
  /** The screen key changed and the page has settled. */
  screen: { screen: string; t: number };
  /** The page called `thinkaloud.task.start/success/fail`; the event is queued already. */
  task: { task: string | null; action: 'start' | 'success' | 'fail'; t: number };
  /** Events of this tab were acknowledged; `waiting` are still on their way. */
  stored: { events: number; waiting: number };
  /** How the sending fares: `stored` nothing waits, `sending`, or `offline` (backing off). */
  status: 'stored' | 'sending' | 'offline';
  /** Capture has ended for good on this page; chunks are taken off right after. */
  stopped: 'closed' | 'withdrawn' | 'stopped' | 'refused';
}

/** A small store over `localStorage`, one per session; reads null and keeps silent where it throws. */
export interface KeyedStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

export interface Host {
  /** The collector's address without a slash at the end; the script's own address gives it. */
  readonly base: string;
  readonly session: string;
  readonly token: string;
  readonly answer: HelloAnswer;
  /** What the study wants recorded, every field filled in. */
  readonly capture: Required<Capture>;
  readonly pristine: Pristine;
  readonly store: KeyedStore;

  /** Id of the current page view. */
  page(): string;
  /** Key of the current screen. */
  screen(): string;
  /** Tells the core that the route changed; it opens a page view and reports it. */
  route(kind: 'push' | 'replace' | 'pop' | 'hash'): void;
  /** Milliseconds since the session's start. */
  now(): number;
  /** Session milliseconds of a DOM event's `timeStamp`. */
  at(timeStamp: number): number;

  /** Queues an event; `t`, `page` and `screen` are stamped where they are absent. */
  emit(event: NewEvent): void;
  /** Queues rrweb events of the current page view. */
  emitReplay(events: readonly unknown[]): void;
  /** Sends everything; true when all of it is acknowledged. */
  flush(): Promise<boolean>;

  /** Wraps a callback: an error inside is counted and goes no further. */
  guard<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => R | undefined;
  /** Listens on the bus; the answer takes the listener off. */
  on<N extends keyof Happenings>(name: N, fn: (what: Happenings[N]) => void): () => void;
  /** Tells all listeners of the bus. */
  tell<N extends keyof Happenings>(name: N, what: Happenings[N]): void;
  /** POST to the collector, token added, by the pristine fetch. `path` as `/collect/v1/close`. */
  post(path: string, body?: string | Blob): Promise<Response>;

  /** Flushes, closes the session on the collector, forgets the token, stops. */
  close(): Promise<void>;
  /** Stops at once, drops what is queued, has the collector erase the session. */
  withdraw(): Promise<void>;
  /** Stops capturing on this page; the session stays open. */
  stop(): void;
}

/** Each chunk's module exports a `start`; its answer takes the chunk off the page again. */
export interface Chunk {
  start(host: Host): () => void;
}

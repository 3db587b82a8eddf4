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
  Problem,
  Progress,
  Stored,
} from './protocol.js';
import type { Answering } from './api.js';
import type { Hit } from './early.js';
import type { Greeting } from './hello.js';
import type { Log } from './log.js';
import type * as Masking from './masking.js';
import type { Pristine } from './pristine.js';
import type { Queue, QueueOptions, Slice } from './queue.js';
import type { Tab } from './tab.js';
import type { Transport } from './transport.js';

/** What is told on the host's bus, by name. */
export interface Happenings {
  /** The panel (or the page's own call) moved on; told by whoever wrote the progress. */
  progress: Progress;
  /** `thinkaloud.event(name, data)` was called in the page; `t` in session ms. */
  custom: { name: string; data: CustomData; t: number };
  /** A page view began: a load, a route change, a return from the back/forward cache. */
  page: View;
  /** The screen key changed and the page has settled. */
  screen: { screen: string; t: number };
  /** The page called `thinkaloud.task.start/success/fail`; the event is queued already. */
  task: { task: string | null; action: 'start' | 'success' | 'fail'; t: number };
  /** A batch was acknowledged, or given up (`stored` is null). */
  stored: { slice: Slice; stored: Stored | null; trip: Trip | undefined };
  /** A first snapshot of this document is stored. */
  snapshot: null;
  /** The capture chunk is at work. */
  sensing: null;
  /** The page is shown again, after being hidden or from the back/forward cache. */
  shown: null;
  /** How screen and microphone stand; told by the media chunk after each change. */
  media: MediaView;
  /** The panel has come and wants to know how they stand. */
  media_ask: null;
  /** The participant pressed something of theirs: told inside of the press, which browsers ask for. */
  media_press: { kind: MediaKind; action: 'turn_on' | 'decline' | 'pause' | 'resume' };
  /** The session is about to close: what still has to be sent puts its promise in. */
  closing: Promise<unknown>[];
  /** How the sending fares: `stored` nothing waits, `sending`, or `offline` (backing off). */
  status: 'stored' | 'sending' | 'offline';
  /**
   * Capture ends for good on this page; told before the chunks are taken off. The panel stays, to
   * thank, to confirm or to say that it is over, but for `stopped`.
   */
  stopped: 'closed' | 'withdrawn' | 'stopped' | 'refused';
}

/** When a request was sent and answered, by `performance.now()`: bounds the clocks' offset. */
export interface Trip {
  sent: number;
  received: number;
}

export type MediaKind = 'screen' | 'audio';

/**
 * `ask` for the first time, `again` on a new page or after the browser ended it, `other` since
 * another tab was chosen; `elsewhere` another tab records; `over` it goes on without.
 */
export type MediaState = 'ask' | 'again' | 'other' | 'asking' | 'on' | 'paused' | 'elsewhere' | 'over';
export type MediaView = Partial<Record<MediaKind, MediaState>>;

/** A small store over `localStorage`, one per session; reads null and keeps silent where it throws. */
export interface KeyedStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

export interface View {
  page: string;
  screen: string;
  /** What the screen's key begins with; the capture chunk takes out of it what was typed. */
  route: string;
  url: string;
  kind: PageBody['kind'];
  t: number;
}

/** A batch that the collector refused, with what it said. */
export type Repair = (slice: Slice, problem: Partial<Problem>) => void;

/** What went wrong since the page began. */
export interface Counts {
  dropped: number;
  recovered: number;
  guarded_errors: number;
  /** Replay batches that found no room and are not stored. */
  gave_way: number;
  /** The first guarded error, or why the recording has a gap. */
  note: string | undefined;
}

export interface Delivery {
  readonly log: Log;
  readonly tab: Tab;
  readonly transport: Transport;
  /** The queue of the events. */
  readonly events: Queue;
  readonly counts: Counts;
  /** The newest answer to a hello of this page. */
  greeting: Greeting | undefined;
  /** Ids of all batches that are this page's own. */
  readonly made: Set<string>;
  /** Opens a stream's queue, with the limits of its batches. */
  open(limits: Pick<QueueOptions, 'stream' | 'bytes' | 'count' | 'more'> & Partial<Pick<QueueOptions, 'wait_ms'>>): Queue;
  /** Closes the open batches. */
  cut(): void;
  /** Notes that a task may start on this page without a first snapshot. */
  overdue: (() => void) | undefined;
  /** True once a first snapshot of this document is stored. */
  has_snapshot: boolean | undefined;
  /** Takes over what tabs that are gone have left, before the session is closed. */
  gather: (() => Promise<void>) | undefined;
  /** Until this is set, a refused batch waits. */
  repair: Repair | undefined;
  /** Packs what is posted; until this is set it goes as it is. */
  pack: ((text: string) => Promise<BodyInit>) | undefined;
  /** The capture chunk's masks and its memory of what was typed, for the recording. */
  masking: typeof Masking | undefined;
  /** How this page is recorded; absent until it is. */
  recorder?: 'full' | 'sliced' | 'off' | 'blocked' | 'failed';
}

export interface Host {
  /** The collector's address without a slash at the end; the script's own address gives it. */
  readonly base: string;
  readonly session: string;
  readonly token: string;
  readonly answer: HelloAnswer;
  /** What the study wants recorded, the four that always matter filled in. */
  readonly capture: Capture & Required<Pick<Capture, 'dom' | 'pointer' | 'mask' | 'ignore'>>;
  readonly pristine: Pristine;
  readonly store: KeyedStore;

  /** Id of the current page view. */
  page(): string;
  /** How the current page view began. */
  view(): View;
  /** Key of the current screen. */
  screen(): string;
  /** Sets what is open on this route (dialogs, details, tabs), as `+`-joined parts of the key. */
  setOpen(parts: string): void;
  /** Hands over the clicks made before the sensors were there, and stops keeping them. */
  early(): Hit[];
  /** Takes the page's own calls, those made so far first. */
  connect(to: Answering): void;
  /** Tells the core that the route changed; it opens a page view and reports it. */
  route(kind: 'push' | 'replace' | 'pop' | 'hash'): void;
  /** The session's start on this page's wall clock. */
  readonly origin_ms: number;
  /** Milliseconds since the session's start. */
  now(): number;
  /** Makes good what the page's clock has missed while the machine slept. */
  advance(ms: number): void;
  /** Session milliseconds of a DOM event's `timeStamp`. */
  at(timeStamp: number): number;

  /** Queues an event; `t`, `page` and `screen` are stamped where they are absent. */
  emit(event: NewEvent): void;
  /** What keeps batches safe, for the capture chunk's repairs and leftovers, and the replay. */
  readonly delivery: Delivery;
  /** Sends everything; true when all of it is acknowledged. */
  flush(): Promise<boolean>;

  /** Wraps a callback: an error inside is counted and goes no further. */
  guard<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => R | undefined;
  /** Listens on the bus; the answer takes the listener off. */
  on<N extends keyof Happenings>(name: N, fn: (what: Happenings[N]) => void): () => void;
  /** Tells all listeners of the bus. */
  tell<N extends keyof Happenings>(name: N, what: Happenings[N]): void;
  /** POST to `<base>/collect/v1/<path>?token=<token><query>`, by the pristine fetch. */
  post(path: string, body?: BodyInit, query?: string): Promise<Response>;

  /** Flushes, closes the session on the collector, forgets the token, stops. */
  close(): Promise<void>;
  /**
   * Stops at once, drops what is queued, has the collector erase the session: by the next page of
   * this origin, if this one goes before there is an answer.
   */
  withdraw(): Promise<void>;
  /** Stops capturing; `isOver`, the default but for `stopped`, forgets the session. */
  end(reason: Happenings['stopped'], isOver?: boolean): void;
}

/** Each chunk's module exports a `start`; its answer takes the chunk off the page again. */
export interface Chunk {
  start(host: Host): () => void;
}

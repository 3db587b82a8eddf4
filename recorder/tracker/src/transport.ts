/**
 * Sending: one request at a time in each of two lanes, events before replay. A batch stays until
 * it is acknowledged; what the collector cannot take now is tried again, ever more slowly.
 */

import { backOff, isPassing, post, pristine } from './pristine.js';
import type { Problem, Stored } from './protocol.js';
import type { Trip } from './host.js';
import type { Slice, Stream } from './queue.js';

const TIMEOUT_MS = 60_000; // a megabyte at 140 kbit/s
const BEACON_CHARS = 60_000;
const BEACON_PAUSE_MS = 1_500; // a beacon's answer is never seen: give it time before asking again

export interface Parcels {
  url(slice: Slice): string;
  /** What is posted in a text's place, if anything. */
  pack(text: string): Promise<BodyInit> | undefined;
  /** `null` where a batch was given up. */
  acknowledged(slice: Slice, stored: Stored | null, trip?: Trip): void;
  /**
   * Deals with a 4xx answer: drops, changes or renumbers the batch, or stops everything; false
   * where it cannot yet, and the batch has to wait.
   */
  refused(slice: Slice, problem: Partial<Problem>): boolean;
  status(state: 'stored' | 'sending' | 'offline'): void;
}

export interface Transport {
  add(slice: Slice): void;
  /** What is not acknowledged yet. */
  readonly waiting: Record<Stream, Slice[]>;
  /** Takes a batch off the lane. */
  done(slice: Slice, stored: Stored | null, trip?: Trip): void;
  /** Sends all now; true when all is acknowledged, false after the first failure. */
  flush(): Promise<boolean>;
  /** Hands to the browser what waits, for the time after this page. */
  beacon(): void;
  /** Tries at once, for instance when the network is back. */
  retry(): void;
  stop(): void;
}

export function makeTransport(parcels: Parcels): Transport {
  const waiting: Record<Stream, Slice[]> = { events: [], replay: [] };
  const busy = new Set<Stream>();
  const beaconed = new Set<string>();
  const flushing: ((isDone: boolean) => void)[] = [];
  let failures = 0;
  let notBefore = 0;
  let timer: number | undefined;
  let isStopped = false;

  function pump(): void {
    const wait = notBefore - performance.now();
    if (isStopped) return;
    if (wait > 0) {
      pristine.clearTimeout(timer);
      timer = pristine.setTimeout(pump, wait);
    } else if (waiting.events[0]) void run(waiting.events[0]);
    else if (waiting.replay[0]) void run(waiting.replay[0]);
    else settle(true);
  }

  function settle(isDone: boolean): void {
    flushing.splice(0).forEach((tell) => tell(isDone));
    parcels.status(isDone ? 'stored' : 'offline');
  }

  async function run(slice: Slice): Promise<void> {
    if (busy.has(slice.stream)) return;
    busy.add(slice.stream);
    parcels.status('sending');
    const wait = await send(slice).catch(() => 0); // 0: no network, or no answer in time
    busy.delete(slice.stream);
    if (isStopped) return;
    if (wait < 0) failures = 0;
    else {
      notBefore = performance.now() + Math.max(wait, backOff(failures++));
      settle(false);
    }
    pump();
  }

  /** Posts a batch: answers the least ms to wait before trying again, or -1 to go on. */
  async function send(slice: Slice): Promise<number> {
    const cancel = new AbortController();
    const alarm = pristine.setTimeout(() => cancel.abort(), TIMEOUT_MS);
    try {
      const packing = parcels.pack(slice.text);
      const body = packing ? await packing : slice.text;
      const sent = performance.now();
      const answer = await post(parcels.url(slice), body, { signal: cancel.signal });
      const received = performance.now();
      const { status } = answer;
      if (answer.ok) done(slice, (await answer.json()) as Stored, { sent, received });
      else if (isPassing(status)) {
        return Number(answer.headers.get('Retry-After') ?? 0) * 1_000;
      } else {
        const problem = (await answer.json().catch(() => ({}))) as Partial<Problem>;
        if (!parcels.refused(slice, { ...problem, status })) return 0;
      }
      return -1;
    } finally {
      pristine.clearTimeout(alarm);
    }
  }

  function done(slice: Slice, stored: Stored | null, trip?: Trip): void {
    waiting[slice.stream] = waiting[slice.stream].filter((other) => other !== slice);
    parcels.acknowledged(slice, stored, trip);
  }

  return {
    waiting,
    done,
    add(slice) {
      waiting[slice.stream].push(slice);
      pump();
    },
    flush() {
      notBefore = 0;
      return new Promise((tell) => {
        if (isStopped) return tell(false);
        flushing.push(tell);
        pump();
      });
    },
    beacon() {
      for (const slice of [...waiting.events, ...waiting.replay]) {
        if (slice.text.length > BEACON_CHARS || beaconed.has(slice.id)) continue;
        if (pristine.sendBeacon?.(parcels.url(slice), slice.text)) beaconed.add(slice.id);
      }
      notBefore = Math.max(notBefore, performance.now() + BEACON_PAUSE_MS);
    },
    retry() {
      notBefore = failures = 0;
      pump();
    },
    stop() {
      isStopped = true;
      settle(false);
    },
  };
}

/**
 * Batching: events gather in an open slice, which is cut after a second, a hundred events or
 * 60 KB. The slice has its number from its first event on, so that its copies (in the log, in a
 * beacon, in a request) are one batch for the collector.
 */

import type { Log } from './log.js';
import { pristine } from './pristine.js';
import { VERSION } from './protocol.js';
import type { Tab } from './tab.js';

export type Stream = 'events' | 'replay';

/** A batch as text: what is logged, beaconed and posted, letter by letter the same. */
export interface Slice {
  id: string; // stream/session/tab/seq
  stream: Stream;
  token: string;
  n: number; // events
  text: string;
  /** Logged while it was still open: more may have been sent under its number. */
  partial?: boolean;
  /** Taken over from a page that is gone. */
  recovered?: boolean;
}

/** What a slice's id says. */
export function nameOf({ id }: Slice): { session: string; tab: string; seq: number } {
  const [, session = '', tab = '', seq] = id.split('/');
  return { session, tab, seq: Number(seq) };
}

export interface QueueOptions {
  stream: Stream;
  session: string;
  token: string;
  tab: Tab;
  log: Log;
  /** Limits of one slice: UTF-8 bytes, items, and ms from its first item. */
  bytes: number;
  count: number;
  wait_ms: number;
  now: () => number;
  /** Further fields of the envelope, as JSON members with a comma behind. */
  more: () => string;
  /** Gets the id of each slice with its first item. */
  made: Set<string>;
  /** Takes a slice that was cut. */
  ready: (slice: Slice) => void;
}

export interface Queue {
  /** Adds an item, as JSON text. */
  push(item: string): void;
  /** Cuts what is open; nothing where nothing is. */
  cut(): void;
  /** Makes a slice of its own, without items, of further envelope members. */
  whole(members: string): void;
  /** Forgets what is open. */
  clear(): void;
  /** How many items are open. */
  size(): number;
}

// At most three bytes of UTF-8 a character; nearly all that is told is ASCII, and not worth encoding.
const BEYOND_ASCII = /[^\x00-\x7f]/;

export function makeQueue(options: QueueOptions): Queue {
  const { stream, session, token, tab, log } = options;
  let items: string[] = [];
  let size = 0;
  let seq = -1;
  let name = '';
  let more = '';
  let cutTimer: number | undefined;
  let isLogged = true;

  const id = (): string => `${stream}/${session}/${name}/${seq}`;

  function slice(partial: boolean): Slice {
    const head = `{"stream":"${stream}","v":${VERSION},"tab":"${name}","seq":${seq},${more}`;
    const text = `${head}"sent_t":${options.now()},"events":[${items.join(',')}]}`;
    return { id: id(), stream, token, n: items.length, text, partial };
  }

  function begin(members: string): void {
    name = tab.id();
    seq = tab.add(stream);
    more = members;
    options.made.add(id());
  }

  function cut(): void {
    pristine.clearTimeout(cutTimer);
    cutTimer = undefined;
    if (seq < 0) return;
    const done = slice(false);
    items = [];
    size = 0;
    seq = -1;
    if (stream === 'events') tab.add('made', done.n);
    log.put(done);
    options.ready(done);
  }

  // Rewriting a large open slice would cost more than it saves.
  if (stream === 'events') {
    log.open = () => {
      if (seq < 0 || isLogged) return undefined;
      isLogged = true;
      return slice(true);
    };
  }

  return {
    cut,
    push(item) {
      const bytes = item.length * (BEYOND_ASCII.test(item) ? 3 : 1) + 1;
      if (seq >= 0 && size + bytes > options.bytes) cut();
      if (seq < 0) begin(options.more());
      items.push(item);
      size += bytes;
      if (items.length >= options.count || size >= options.bytes) return cut();
      cutTimer ??= pristine.setTimeout(cut, options.wait_ms);
      isLogged = false;
      log.soon();
    },
    whole(members) {
      cut();
      begin(options.more() + members);
      cut();
    },
    clear() {
      items = [];
      seq = -1;
      cut();
    },
    size: () => items.length,
  };
}

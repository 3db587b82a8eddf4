/**
 * The way of frames and sound to the collector: one at a time, after the events, kept in IndexedDB
 * until they are acknowledged, so that the next page of this origin sends what this one could not.
 */

import type { Host } from '../host.js';
import type { Problem } from '../protocol.js';
import { backOff, isPassing } from '../pristine.js';
import { openShelf, type Piece } from './shelf.js';

const MAX_WAITING_BYTES = 64_000_000; // in memory; beyond, frames give way before sound does
const EVENTS_FIRST_MS = 300;

export type Kind = 'frame' | 'audio';

export interface Mailbox {
  /** Takes a piece; its number is its place in this document's stream of that kind. */
  post(kind: Kind, first_t: number, last_t: number, about: object, bytes: ArrayBuffer): void;
  /** How many pieces of a kind this document has made. */
  made(kind: Kind): number;
  /** Resolves when nothing waits any more. */
  settled(): Promise<void>;
  /** Stops sending; `isErased` forgets all that waits, here and in IndexedDB. */
  stop(isErased: boolean): void;
}

/** Lets work run beside: an error in it is counted, and never becomes the page's. */
export const runner = (host: Host) => {
  const count = host.guard((error: unknown) => {
    throw error;
  });
  return (work: Promise<unknown>): void => void work.catch(count);
};

/** @param refused A kind is not taken any more, and why: a code of the protocol. */
export function openMailbox(
  host: Host,
  name: string,
  refused: (kind: Kind, code: string) => void,
): Mailbox {
  const shelf = openShelf();
  const counts: Record<Kind, number> = { frame: 0, audio: 0 };
  const closed = new Set<Kind>();
  const waiting: Piece[] = [];
  let tells: (() => void)[] = [];
  let failures = 0;
  let timer: number | undefined;
  let isBusy = false;
  let isStopped = false;
  const run = runner(host);

  function later(ms: number): void {
    if (isStopped) return;
    host.pristine.clearTimeout(timer);
    timer = host.pristine.setTimeout(() => run(pump()), ms);
  }

  async function pump(): Promise<void> {
    if (isBusy || isStopped) return;
    const [piece] = waiting;
    if (!piece) {
      tells.splice(0).forEach((tell) => tell());
      return;
    }
    // Events come first: while any wait, the line is theirs.
    if (host.delivery.transport.waiting.events.length && !failures) return later(EVENTS_FIRST_MS);
    isBusy = true;
    const isSent = await send(piece).catch(() => false); // no network
    isBusy = false;
    if (isStopped) return;
    if (!isSent) return later(backOff(failures++));
    failures = 0;
    take(piece);
    run(pump());
  }

  /** @returns false where another try may change the answer */
  async function send({ token, head, bytes, kind }: Piece): Promise<boolean> {
    const answer = await host.pristine.fetch(`${host.base}/collect/v1/media?token=${token}`, {
      method: 'POST', credentials: 'omit', body: new Blob([head, '\n', bytes], { type: 'text/plain' }),
    });
    if (answer.ok) return true;
    if (isPassing(answer.status)) return false;
    const { code = '' } = (await answer.json().catch(() => ({}))) as Partial<Problem>;
    host.delivery.counts.dropped += 1;
    const isOver = [401, 403, 410].includes(answer.status) || /^(?:session_closed|media_full)$/.test(code);
    if (isOver && token === host.token && !closed.has(kind)) {
      closed.add(kind);
      refused(kind, code);
      for (const other of waiting.filter((one) => one.kind === kind && one.token === token)) take(other);
    }
    return true;
  }

  function take(piece: Piece): void {
    const at = waiting.indexOf(piece);
    if (at >= 0) waiting.splice(at, 1);
    shelf.drop(piece.id);
  }

  function makeRoom(): void {
    let bytes = waiting.reduce((sum, piece) => sum + piece.bytes.byteLength, 0);
    for (const kind of ['frame', 'audio'] as const) {
      for (const piece of waiting.slice(1)) {
        if (bytes <= MAX_WAITING_BYTES) return;
        if (piece.kind !== kind) continue;
        bytes -= piece.bytes.byteLength;
        host.delivery.counts.dropped += 1;
        take(piece);
      }
    }
  }

  run(shelf.left(host.session).then((left) => {
    if (isStopped) return;
    waiting.unshift(...left.filter(({ id }) => !waiting.some((piece) => piece.id === id)));
    run(pump());
  }));

  return {
    made: (kind) => counts[kind],
    post(kind, first_t, last_t, about, bytes) {
      if (isStopped || closed.has(kind) || !bytes.byteLength) return;
      const seq = counts[kind]++;
      const head = host.pristine.stringify({ kind, v: 1, tab: name, seq, first_t, last_t, about });
      const id = `${host.session}/${kind}/${name}/${String(seq).padStart(6, '0')}`;
      const piece: Piece = { id, kind, token: host.token, head, bytes };
      waiting.push(piece);
      shelf.put(piece);
      makeRoom();
      run(pump());
    },
    settled: () =>
      new Promise((tell) => {
        if (isStopped) return tell();
        tells.push(tell);
        host.pristine.clearTimeout(timer);
        run(pump());
      }),
    stop(isErased) {
      isStopped = true;
      host.pristine.clearTimeout(timer);
      if (isErased) shelf.clear(host.session);
      tells.splice(0).forEach((tell) => tell());
      tells = [];
    },
  };
}

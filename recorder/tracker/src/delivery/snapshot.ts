/**
 * Notices when the first snapshot of a document is stored: from then on the page can be shown as
 * the participant saw it, and a task may start.
 *
 * A full snapshot is an event of type 2 (rrweb's), whole or, where it is large, in pieces. It gets
 * a batch of its own end, and counts once that batch is stored; the lane keeps the order of the rest.
 */

import type { Delivery, Host } from '../host.js';
import type { Queue, Slice } from '../queue.js';

const FULL = '{"type":2,';
const PIECE = /^"part":(\d+),"parts":(\d+),"text":"(\[\{\\"type\\":2,)?/;
const LATE = 'no snapshot of a page was stored before a task on it could start';

export function watchSnapshot(host: Host): void {
  const { delivery } = host;
  const { open } = delivery;
  let last: Slice | undefined;

  function ends(): void {
    last ??= delivery.transport.waiting.replay.at(-1);
  }
  delivery.open = (limits) => {
    const queue = open(limits);
    return limits.stream === 'replay' ? watched(queue, ends) : queue;
  };
  delivery.overdue = () => overdue(delivery);
  host.on('stored', ({ slice, stored }) => {
    if (slice !== last) return;
    last = undefined;
    if (!stored || delivery.has_snapshot) return;
    delivery.has_snapshot = true;
    host.tell('snapshot', null);
  });
}

/** A task may start without a snapshot: the session's health says so, and why as far as is known. */
function overdue(delivery: Delivery): void {
  delivery.counts.note ??= delivery.recorder ? LATE : `${LATE}: its recorder did not load`;
  delivery.recorder ??= 'blocked';
}

/** Calls once a full snapshot is cut and waits to be sent. */
function watched(queue: Queue, ends: () => void): Queue {
  let isSnapshot = false;
  return {
    ...queue,
    push(item) {
      queue.push(item);
      if (!item.startsWith(FULL)) return;
      queue.cut(); // nothing can be shown without it
      ends();
    },
    whole(members) {
      queue.whole(members);
      const [, part, parts, full] = PIECE.exec(members) ?? [];
      if (part === '0') isSnapshot = full !== undefined;
      if (isSnapshot && Number(part) + 1 === Number(parts)) ends();
    },
  };
}

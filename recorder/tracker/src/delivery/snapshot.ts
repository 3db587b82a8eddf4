/**
 * Notices when the first snapshot of a document is stored: from then on the page can be shown as
 * the participant saw it, and a task may start.
 */

import type { Host } from '../host.js';
import type { Slice } from '../queue.js';

export function watchSnapshot(host: Host): void {
  const { delivery } = host;
  let last: Slice | undefined;
  delivery.snapshot = () => {
    // The lane keeps its order: with its last batch all of the snapshot is answered.
    last ??= delivery.transport.waiting.replay.at(-1);
    delivery.recorder ??= 'full';
  };
  host.on('stored', ({ slice, stored }) => {
    if (slice !== last) return;
    last = undefined;
    if (!stored || delivery.has_snapshot) return;
    delivery.has_snapshot = true;
    host.tell('snapshot', null);
  });
}

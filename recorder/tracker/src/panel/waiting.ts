/** Waiting: for a moment, and for what has to arrive before a session closes. */

import type { Host } from '../host.js';

export function pause(host: Host, ms: number): Promise<void> {
  return new Promise((done) => host.pristine.setTimeout(() => done(), ms));
}

/** What is sent beside the batches (sound, pictures) has to arrive before the session closes. */
export async function lastWords(host: Host): Promise<void> {
  const waits: Promise<unknown>[] = [];
  host.tell('closing', waits);
  await Promise.all(waits);
}

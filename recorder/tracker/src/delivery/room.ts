/**
 * What happens when there is no room in the browser: the recording gives way before any event does.
 *
 * Its batches leave the log and wait in memory alone; one that is not stored before the page goes
 * is lost, which the session's health counts. Events are written once more, and if there is still
 * no room, or no database at all, copied into `localStorage`.
 */

import type { Delivery } from '../host.js';
import { STORE, type Wishes } from '../log.js';

const NOTE = 'the browser had no room: the recording gave way to the events';

export function keepRoom({ log, counts }: Delivery): void {
  const { put, drop } = log;
  const homeless = new Set<string>(); // ids of replay batches that only memory holds
  let isFull = false;

  function evict(id: string): void {
    if (homeless.has(id)) return;
    homeless.add(id);
    counts.gave_way += 1;
    counts.note ??= NOTE;
  }

  log.put = (slice) => {
    if (isFull && slice.stream === 'replay') return evict(slice.id);
    if (isFull) drop(slice.id); // a copy of an older form
    put(slice);
  };
  log.drop = (id) => {
    if (homeless.delete(id)) counts.gave_way -= 1; // stored after all
    drop(id);
  };
  log.failed = (taken) => void giveWay(taken);

  async function giveWay(taken: Wishes): Promise<void> {
    const wasFull = isFull;
    isFull = true;
    const rest = taken.filter(([id, slice]) => slice?.stream !== 'replay' || evict(id));
    const db = await log.database();
    if (db && !wasFull) await makeRoom(db);
    if (!db || wasFull) log.secure(rest.flatMap(([, slice]) => slice ?? []));
    // Taking out needs no room; where there is no database, there is nothing to take out of it.
    const again = wasFull ? rest.filter(([, slice]) => !slice) : rest;
    if (db) for (const [id, slice] of again) slice ? put(slice) : drop(id);
  }

  function makeRoom(db: IDBDatabase): Promise<unknown> {
    const work = db.transaction(STORE, 'readwrite');
    const batches = work.objectStore(STORE);
    const replay = IDBKeyRange.bound('replay/', 'replay0'); // '0' follows '/'
    batches.getAllKeys(replay).onsuccess = ({ target }) =>
      (target as IDBRequest<string[]>).result.forEach(evict);
    batches.delete(replay);
    return new Promise((done) => (work.oncomplete = work.onabort = done));
  }
}

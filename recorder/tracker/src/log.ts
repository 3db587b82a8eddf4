/**
 * The write-ahead log: batches lie in IndexedDB from before they are sent until they are
 * acknowledged. It can be used at once: until the database has opened, writes wait in memory.
 *
 * A transaction costs the page as much as dozens of events, so all that comes within half a second
 * shares one, and a batch that is acknowledged by then is never written at all.
 */

import { dropLast, keepLast } from './last.js';
import { pristine } from './pristine.js';
import type { Slice } from './queue.js';

export const STORE = 'batches';
const GATHER_MS = 500; // the write itself included, a crash costs less than a second

export interface Log {
  /** Writes a batch, or its newer form under the same id, with the next transaction. */
  put(slice: Slice): void;
  drop(id: string): void;
  /** Has an open batch written with the next transaction, in the form that it has then. */
  soon(): void;
  /** Asked before each transaction for the batch of events that is open, if it has changed. */
  open: (() => Slice | undefined) | undefined;
  /** The page may be about to go: writes at once, and copies the given batches for `localStorage`. */
  secure(slices: readonly Slice[]): void;
  /** Takes what could not be written; set with the capture chunk. */
  failed: ((taken: Wishes) => void) | undefined;
  /** The database once it has opened; undefined where there is none. */
  database(): Promise<IDBDatabase | undefined>;
}

/** Batches to write, by id, and null for those to take out. */
export type Wishes = [id: string, slice: Slice | null][];

export function openLog(): Log {
  const pending = new Map<string, Slice | null>();
  const given = new Set<string>(); // ids that the database may have
  const copied = new Set<string>();
  let timer: number | undefined;
  let db: IDBDatabase | null | undefined; // null: there is none
  const opened = openDatabase().then((got) => {
    db = got;
    write();
    return got ?? undefined;
  });

  function write(): void {
    pristine.clearTimeout(timer);
    timer = undefined;
    const open = log.open?.();
    if (open) pending.set(open.id, open);
    if (db === undefined || !pending.size) return;
    const taken = [...pending];
    pending.clear();
    try {
      if (!db) throw 0;
      // Relaxed outlives the browser, if not the machine's power, and waits for no disk.
      const work = db.transaction(STORE, 'readwrite', { durability: 'relaxed' });
      const batches = work.objectStore(STORE);
      for (const [id, slice] of taken) slice ? given.add(id) && batches.put(slice) : batches.delete(id);
      work.onabort = () => log.failed?.(taken);
    } catch {
      db = null; // or it was closed under us
      log.failed?.(taken);
    }
  }

  function soon(): void {
    timer ??= pristine.setTimeout(write, GATHER_MS);
  }

  const log: Log = {
    soon,
    open: undefined,
    database: () => opened,
    put(slice) {
      pending.set(slice.id, slice);
      soon();
    },
    drop(id) {
      const isNew = pending.has(id) && !given.has(id);
      if (copied.delete(id) || !(isNew || given.has(id))) dropLast(id);
      // What was never given to the database need not be taken out of it.
      if (isNew) return void pending.delete(id);
      given.delete(id);
      pending.set(id, null);
      soon();
    },
    secure(slices) {
      write();
      const bare = slices.filter(({ id }) => !copied.has(id));
      for (const { id } of bare) copied.add(id);
      keepLast(bare);
    },
    failed: undefined,
  };
  return log;
}

/** Null where there is none: in private windows of some browsers. */
async function openDatabase(): Promise<IDBDatabase | null> {
  try {
    const asked = indexedDB.open('thinkaloud', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: 'id' });
    await new Promise((done, failed) => {
      asked.onsuccess = done;
      asked.onerror = failed;
    });
    asked.result.onversionchange = () => asked.result.close();
    return asked.result;
  } catch {
    return null;
  }
}

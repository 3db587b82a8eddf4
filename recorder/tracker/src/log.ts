/**
 * The write-ahead log: batches lie in IndexedDB from before they are sent until they are
 * acknowledged. It can be used at once: until the database has opened, writes wait in memory.
 */

import type { Slice } from './queue.js';

export const STORE = 'batches';

export interface Log {
  /** Writes a batch, or its newer form under the same id. */
  put(slice: Slice): void;
  drop(id: string): void;
  /** The database once it has opened; undefined where there is none. */
  database(): Promise<IDBDatabase | undefined>;
}

export function openLog(): Log {
  const pending = new Map<string, Slice | null>();
  let isWriting = false;
  let isFull = false;
  let db: IDBDatabase | undefined;
  const opened = open().then(
    (got) => {
      db = got;
      got.onversionchange = () => got.close();
      write();
    },
    () => undefined, // private windows of some browsers: the memory queue has to do
  );

  function write(): void {
    if (!db || isWriting || !pending.size) return;
    const taken = [...pending];
    pending.clear();
    try {
      const work = db.transaction(STORE, 'readwrite', { durability: 'relaxed' });
      const batches = work.objectStore(STORE);
      if (isFull) batches.delete(IDBKeyRange.bound('replay/', 'replay0')); // '0' follows '/'
      for (const [id, slice] of taken) slice ? batches.put(slice) : batches.delete(id);
      isWriting = true;
      work.oncomplete = work.onabort = ({ type }) => {
        isWriting = false;
        if (type === 'abort' && !isFull) giveWay(taken);
        write();
      };
    } catch {
      db = undefined; // the database was closed under us
    }
  }

  /** There is no room: replay leaves the log, events are written once more. */
  function giveWay(taken: [string, Slice | null][]): void {
    isFull = true;
    for (const [id, slice] of taken) {
      if (slice?.stream !== 'replay' && !pending.has(id)) pending.set(id, slice);
    }
  }

  function put(id: string, slice: Slice | null): void {
    if (isFull && slice?.stream === 'replay') return;
    pending.set(id, slice);
    write();
  }

  return {
    database: () => opened.then(() => db),
    put: (slice) => put(slice.id, { ...slice }),
    drop: (id) => put(id, null),
  };
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open('thinkaloud', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: 'id' });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });
}

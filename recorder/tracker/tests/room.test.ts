import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';

import { keepRoom } from '../src/delivery/room.js';
import { openLog, STORE, type Log } from '../src/log.js';
import type { Slice } from '../src/queue.js';
import { delivery, forgetAll, slice } from './slices.js';

const SOON = { timeout: 4_000 };
const replay = (seq: number): Slice => slice(seq, { id: `replay/s1/tabone/${seq}`, stream: 'replay' });

beforeEach(async () => {
  vi.restoreAllMocks();
  forgetAll();
  await new Promise((done) => {
    indexedDB.deleteDatabase('thinkaloud').onsuccess = done;
  });
});

async function ids(log: Log): Promise<string[]> {
  const db = await log.database();
  return new Promise((resolve) => {
    const asked = db?.transaction(STORE).objectStore(STORE).getAllKeys();
    if (asked) asked.onsuccess = () => resolve(asked.result as string[]);
    else resolve([]);
  });
}

/** The quota is the browser's: here a put that breaks it aborts its transaction, as there. */
function full(times: number): void {
  const { put } = IDBObjectStore.prototype;
  let left = times;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value: unknown) {
    if (left-- > 0) this.transaction.abort();
    else return put.call(this, value);
    return {} as IDBRequest<IDBValidKey>;
  });
}

function kept() {
  const log = openLog();
  const made = delivery({}, log);
  keepRoom(made);
  return { log, counts: made.counts, close: async () => (await log.database())?.close() };
}

it('lets the recording give way to the events, and says so', async () => {
  const { log, counts, close } = kept();
  log.put(replay(9));
  await vi.waitFor(async () => expect(await ids(log)).toEqual([replay(9).id]), SOON);
  full(1);
  log.put(slice(0));
  await vi.waitFor(async () => expect(await ids(log)).toEqual([slice(0).id]), SOON);
  log.put(replay(10));
  log.put(slice(1));
  await vi.waitFor(async () => expect(await ids(log)).toEqual([slice(0).id, slice(1).id]), SOON);
  expect(counts.gave_way).toBe(2);
  expect(counts.note).toContain('no room');
  await close();
});

it('counts a batch of the recording as there once it is stored after all', async () => {
  const { log, counts, close } = kept();
  full(1);
  log.put(slice(0));
  await vi.waitFor(async () => expect(await ids(log)).toEqual([slice(0).id]), SOON);
  log.put(replay(10));
  expect(counts.gave_way).toBe(1);
  log.drop(replay(10).id);
  expect(counts.gave_way).toBe(0);
  await close();
});

it('copies events elsewhere where the database takes not even them', async () => {
  const { log, close } = kept();
  await log.database();
  full(100);
  log.put(slice(0));
  const key = `thinkaloud.last/${slice(0).id}`;
  await vi.waitFor(() => expect(localStorage.getItem(key)).not.toBeNull(), SOON);
  log.drop(slice(0).id);
  expect(localStorage.getItem(key)).toBeNull();
  await close();
});

it('copies events elsewhere where there is no database', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  const { log } = kept();
  log.put(slice(0));
  const key = `thinkaloud.last/${slice(0).id}`;
  await vi.waitFor(() => expect(localStorage.getItem(key)).not.toBeNull(), SOON);
});

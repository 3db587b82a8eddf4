import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';

import { openLog, STORE, type Log } from '../src/log.js';
import type { Slice } from '../src/queue.js';
import { slice } from './slices.js';

beforeEach(async () => {
  await new Promise((done) => {
    indexedDB.deleteDatabase('thinkaloud').onsuccess = done;
  });
});

async function held(log: Log): Promise<Slice[]> {
  const db = await log.database();
  if (!db) return [];
  return new Promise((resolve) => {
    const asked = db.transaction(STORE).objectStore(STORE).getAll();
    asked.onsuccess = () => resolve(asked.result as Slice[]);
  });
}

const close = async (log: Log): Promise<void> => void (await log.database())?.close();

it('takes writes before the database has opened', async () => {
  const log = openLog();
  log.put(slice(0));
  log.put(slice(1));
  await vi.waitFor(async () => expect(await held(log)).toHaveLength(2));
  await close(log);
});

it('keeps the newest form of a batch', async () => {
  const log = openLog();
  log.put(slice(0, { text: 'short', partial: true }));
  log.put(slice(0, { text: 'whole', partial: false }));
  await vi.waitFor(async () => expect(await held(log)).toMatchObject([{ text: 'whole', partial: false }]));
  await close(log);
});

it('drops what is acknowledged, even if it was never written', async () => {
  const log = openLog();
  log.put(slice(0));
  log.put(slice(1));
  log.drop(slice(0).id);
  await vi.waitFor(async () => expect((await held(log)).map(({ id }) => id)).toEqual([slice(1).id]));
  await close(log);
});

it('is read by the page that comes after', async () => {
  const log = openLog();
  log.put(slice(0));
  await vi.waitFor(async () => expect(await held(log)).toHaveLength(1));
  await close(log);
  const next = openLog();
  expect(await held(next)).toMatchObject([{ id: slice(0).id }]);
  await close(next);
});

it('writes what comes together in one transaction, and never what was acknowledged meanwhile', async () => {
  const log = openLog();
  const begun = vi.spyOn((await log.database()) as IDBDatabase, 'transaction');
  log.put(slice(0));
  log.drop(slice(0).id);
  log.put(slice(1));
  log.put(slice(2));
  await vi.waitFor(async () => expect(await held(log)).toHaveLength(2));
  const writes = begun.mock.calls.filter(([, mode]) => mode === 'readwrite');
  expect(writes).toHaveLength(1);
  await close(log);
});

it('asks for the batch that is open before it writes', async () => {
  const log = openLog();
  log.open = () => slice(4, { partial: true });
  log.soon();
  await vi.waitFor(async () => expect(await held(log)).toMatchObject([{ id: slice(4).id, partial: true }]));
  await close(log);
});

it('writes at once when the page may go, and leaves a copy that is gone once it is stored', async () => {
  const log = openLog();
  await log.database();
  log.put(slice(0));
  log.secure([slice(0)]);
  expect(await held(log)).toHaveLength(1);
  const key = `thinkaloud.last/${slice(0).id}`;
  expect(localStorage.getItem(key)).toContain(slice(0).id);
  log.drop(slice(0).id);
  expect(localStorage.getItem(key)).toBeNull();
  await close(log);
});

it('does without a database where the browser has none', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  const log = openLog();
  log.put(slice(0));
  expect(await log.database()).toBeUndefined();
});

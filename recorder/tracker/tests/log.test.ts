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

it('keeps a batch as it was when it was put', async () => {
  const log = openLog();
  const given = slice(0);
  log.put(given);
  given.text = 'changed later';
  await vi.waitFor(async () => expect((await held(log))[0]?.text).toBe(slice(0).text));
  await close(log);
});

it('lets replay give way to events where there is no room', async () => {
  const log = openLog();
  log.put(slice(9, { id: 'replay/s1/t/9', stream: 'replay' }));
  await vi.waitFor(async () => expect(await held(log)).toHaveLength(1));
  const add = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(function (this: IDBObjectStore) {
    this.transaction.abort();
    return {} as IDBRequest<IDBValidKey>;
  });
  log.put(slice(0));
  await vi.waitFor(async () => expect((await held(log)).map(({ id }) => id)).toEqual([slice(0).id]));
  log.put(slice(10, { id: 'replay/s1/t/10', stream: 'replay' }));
  log.put(slice(1));
  await vi.waitFor(async () => expect(await held(log)).toHaveLength(2));
  expect(add).toHaveBeenCalled();
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

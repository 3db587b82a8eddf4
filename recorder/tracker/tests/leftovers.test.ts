import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';

import { drainLeftovers, leftovers } from '../src/delivery/leftovers.js';
import type { Host } from '../src/host.js';
import { keepLast } from '../src/last.js';
import { openLog } from '../src/log.js';
import type { Slice } from '../src/queue.js';
import { delivery, forgetAll, slice } from './slices.js';

beforeEach(async () => {
  forgetAll();
  await new Promise((done) => {
    indexedDB.deleteDatabase('thinkaloud').onsuccess = done;
  });
});

async function logOf(...slices: Slice[]) {
  const log = openLog();
  slices.forEach(log.put);
  const db = await log.database();
  await vi.waitFor(async () => expect(await count(db)).toBe(slices.length));
  return { log, close: () => db?.close() };
}

const count = (db: IDBDatabase | undefined): Promise<number> =>
  new Promise((resolve) => {
    if (!db) return resolve(0);
    const asked = db.transaction('batches').objectStore('batches').count();
    asked.onsuccess = () => resolve(asked.result);
  });

it('takes up what a dead tab has left, oldest first', async () => {
  const { log, close } = await logOf(slice(10), slice(9), slice(2));
  const found = await leftovers(delivery({}, log));
  expect(found.map(({ id }) => id.split('/')[3])).toEqual(['2', '9', '10']);
  close();
});

it('leaves a living tab its own', async () => {
  const { log, close } = await logOf(slice(0));
  localStorage.setItem('thinkaloud.claim.s1.tabone', `${Date.now() + 5_000}`);
  expect(await leftovers(delivery({}, log))).toEqual([]);
  close();
});

it('does not take what this page has made itself', async () => {
  const { log, close } = await logOf(slice(0));
  const own = delivery({}, log);
  own.made.add(slice(0).id);
  expect(await leftovers(own)).toEqual([]);
  close();
});

it('takes what earlier pages of the same tab have left', async () => {
  const own = delivery({});
  const id = `events/s1/${own.tab.id()}/4`;
  const { log, close } = await logOf(slice(4, { id }));
  expect(await leftovers({ ...own, log })).toMatchObject([{ id }]);
  close();
});

it('prefers the last copy, which is whole, to a partial one in the log', async () => {
  const { log, close } = await logOf(slice(3, { text: 'part', partial: true }));
  keepLast([slice(3, { text: 'whole' })]);
  expect(await leftovers(delivery({}, log))).toMatchObject([{ text: 'whole' }]);
  close();
});

it('drains at the start and whenever the page is shown again, each batch once', async () => {
  keepLast([slice(0)]);
  const sent: Slice[] = [];
  const listeners: Record<string, (what: unknown) => void> = {};
  const host = {
    session: 's1',
    pristine: { setInterval: () => 0, clearInterval: () => undefined },
    delivery: delivery({ add: (given) => void sent.push(given) }),
    flush: () => Promise.resolve(true),
    guard: (fn: () => void) => fn,
    on: (name: string, fn: (what: unknown) => void) => {
      listeners[name] = fn;
      return () => undefined;
    },
  } as unknown as Host;
  drainLeftovers(host);
  await vi.waitFor(() => expect(sent).toMatchObject([{ id: slice(0).id, recovered: true }]));
  keepLast([slice(1)]);
  listeners['shown']?.(null);
  await vi.waitFor(() => expect(sent.map(({ id }) => id)).toEqual([slice(0).id, slice(1).id]));
});

it('keeps as much as an origin can bear', () => {
  const large = 'x'.repeat(400_000);
  keepLast([0, 1, 2, 3].map((seq) => slice(seq, { text: large })));
  const kept = Object.keys(localStorage).filter((key) => key.startsWith('thinkaloud.last/'));
  expect(kept).toHaveLength(2);
});

/** A page that is about to close the session. */
function closing(sent: Slice[], meanwhile: () => void = () => undefined) {
  const made = delivery({ add: (given) => void sent.push(given) });
  const host = {
    session: 's1',
    pristine: { setInterval: () => 0, clearInterval: () => undefined, setTimeout: (fn: () => void) => (meanwhile(), fn()) },
    delivery: made,
    flush: () => Promise.resolve(true),
    guard: (fn: () => void) => fn,
    on: () => () => undefined,
  } as unknown as Host;
  drainLeftovers(host);
  return made;
}

it('takes over what a tab has left that crashed a moment ago, before the session is closed', async () => {
  localStorage.setItem('thinkaloud.claim.s1.tabone', `${Date.now() + 5_000}`);
  keepLast([slice(0)]);
  const sent: Slice[] = [];
  const page = closing(sent);
  await vi.waitFor(() => expect(page.gather).toBeDefined());
  await Promise.resolve();
  expect(sent).toEqual([]); // it may be alive
  await vi.waitFor(async () => {
    await page.gather?.();
    expect(sent).toMatchObject([{ id: slice(0).id }]);
  });
});

it('leaves a tab its own that answers before the session is closed', async () => {
  const claim = 'thinkaloud.claim.s1.tabone';
  const beat = (): void => localStorage.setItem(claim, `${Date.now() + 5_000}`);
  beat();
  keepLast([slice(0)]);
  const sent: Slice[] = [];
  const page = closing(sent, beat); // it hears the call
  await page.gather?.();
  expect(sent).toEqual([]);
});

it('asks a tab whose claim has run out before it takes what it has for left', async () => {
  const claim = 'thinkaloud.claim.s1.tabone';
  localStorage.setItem(claim, `${Date.now() - 60_000}`); // the machine slept meanwhile
  keepLast([slice(0)]);
  const sent: Slice[] = [];
  const heard = vi.fn(() => localStorage.setItem(claim, `${Date.now() + 5_000}`));
  closing(sent, heard);
  await vi.waitFor(() => expect(heard).toHaveBeenCalled());
  await new Promise((done) => setTimeout(done, 50));
  expect(sent).toEqual([]);
});

it('answers when another tab is about to close the session', () => {
  const page = closing([]);
  const claim = `thinkaloud.claim.s1.${page.tab.id()}`;
  localStorage.removeItem(claim);
  window.dispatchEvent(new StorageEvent('storage', { key: 'thinkaloud.call', newValue: '1' }));
  expect(localStorage.getItem(claim)).not.toBeNull();
});

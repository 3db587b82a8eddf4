import { beforeEach, expect, it } from 'vitest';

import { makeRepair } from '../src/delivery/repairs.js';
import type { Slice } from '../src/queue.js';
import { delivery, forgetAll, memoryLog, slice } from './slices.js';

beforeEach(forgetAll);

function desk(...waiting: Slice[]) {
  const done: string[] = [];
  const log = memoryLog();
  const made = delivery(
    { waiting: { events: waiting, replay: [] }, done: (given) => void done.push(given.id) },
    log,
  );
  return { repair: makeRepair(made), done, made, log };
}

const batch = (text: string): { tab: string; seq: number; events: unknown[] } =>
  JSON.parse(text) as { tab: string; seq: number; events: unknown[] };

it('takes the invalid events out, counts them, and keeps the number', () => {
  const given = slice(4, { n: 3, text: '{"tab":"tabone","seq":4,"events":[{"a":1},{"b":2},{"c":3}]}' });
  const { repair, done, made } = desk(given);
  repair(given, { code: 'invalid_batch', invalid: [0, 2] });
  expect(batch(given.text)).toEqual({ tab: 'tabone', seq: 4, events: [{ b: 2 }] });
  expect(made.counts.dropped).toBe(2);
  expect(done).toEqual([]);
});

it('sends an empty batch rather than leaving a gap', () => {
  const given = slice(0);
  const { repair, done } = desk(given);
  repair(given, { code: 'invalid_batch', invalid: [0] });
  expect(batch(given.text).events).toEqual([]);
  expect(done).toEqual([]);
});

it('gives a batch up that is refused for no reason that it could mend', () => {
  const given = slice(0, { n: 7 });
  const { repair, done, made } = desk(given);
  repair(given, { code: 'invalid_batch' });
  expect(done).toEqual([given.id]);
  expect(made.counts.dropped).toBe(7);
});

it('does not go round in circles over indexes that are not there', () => {
  const given = slice(0);
  const { repair, done } = desk(given);
  repair(given, { code: 'invalid_batch', invalid: [99] });
  expect(done).toEqual([given.id]);
});

it('takes a new tab name after a clash, for everything that waits under the old one', () => {
  const other = slice(8, { id: 'events/s1/othertab/8' });
  const waiting = [slice(0), slice(1), other];
  const { repair, made, log } = desk(...waiting);
  const before = made.tab.id();
  repair(waiting[0] as Slice, { code: 'seq_conflict' });
  expect(made.tab.id()).not.toBe(before);
  expect(waiting.slice(0, 2).map(({ text }) => batch(text))).toMatchObject([
    { tab: made.tab.id(), seq: 0 },
    { tab: made.tab.id(), seq: 1 },
  ]);
  expect(waiting[1]?.id).toBe(`events/s1/${made.tab.id()}/1`);
  expect(other.id).toBe('events/s1/othertab/8');
  expect(log.dropped).toEqual([slice(0).id, slice(1).id]);
  expect(log.written).toHaveLength(2);
});

it('takes a clash over a partial copy as a sign that the whole was stored', () => {
  const given = slice(0, { partial: true });
  const { repair, done, made } = desk(given);
  repair(given, { code: 'seq_conflict' });
  expect(done).toEqual([given.id]);
  expect(made.counts.dropped).toBe(0);
});

it('goes on without gzip once that has arrived damaged', () => {
  const given = slice(0);
  const { repair, done, made } = desk(given);
  made.pack = (text) => Promise.resolve(text);
  repair(given, { code: 'bad_gzip' });
  expect(made.pack).toBeUndefined();
  expect(done).toEqual([]);
  repair(given, { code: 'bad_gzip' });
  expect(done).toEqual([given.id]);
});

import { expect, it } from 'vitest';

import { watchSnapshot } from '../src/delivery/snapshot.js';
import type { Happenings, Host } from '../src/host.js';
import { makeQueue } from '../src/queue.js';
import { delivery, forgetAll, memoryLog, slice } from './slices.js';

const FULL = '{"type":2,"data":{},"timestamp":1}';
const OTHER = '{"type":3,"data":{"type":2,"x":1},"timestamp":1}';

function page() {
  forgetAll();
  const made = delivery({});
  const { replay } = made.transport.waiting;
  made.open = (limits) =>
    makeQueue({
      session: 's1', token: 'T', tab: made.tab, log: memoryLog(), made: made.made, wait_ms: 1_000,
      now: () => 0, ready: (cut) => void replay.push(cut), ...limits,
    });
  const listeners: ((what: Happenings['stored']) => void)[] = [];
  const told: string[] = [];
  watchSnapshot({
    delivery: made,
    on: (_: string, fn: (what: Happenings['stored']) => void) => listeners.push(fn),
    tell: (name: string) => void told.push(name),
  } as unknown as Host);
  /** The collector answers the oldest batch. */
  const answer = (isStored = true): void => {
    const stored = isStored ? { stored: [0], duplicate: false, server_ms: 1 } : null;
    const oldest = replay.shift() ?? slice(99);
    listeners.forEach((fn) => fn({ slice: oldest, stored, trip: undefined }));
  };
  const queue = made.open({ stream: 'replay', bytes: 10_000, count: 100, more: () => '' });
  return { made, queue, replay, told, answer };
}

it('has a snapshot once its batch is stored', () => {
  const { made, queue, replay, told, answer } = page();
  queue.push(OTHER);
  queue.push(FULL);
  expect(replay).toHaveLength(1); // cut at once
  expect(told).toEqual([]);
  answer();
  expect(told).toEqual(['snapshot']);
  expect(made.has_snapshot).toBe(true);
});

it('has it once the last piece of a large one is stored', () => {
  const { queue, told, answer } = page();
  queue.whole('"part":0,"parts":2,"text":"[{\\"type\\":2,",');
  queue.whole('"part":1,"parts":2,"text":"}]",');
  answer();
  expect(told).toEqual([]);
  answer();
  expect(told).toEqual(['snapshot']);
});

it('does not take anything else for a snapshot', () => {
  const { queue, told, answer } = page();
  queue.push(OTHER);
  queue.cut();
  queue.whole('"part":0,"parts":1,"text":"[{\\"type\\":3,",');
  answer();
  answer();
  expect(told).toEqual([]);
});

it('waits for the next where the collector does not take one', () => {
  const { made, queue, told, answer } = page();
  queue.push(FULL);
  answer(false);
  expect(made.has_snapshot).toBeUndefined();
  queue.push(FULL);
  answer();
  expect(told).toEqual(['snapshot']);
});

it('says why a task started without one', () => {
  const { made } = page();
  made.overdue?.();
  expect(made.recorder).toBe('blocked');
  expect(made.counts.note).toContain('did not load');
});

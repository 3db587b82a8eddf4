import { beforeEach, expect, it, vi } from 'vitest';

import { memoryLog, forgetAll } from './slices.js';
import type { Batch } from '../src/protocol.js';
import type { QueueOptions, Slice } from '../src/queue.js';

beforeEach(() => {
  forgetAll();
  vi.useFakeTimers();
  vi.resetModules(); // the pristine timers are taken when the module is
});

async function queue(over: Partial<QueueOptions> = {}) {
  const { makeQueue } = await import('../src/queue.js');
  const { makeTab } = await import('../src/tab.js');
  const ready: Slice[] = [];
  const log = memoryLog();
  const made = new Set<string>();
  const made_ = makeQueue({
    stream: 'events', session: 's1', token: 'T', tab: makeTab('s1'), log, made,
    bytes: 1_000, count: 5, wait_ms: 1_000, now: () => 7, more: () => '',
    ready: (slice) => void ready.push(slice), ...over,
  });
  return { queue: made_, ready, log, made };
}

const parsed = (slice: Slice | undefined): Batch => JSON.parse(slice?.text ?? 'null') as Batch;

it('cuts a batch a second after its first event', async () => {
  const { queue: q, ready } = await queue();
  q.push('{"a":1}');
  vi.advanceTimersByTime(900);
  q.push('{"a":2}');
  expect(ready).toHaveLength(0);
  vi.advanceTimersByTime(100);
  expect(parsed(ready[0]).events).toEqual([{ a: 1 }, { a: 2 }]);
});

it('cuts a batch at its greatest number of events', async () => {
  const { queue: q, ready } = await queue();
  for (let n = 0; n < 12; n += 1) q.push('{}');
  expect(ready.map(({ n }) => n)).toEqual([5, 5]);
});

it('cuts a batch before it is too large, in bytes and not in characters', async () => {
  const { queue: q, ready } = await queue();
  const item = JSON.stringify('ä'.repeat(300)); // 602 bytes
  q.push(item);
  q.push(item);
  expect(ready).toHaveLength(1);
  expect(new TextEncoder().encode(ready[0]?.text).length).toBeLessThan(1_000);
});

it('numbers the batches without gaps and names the tab', async () => {
  const { queue: q, ready } = await queue();
  for (let n = 0; n < 15; n += 1) q.push('{}');
  expect(ready.map((slice) => parsed(slice).seq)).toEqual([0, 1, 2]);
  expect(parsed(ready[0])).toMatchObject({ stream: 'events', v: 1, sent_t: 7 });
  expect(new Set(ready.map((slice) => parsed(slice).tab)).size).toBe(1);
});

it('has the open batch logged as partial, and the cut one whole, under one id', async () => {
  const { queue: q, log, made } = await queue();
  q.push('{"a":1}');
  expect(log.open?.()).toMatchObject({ partial: true, n: 1 });
  expect(log.open?.()).toBeUndefined(); // nothing new since
  q.push('{"a":2}');
  q.cut();
  expect(log.open?.()).toBeUndefined();
  expect(log.written).toMatchObject([{ partial: false, n: 2 }]);
  expect([...made]).toEqual([log.written[0]?.id]);
});

it('does not make an empty batch', async () => {
  const { queue: q, ready } = await queue();
  q.cut();
  vi.advanceTimersByTime(5_000);
  expect(ready).toHaveLength(0);
});

it('sends a piece of a large snapshot as a batch of its own, after what came before', async () => {
  const { queue: q, ready } = await queue({ stream: 'replay', more: () => '"page":"p",' });
  q.push('{"first":1}');
  q.whole('"part":0,"parts":2,"text":"[{",');
  expect(parsed(ready[0]).events).toEqual([{ first: 1 }]);
  expect(parsed(ready[1])).toMatchObject({ page: 'p', part: 0, parts: 2, text: '[{', events: [] });
});

it('forgets what is open', async () => {
  const { queue: q, ready } = await queue();
  q.push('{}');
  q.clear();
  vi.advanceTimersByTime(2_000);
  expect(ready).toHaveLength(0);
});

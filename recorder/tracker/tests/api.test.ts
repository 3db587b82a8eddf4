import { beforeEach, expect, it } from 'vitest';

import { publishApi, type Answering, type PageApi } from '../src/api.js';

const place = window as { thinkaloud?: PageApi };
beforeEach(() => delete place.thinkaloud);

function answering() {
  const calls: unknown[] = [];
  const to: Answering = (name, given) => void calls.push([name, ...given]);
  return { to, calls };
}

it('takes every call silently before a consent', () => {
  publishApi();
  expect(() => {
    place.thinkaloud?.task.start('buy');
    place.thinkaloud?.task.success();
    place.thinkaloud?.event('x', { a: 1 });
    place.thinkaloud?.stop();
  }).not.toThrow();
});

it('passes the calls on after it', () => {
  const { to, calls } = answering();
  publishApi()?.(to);
  place.thinkaloud?.task.start('buy');
  place.thinkaloud?.task.fail();
  place.thinkaloud?.event('added');
  expect(calls).toEqual([['start', 'buy'], ['fail'], ['event', 'added']]);
});

it('keeps what was said before the sensors were there, with its time', () => {
  const { calls } = answering();
  const connect = publishApi();
  const before = performance.now();
  place.thinkaloud?.event('early', { n: 1 });
  const times: number[] = [];
  connect?.((name, given, at) => {
    calls.push([name, ...given]);
    times.push(at);
  });
  expect(calls).toEqual([['event', 'early', { n: 1 }]]);
  expect(times[0]).toBeGreaterThanOrEqual(before);
  expect(times[0]).toBeLessThanOrEqual(performance.now());
});

it('keeps a hundred calls at most', () => {
  const { to, calls } = answering();
  const connect = publishApi();
  for (let n = 0; n < 300; n += 1) place.thinkaloud?.event('n');
  connect?.(to);
  expect(calls).toHaveLength(100);
});

it('does not come twice into a page', () => {
  publishApi();
  expect(publishApi()).toBeNull();
});

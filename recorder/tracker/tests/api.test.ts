import { beforeEach, expect, it } from 'vitest';

import { publishApi, type Answering, type PageApi } from '../src/api.js';

const place = window as { thinkaloud?: PageApi };
beforeEach(() => delete place.thinkaloud);

function answering() {
  const calls: unknown[] = [];
  const to: Answering = {
    task: (...given) => void calls.push(['task', ...given]),
    event: (...given) => void calls.push(['event', ...given]),
    stop: () => void calls.push(['stop']),
  };
  return { to, calls };
}

it('ignores every call silently before a consent', () => {
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
  expect(calls).toEqual([['task', 'start', 'buy'], ['task', 'fail'], ['event', 'added', {}]]);
});

it('makes of an event only what the wire takes', () => {
  const { to, calls } = answering();
  publishApi()?.(to);
  place.thinkaloud?.event('n'.repeat(200), { a: 1, b: true, c: null, d: NaN, e: { f: 1 }, g: 't' });
  expect(calls).toEqual([
    ['event', 'n'.repeat(100), { a: 1, b: true, c: null, d: 'NaN', e: '[object Object]', g: 't' }],
  ]);
});

it('does not come twice into a page', () => {
  publishApi();
  expect(publishApi()).toBeNull();
});

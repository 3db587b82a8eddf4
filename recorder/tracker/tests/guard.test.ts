import { expect, it } from 'vitest';

import { makeBus } from '../src/bus.js';
import { makeGuard } from '../src/guard.js';

it('lets nothing through but the answer', () => {
  const guard = makeGuard();
  const double = guard.wrap((n: number) => {
    if (n < 0) throw new Error('negative');
    return n * 2;
  });
  expect(double(2)).toBe(4);
  expect(double(-1)).toBeUndefined();
  expect(guard.counts.guarded_errors).toBe(1);
});

it('notes the first error alone', () => {
  const guard = makeGuard();
  guard.count(new Error('first'));
  guard.count('second');
  expect(guard.counts.note).toContain('first');
  expect(guard.counts.guarded_errors).toBe(2);
});

it('tells every listener of the bus, though one fails', () => {
  const heard: string[] = [];
  const guard = makeGuard();
  const bus = makeBus(guard.wrap);
  bus.on('status', () => {
    throw new Error('listener');
  });
  const off = bus.on('status', (state) => void heard.push(state));
  bus.tell('status', 'sending');
  off();
  bus.tell('status', 'stored');
  expect(heard).toEqual(['sending']);
  expect(guard.counts.guarded_errors).toBe(2);
});

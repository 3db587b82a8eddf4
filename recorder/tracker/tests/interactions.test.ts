import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { watchInteractions } from '../src/sensors/interactions.js';

let told: (list: { getEntries(): unknown[] }) => void;
let pending: unknown[] = [];

beforeEach(() => {
  class Observer {
    constructor(fn: typeof told) {
      told = fn;
    }
    observe(): void {}
    disconnect(): void {}
    takeRecords(): unknown[] {
      return pending.splice(0);
    }
  }
  vi.stubGlobal('PerformanceObserver', Observer);
  vi.stubGlobal('PerformanceEventTiming', class { get interactionId(): number { return 0; } });
  pending = [];
});
afterEach(() => vi.unstubAllGlobals());

const entry = (number: number, duration: number) => ({ interactionId: 700 + number * 7, duration });
const tell = (...entries: unknown[]): void => told({ getEntries: () => entries });

it('is the longest interaction of a short visit, each by its longest event', () => {
  const watched = watchInteractions();
  tell(entry(0, 48), entry(0, 96), entry(1, 64));
  expect(watched?.value()).toBe(96);
});

it('leaves one out for every fifty', () => {
  const watched = watchInteractions();
  tell(entry(0, 400), entry(1, 200), entry(2, 100));
  expect(watched?.value()).toBe(400);
  tell(entry(50, 48));
  expect(watched?.value()).toBe(200);
});

it('does not forget the longest among many', () => {
  const watched = watchInteractions();
  tell(entry(0, 900));
  for (let number = 1; number < 40; number += 1) tell(entry(number, 50 + number));
  expect(watched?.value()).toBe(900);
});

it('counts what the browser has not told yet', () => {
  const watched = watchInteractions();
  pending = [entry(0, 72)];
  expect(watched?.value()).toBe(72);
});

it('has no value without an interaction, and after a return from the cache', () => {
  const watched = watchInteractions();
  tell({ interactionId: 0, duration: 500 });
  expect(watched?.value()).toBeUndefined();
  tell(entry(0, 80));
  watched?.reset();
  expect(watched?.value()).toBeUndefined();
});

it('is left out where the browser does not number interactions', () => {
  vi.stubGlobal('PerformanceEventTiming', undefined);
  expect(watchInteractions()).toBeUndefined();
});

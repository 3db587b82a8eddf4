import { expect, it } from 'vitest';

import { makeClock, wallNow } from '../src/clock.js';

it('counts from the origin that the first page has set', () => {
  const clock = makeClock(performance.timeOrigin - 60_000, 0);
  expect(clock.at(250)).toBeCloseTo(60_250, 0);
  expect(clock.now()).toBeGreaterThanOrEqual(60_000);
});

it('never tells a time before the session', () => {
  expect(makeClock(wallNow() + 5_000, 0).at(0)).toBe(0);
});

it('goes on where an earlier page stood, though the wall clock was set back', () => {
  const anHourAhead = wallNow() + 3_600_000;
  const clock = makeClock(anHourAhead, 90_000);
  expect(clock.now()).toBeGreaterThanOrEqual(90_000);
  expect(clock.now()).toBeLessThan(91_000);
});

it('keeps durations inside a page as they are', () => {
  const clock = makeClock(wallNow() + 3_600_000, 90_000);
  expect(clock.at(1_500) - clock.at(1_000)).toBeCloseTo(500, 0);
});

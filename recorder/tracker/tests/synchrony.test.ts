import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { watchSynchrony } from '../src/delivery/synchrony.js';
import type { Happenings, Host } from '../src/host.js';

const HOUR = 3_600_000;

/** A machine whose clocks the test moves one by one; session time 0 is the page's start. */
function machine() {
  const at = { page: 1_000, wall: 0, server: 0, missed: 0 };
  const origin_ms = performance.timeOrigin;
  vi.spyOn(performance, 'now').mockImplementation(() => at.page);
  vi.spyOn(Date, 'now').mockImplementation(() => origin_ms + at.page + at.wall);
  const listeners: ((what: Happenings['stored']) => void)[] = [];
  const host = {
    origin_ms,
    answer: { origin_ms },
    advance: (ms: number) => void (at.missed += ms),
    delivery: {},
    on: (_: string, fn: (what: Happenings['stored']) => void) => listeners.push(fn),
  } as unknown as Host;
  const best = watchSynchrony(host);
  /** The collector answers: its clock is read in the middle of the round trip. */
  function answered(rtt: number, unfair = 0): void {
    const sent = at.page;
    at.page += rtt;
    const server_ms = origin_ms + sent + rtt / 2 + unfair + at.server;
    const stored = { stored: [0], duplicate: false, server_ms };
    listeners.forEach((fn) => fn({ slice: {} as never, stored, trip: { sent, received: at.page } }));
  }
  return { at, host, best, answered };
}

beforeEach(() => void vi.restoreAllMocks());
afterEach(() => void vi.restoreAllMocks());

it('keeps the sample with the shortest round trip', () => {
  const { at, best, answered } = machine();
  at.server = 5_000;
  answered(400, 180);
  answered(20, 3);
  answered(900, -400);
  expect(best()).toEqual({ offset_ms: 5_003, rtt_ms: 20 });
});

it('tells the offset to the clock as it was when the session began', () => {
  const { at, best, answered, host } = machine();
  at.server = -HOUR; // the wall clock was set an hour ahead before this page
  Object.assign(host, { origin_ms: host.origin_ms + HOUR });
  answered(20);
  expect(best()).toEqual({ offset_ms: 0, rtt_ms: 20 });
});

it('takes the hello for a sample too', () => {
  const { best, host } = machine();
  const greeting = { answer: { server_ms: host.origin_ms + 1_050 }, sent: 1_000, received: 1_100 };
  Object.assign(host.delivery, { greeting });
  expect(best()).toEqual({ offset_ms: 0, rtt_ms: 100 });
});

it('makes good what the page has slept through', () => {
  const { at, best, answered } = machine();
  answered(20);
  at.wall += HOUR;
  at.server += HOUR;
  answered(30);
  expect(at.missed).toBeCloseTo(HOUR, -1);
  expect(best()?.offset_ms).toBeCloseTo(0, -1);
  answered(25);
  expect(at.missed).toBeCloseTo(HOUR, -1);
});

it('leaves the time of the session alone when somebody sets a clock', () => {
  const { at, answered } = machine();
  answered(20);
  at.wall += HOUR;
  answered(20);
  at.wall -= 2 * HOUR;
  answered(20);
  at.server += HOUR;
  answered(20);
  expect(at.missed).toBe(0);
});

it('never sets the time of the session back', () => {
  const { at, answered } = machine();
  answered(20);
  at.wall -= HOUR;
  at.server -= HOUR;
  answered(20);
  expect(at.missed).toBe(0);
});

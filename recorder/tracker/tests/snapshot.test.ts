import { expect, it } from 'vitest';

import { watchSnapshot } from '../src/delivery/snapshot.js';
import type { Happenings, Host } from '../src/host.js';
import type { Slice } from '../src/queue.js';
import { delivery, slice } from './slices.js';

function page() {
  const replay = [0, 1, 2].map((seq) => slice(seq, { id: `replay/s1/tabone/${seq}`, stream: 'replay' }));
  const made = delivery({ waiting: { events: [], replay } });
  const listeners: ((what: Happenings['stored']) => void)[] = [];
  const told: string[] = [];
  watchSnapshot({
    delivery: made,
    on: (_: string, fn: (what: Happenings['stored']) => void) => listeners.push(fn),
    tell: (name: string) => void told.push(name),
  } as unknown as Host);
  const answer = (of: Slice | undefined, isStored = true): void => {
    const stored = isStored ? { stored: [0], duplicate: false, server_ms: 1 } : null;
    if (of) listeners.forEach((fn) => fn({ slice: of, stored, trip: undefined }));
  };
  return { made, replay, told, answer };
}

it('has a snapshot once its last piece is stored', () => {
  const { made, replay, told, answer } = page();
  made.snapshot?.();
  answer(replay[0]);
  answer(replay[1]);
  expect(told).toEqual([]);
  answer(replay[2]);
  expect(told).toEqual(['snapshot']);
  expect(made.has_snapshot).toBe(true);
});

it('has none where the collector does not take it, but may have the next', () => {
  const { made, replay, told, answer } = page();
  made.snapshot?.();
  answer(replay[2], false);
  expect(made.has_snapshot).toBeUndefined();
  made.snapshot?.();
  answer(replay[2]);
  expect(told).toEqual(['snapshot']);
});

it('does not take what came before it for the snapshot', () => {
  const { replay, told, answer } = page();
  replay.forEach((one) => answer(one));
  expect(told).toEqual([]);
});

import { beforeEach, expect, it, vi } from 'vitest';

import type { Problem, Stored } from '../src/protocol.js';
import type { Slice } from '../src/queue.js';
import type { Parcels } from '../src/transport.js';
import { slice } from './slices.js';

const STORED: Stored = { stored: [0], duplicate: false, server_ms: 1 };
const ok = (): Response => new Response(JSON.stringify(STORED));
const problem = (status: number, code: string, headers = {}): Response =>
  new Response(JSON.stringify({ code, status }), { status, headers });

/** The network is the edge: here answers are handed out one by one. */
let answers: (() => Response | Promise<Response>)[];
let bodies: BodyInit[];
let beacons: string[];
let signals: AbortSignal[];
let hang: boolean;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  answers = [];
  bodies = [];
  beacons = [];
  signals = [];
  hang = false;
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    bodies.push(init.body as BodyInit);
    if (init.signal) signals.push(init.signal);
    if (hang) {
      return new Promise((_, reject) => init.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
    }
    return Promise.resolve().then(() => (answers.shift() ?? ok)());
  });
  vi.resetModules();
});

async function transport(over: Partial<Parcels> = {}) {
  Object.defineProperty(navigator, 'sendBeacon', {
    configurable: true,
    value: (_: string, text: string) => beacons.push(text) > 0,
  });
  const { makeTransport } = await import('../src/transport.js');
  const acknowledged: string[] = [];
  const refused: [Slice, Partial<Problem>][] = [];
  const states: string[] = [];
  const made = makeTransport({
    url: () => '/batches',
    pack: () => undefined,
    acknowledged: (given) => void acknowledged.push(given.id),
    refused: (...given) => refused.push(given) < 0,
    status: (state) => void states.push(state),
    ...over,
  });
  return { transport: made, acknowledged, refused, states };
}

const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

it('sends one batch after the other and keeps none that is acknowledged', async () => {
  const { transport: t, acknowledged } = await transport();
  t.add(slice(0));
  t.add(slice(1));
  expect(bodies).toHaveLength(1);
  await settle();
  expect(acknowledged).toEqual([slice(0).id, slice(1).id]);
  expect(t.waiting.events).toHaveLength(0);
});

it('posts what a text is packed into', async () => {
  const { transport: t } = await transport({ pack: (text) => Promise.resolve(`packed ${text}`) });
  t.add(slice(0));
  await settle();
  expect(bodies).toEqual([`packed ${slice(0).text}`]);
});

it('lets events go before replay', async () => {
  const { transport: t } = await transport();
  const replay = slice(0, { id: 'replay/s1/t/0', stream: 'replay', text: 'replay' });
  t.add(slice(0));
  t.add(replay);
  t.add(slice(1));
  await settle();
  expect(bodies[2]).toBe('replay');
});

it('keeps a batch and tries again, ever later, while there is no network', async () => {
  const { transport: t, acknowledged, states } = await transport();
  answers = [0, 0, 0].map(() => () => Promise.reject(new TypeError('offline')));
  t.add(slice(0));
  await settle(999);
  expect(bodies).toHaveLength(1);
  await settle(1);
  expect(bodies).toHaveLength(2);
  await settle(2_000);
  expect(bodies).toHaveLength(3);
  expect(states).toContain('offline');
  await settle(4_000);
  expect(acknowledged).toEqual([slice(0).id]);
});

it('waits as long as the collector asks for', async () => {
  const { transport: t } = await transport();
  answers = [() => problem(503, 'busy', { 'Retry-After': '7' })];
  t.add(slice(0));
  await settle(6_900);
  expect(bodies).toHaveLength(1);
  await settle(200);
  expect(bodies).toHaveLength(2);
});

it('hands a refusal to whoever deals with it', async () => {
  const { transport: t, refused } = await transport({
    refused: (given, said) => {
      refused.push([given, said]);
      t.done(given, null);
      return true;
    },
  });
  answers = [() => problem(409, 'seq_conflict')];
  t.add(slice(0));
  await settle();
  expect(refused).toMatchObject([[{ id: slice(0).id }, { code: 'seq_conflict', status: 409 }]]);
});

it('lets a refused batch wait while nobody can deal with it', async () => {
  const { transport: t, refused } = await transport();
  answers = Array.from({ length: 9 }, () => () => problem(422, 'invalid_batch'));
  t.add(slice(0));
  await settle(900);
  expect(refused).toHaveLength(1);
  expect(t.waiting.events).toHaveLength(1);
});

it('tells a flush true when all is stored, false when something fails', async () => {
  const { transport: t } = await transport();
  t.add(slice(0));
  const good = t.flush();
  await settle();
  expect(await good).toBe(true);
  answers = [() => problem(500, 'oops')];
  t.add(slice(1));
  const bad = t.flush();
  await settle();
  expect(await bad).toBe(false);
});

it('beacons all that waits, once each, and gives the answer time', async () => {
  const { transport: t } = await transport();
  answers = [() => new Promise<Response>(() => undefined)];
  t.add(slice(0));
  t.add(slice(1));
  t.beacon();
  t.beacon();
  expect(beacons).toEqual([slice(0).text, slice(1).text]);
});

it('does not beacon what a beacon cannot carry', async () => {
  const { transport: t } = await transport();
  t.add(slice(0, { text: 'x'.repeat(60_001) }));
  t.beacon();
  expect(beacons).toHaveLength(0);
});

it('tries at once when the network is back', async () => {
  const { transport: t } = await transport();
  answers = [() => Promise.reject(new TypeError('offline'))];
  t.add(slice(0));
  await settle();
  t.retry();
  await settle();
  expect(bodies).toHaveLength(2);
});

it('sends nothing after it was stopped', async () => {
  const { transport: t } = await transport();
  t.stop();
  t.add(slice(0));
  await settle(60_000);
  expect(bodies).toHaveLength(0);
});

it('gives up a request that is never answered, and sends again', async () => {
  const { transport: t } = await transport();
  hang = true;
  t.add(slice(0));
  await settle(60_000);
  expect(signals[0]?.aborted).toBe(true);
  hang = false;
  await settle(2_000);
  expect(t.waiting.events).toHaveLength(0);
});

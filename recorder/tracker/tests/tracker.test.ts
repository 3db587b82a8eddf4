import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { Host } from '../src/host.js';
import type { Batch, Hello, HelloAnswer } from '../src/protocol.js';
import { wallNow } from '../src/clock.js';
import { origin, readKnown, sessionStore, writeKnown } from '../src/session.js';
import { answer as answerOf, task } from './panel_host.js';
import { forgetAll } from './slices.js';

/** The collector is the edge: it answers by address and remembers what it got. */
let hello: () => Response;
let hellos: Hello[];
let batches: Batch[];
let calls: string[];
let host: Host | undefined;

beforeEach(() => {
  forgetAll();
  hello = () => greet();
  hellos = [];
  batches = [];
  calls = [];
  host = undefined;
  vi.stubGlobal('CompressionStream', undefined);
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    const path = new URL(url).pathname;
    calls.push(path);
    if (path.endsWith('/hello')) {
      hellos.push(JSON.parse(String(init.body)) as Hello);
      return Promise.resolve().then(hello);
    }
    if (path.endsWith('/batches')) batches.push(JSON.parse(String(init.body)) as Batch);
    return Promise.resolve(new Response('{"stored":[0],"duplicate":false,"server_ms":1}'));
  });
  vi.resetModules();
  vi.doMock('../src/chunks.js', () => ({
    // Chunks come by import() from the collector, which is the edge here.
    makeChunks: (given: Host) => {
      host = given;
      return { load: () => undefined, stop: () => undefined };
    },
  }));
});
afterEach(() => host?.end('stopped'));

const greet = (over: Partial<HelloAnswer> = {}): Response =>
  new Response(JSON.stringify(answerOf([task('buy')], { origin_ms: 1_000, ...over })));

async function start(): Promise<void> {
  await (await loaded())();
}

async function loaded(): Promise<() => Promise<void>> {
  const { startTracker } = await import('../src/tracker.js');
  return () => startTracker('http://collector.test', 'tok', () => undefined);
}

it('does nothing at all without a consent', async () => {
  hello = () => greet({ consent: false });
  await start();
  expect(host).toBeUndefined();
  expect(calls).toEqual(['/collect/v1/hello']);
});

it('does nothing in a session that is closed', async () => {
  hello = () => greet({ closed: true });
  await start();
  expect(host).toBeUndefined();
});

it('tells the collector when the session began on its own clock', async () => {
  await start();
  expect(hellos[0]?.origin_ms).toBeCloseTo(Date.now(), -3);
  expect(hellos[0]).toMatchObject({ v: 1, token: 'tok' });
});

it('goes by the origin that the collector knows', async () => {
  await start();
  expect(readKnown('tok')?.origin_ms).toBe(1_000);
});

const HOUR = 3_600_000;

/** An earlier page of the session began it a minute ago and was left just now, by its own clock. */
function knownSince(wall_ms: number, offset_ms = 0): void {
  writeKnown({ token: 'tok', origin_ms: wall_ms - 60_000, offset_ms, answer: answerOf([task('buy')]) });
  sessionStore('s1').set('last_t', '60000');
}

it('starts at once on a page after the first, before its hello is answered', async () => {
  knownSince(wallNow());
  hello = () => {
    throw new TypeError('offline');
  };
  void start();
  await vi.waitFor(() => expect(host).toBeDefined());
});

it('asks the collector first where the wall clock is not what an earlier page has noted', async () => {
  knownSince(wallNow() - HOUR);
  hello = () => greet({ server_ms: wallNow() - HOUR }); // the clock was set, no time has passed
  await start();
  expect(host?.now()).toBeGreaterThanOrEqual(60_000);
  expect(host?.now()).toBeLessThan(70_000);
  expect(readKnown('tok')?.origin_ms).toBeCloseTo(wallNow() - 60_000, -4);
});

it('takes a clock that was set back for what it is as well', async () => {
  knownSince(wallNow() + HOUR);
  hello = () => greet({ server_ms: wallNow() + HOUR });
  await start();
  expect(host?.now()).toBeGreaterThanOrEqual(60_000);
  expect(host?.now()).toBeLessThan(70_000);
});

it('counts an hour that has passed', async () => {
  knownSince(wallNow() - HOUR);
  hello = () => greet({ server_ms: wallNow() });
  await start();
  expect(host?.now()).toBeGreaterThanOrEqual(HOUR);
});

it('does not wait for the network for ever before it starts', async () => {
  vi.useFakeTimers();
  vi.resetModules();
  knownSince(wallNow() - HOUR);
  hello = () => {
    throw new TypeError('offline');
  };
  void (await loaded())();
  await vi.advanceTimersByTimeAsync(1_900);
  expect(host).toBeUndefined();
  await vi.advanceTimersByTimeAsync(200);
  expect(host).toBeDefined();
  vi.useRealTimers();
});

it('does not start after all where the hello says that the session is over', async () => {
  vi.useFakeTimers();
  vi.resetModules();
  knownSince(wallNow() - HOUR);
  hello = () => greet({ consent: false, server_ms: wallNow() });
  void (await loaded())();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(host).toBeUndefined();
  vi.useRealTimers();
});

it('stops and forgets when the collector knows the token no more', async () => {
  writeKnown({ token: 'tok', origin_ms: 1_000, answer: answerOf([task('buy')]) });
  origin.set('token', 'tok');
  hello = () => new Response('{"code":"unknown_token"}', { status: 401 });
  await start();
  expect(host).toBeUndefined();
  expect(origin.get('token')).toBeNull();
  expect(readKnown('tok')).toBeUndefined();
});

it('stops, but forgets nothing, where the origin is not allowed', async () => {
  origin.set('token', 'tok');
  hello = () => new Response('{"code":"origin_not_allowed"}', { status: 403 });
  await start();
  expect(host).toBeUndefined();
  expect(origin.get('token')).toBe('tok');
});

it('has a withdrawal that did not arrive finished before anything else', async () => {
  writeKnown({ token: 'tok', origin_ms: 1_000, answer: answerOf([task('buy')]) });
  origin.set('token', 'tok');
  origin.set('withdraw', 'tok');
  await start();
  expect(calls).toEqual(['/collect/v1/withdraw']);
  expect(host).toBeUndefined();
  expect([origin.get('token'), origin.get('withdraw'), readKnown('tok')]).toEqual([null, null, undefined]);
});

it('takes up a new session once the withdrawn one of before is erased', async () => {
  origin.set('withdraw', 'old');
  await start();
  expect(calls.slice(0, 2)).toEqual(['/collect/v1/withdraw', '/collect/v1/hello']);
  expect(host).toBeDefined();
});

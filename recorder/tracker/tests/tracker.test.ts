import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { Answering } from '../src/api.js';
import type { Batch, Hello, HelloAnswer } from '../src/protocol.js';
import { origin, readKnown, writeKnown } from '../src/session.js';
import { answer as answerOf, task } from './panel_host.js';
import { forgetAll } from './slices.js';

const SOON = { timeout: 4_000 }; // a batch is cut after a second

/** The collector is the edge: it answers by address and remembers what it got. */
let hello: () => Response;
let hellos: Hello[];
let batches: Batch[];
let calls: string[];
let to: Answering | undefined;

beforeEach(() => {
  forgetAll();
  hello = () => greet();
  hellos = [];
  batches = [];
  calls = [];
  to = undefined;
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
});
afterEach(() => to?.stop());

const greet = (over: Partial<HelloAnswer> = {}): Response =>
  new Response(JSON.stringify(answerOf([task('buy')], { origin_ms: 1_000, ...over })));

async function start(): Promise<void> {
  const { startTracker } = await import('../src/tracker.js');
  await startTracker('http://collector.test', 'tok', (given) => (to = given));
}

const sent = (type: string): unknown[] =>
  batches.flatMap(({ events }) => events).filter((event) => event.type === type);

it('does nothing at all without a consent', async () => {
  hello = () => greet({ consent: false });
  await start();
  expect(to).toBeUndefined();
  expect(calls).toEqual(['/collect/v1/hello']);
});

it('does nothing in a session that is closed', async () => {
  hello = () => greet({ closed: true });
  await start();
  expect(to).toBeUndefined();
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

it('starts at once on a page after the first, before its hello is answered', async () => {
  writeKnown({ token: 'tok', origin_ms: 1_000, answer: answerOf([task('buy')]) });
  hello = () => {
    throw new TypeError('offline');
  };
  void start();
  await vi.waitFor(() => expect(to).toBeDefined());
});

it('stops and forgets when the collector knows the token no more', async () => {
  writeKnown({ token: 'tok', origin_ms: 1_000, answer: answerOf([task('buy')]) });
  origin.set('token', 'tok');
  hello = () => new Response('{"code":"unknown_token"}', { status: 401 });
  await start();
  expect(to).toBeUndefined();
  expect(origin.get('token')).toBeNull();
  expect(readKnown('tok')).toBeUndefined();
});

it('stops, but forgets nothing, where the origin is not allowed', async () => {
  origin.set('token', 'tok');
  hello = () => new Response('{"code":"origin_not_allowed"}', { status: 403 });
  await start();
  expect(to).toBeUndefined();
  expect(origin.get('token')).toBe('tok');
});

it("passes the page's events and tasks on, with the running task", async () => {
  await start();
  to?.event('added', { n: 1 });
  to?.task('start', 'buy');
  to?.task('success');
  to?.task('success');
  await vi.waitFor(() => expect(sent('task')).toHaveLength(2), SOON);
  expect(sent('custom')).toMatchObject([{ name: 'added', data: { n: 1 } }]);
  expect(sent('task')).toMatchObject([
    { task: 'buy', action: 'start', by: 'page' },
    { task: 'buy', action: 'success', by: 'page' },
  ]);
});

it('ignores a task that the study does not have', async () => {
  await start();
  to?.task('start', 'sell');
  to?.event('mark', {});
  await vi.waitFor(() => expect(sent('custom')).toHaveLength(1), SOON);
  expect(sent('task')).toEqual([]);
});

it('sends what there is when it is stopped, and takes nothing more', async () => {
  await start();
  const page = to;
  page?.event('before', {});
  page?.stop();
  page?.event('after', {});
  await vi.waitFor(() => expect(sent('custom')).toHaveLength(1), SOON);
  expect(to).toBeUndefined();
});

it('has a withdrawal that did not arrive finished before anything else', async () => {
  writeKnown({ token: 'tok', origin_ms: 1_000, answer: answerOf([task('buy')]) });
  origin.set('token', 'tok');
  origin.set('withdraw', 'tok');
  await start();
  expect(calls).toEqual(['/collect/v1/withdraw']);
  expect(to).toBeUndefined();
  expect([origin.get('token'), origin.get('withdraw'), readKnown('tok')]).toEqual([null, null, undefined]);
});

it('takes up a new session once the withdrawn one of before is erased', async () => {
  origin.set('withdraw', 'old');
  await start();
  expect(calls.slice(0, 2)).toEqual(['/collect/v1/withdraw', '/collect/v1/hello']);
  expect(to).toBeDefined();
});

import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';

import type { Host } from '../src/host.js';
import { origin, readKnown } from '../src/session.js';
import { answer, task } from './panel_host.js';
import { forgetAll } from './slices.js';

let calls: string[];
let refuse: string | undefined;
let host: Host | undefined;
let stopChunks: (but: string | undefined) => void;

beforeEach(() => {
  forgetAll();
  calls = [];
  refuse = undefined;
  host = undefined;
  stopChunks = () => undefined;
  vi.stubGlobal('CompressionStream', undefined);
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    calls.push(`${new URL(url).pathname.replace('/collect/v1/', '')} ${String(init.body)}`);
    const status = refuse && url.includes('/batches') ? 409 : 200;
    const body = status === 200 ? { stored: [0], duplicate: false } : { code: refuse, status };
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
  vi.resetModules();
  vi.doMock('../src/chunks.js', () => ({
    // Chunks come by import() from the collector, which is the edge here.
    makeChunks: (given: Host) => {
      host = given;
      return { load: () => undefined, stop: (but?: string) => stopChunks(but) };
    },
  }));
});

async function running(): Promise<Host> {
  const { run } = await import('../src/running.js');
  run({
    base: 'http://collector.test', token: 'tok', answer: answer([task('buy')]), origin_ms: 0, last_t: 0,
    connect: () => undefined, returned: () => undefined,
  });
  if (!host) throw new Error('no host');
  return host;
}

it('sends everything before it closes, then forgets', async () => {
  origin.set('token', 'tok');
  const h = await running();
  h.emit({ type: 'visibility', state: 'hidden' });
  await h.close();
  expect(calls[0]).toContain('"visibility"');
  expect(calls.at(-1)).toBe('close ');
  expect(origin.get('token')).toBeNull();
  expect(readKnown('tok')).toBeUndefined();
});

it('withdraws at once, and sends nothing of what was queued', async () => {
  const h = await running();
  h.emit({ type: 'visibility', state: 'hidden' });
  await h.withdraw();
  expect(calls).toEqual(['withdraw ']);
});

it('keeps the mark of a withdrawal until the collector has answered', async () => {
  let arrive: (answer: Response) => void = () => undefined;
  vi.stubGlobal('fetch', () => new Promise((done) => (arrive = done)));
  vi.resetModules();
  const h = await running();
  const withdrawn = h.withdraw();
  expect(origin.get('withdraw')).toBe('tok');
  arrive(new Response('{"withdrawn":true}'));
  await withdrawn;
  expect(origin.get('withdraw')).toBeNull();
});

it('says why before it takes the sensors off, and leaves the panel to say it', async () => {
  const h = await running();
  const order: string[] = [];
  h.on('stopped', (why) => void order.push(why));
  stopChunks = (but) => void order.push(`stop but ${but}`);
  h.end('refused');
  expect(order).toEqual(['refused', 'stop but panel']);
});

it('stamps events with time, page view and screen, where they bring none', async () => {
  const h = await running();
  h.emit({ type: 'visibility', state: 'hidden' });
  h.emit({ type: 'visibility', state: 'visible', t: 5, page: 'mine', screen: '/mine' });
  await h.flush();
  const { events } = JSON.parse(calls[0]?.replace('batches ', '') ?? '') as { events: object[] };
  expect(events).toMatchObject([
    { page: h.page(), screen: '/products/:id', t: expect.any(Number) as number },
    { page: 'mine', screen: '/mine', t: 5 },
  ]);
});

it('opens a page view of its own for a route', async () => {
  const h = await running();
  const before = h.page();
  const told: string[] = [];
  h.on('page', ({ kind }) => void told.push(kind));
  h.setOpen('+dialog(#a)');
  expect(h.screen()).toBe('/products/:id+dialog(#a)');
  h.route('push');
  expect(h.page()).not.toBe(before);
  expect(h.screen()).toBe('/products/:id');
  expect(told).toEqual(['push']);
});

it('stops when the session was closed elsewhere', async () => {
  refuse = 'session_closed';
  const h = await running();
  const stopped: string[] = [];
  h.on('stopped', (reason) => void stopped.push(reason));
  h.emit({ type: 'visibility', state: 'hidden' });
  expect(await h.flush()).toBe(false);
  expect(stopped).toEqual(['refused']);
  h.emit({ type: 'visibility', state: 'visible' });
  await h.flush();
  expect(calls).toHaveLength(1);
});

it('says on the bus how the sending fares', async () => {
  const h = await running();
  const states: string[] = [];
  h.on('status', (state) => void states.push(state));
  h.emit({ type: 'visibility', state: 'hidden' });
  expect(await h.flush()).toBe(true);
  expect(states[0]).toBe('sending');
  expect(states.at(-1)).toBe('stored');
});

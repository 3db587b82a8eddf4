import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, expect, it, vi } from 'vitest';

import type { Host } from '../src/host.js';
import { openMailbox, type Kind } from '../src/media/mailbox.js';
import { openShelf } from '../src/media/shelf.js';

const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer as ArrayBuffer;
const refused = vi.fn<(kind: Kind, code: string) => void>();

/** A host whose collector answers as told, and notes the heads that came. */
function makeHost(answer: () => Promise<Response>) {
  const heads: { kind: string; seq: number; tab: string }[] = [];
  const host = {
    base: '', session: 's1', token: 'T',
    guard: <F>(fn: F): F => fn,
    pristine: {
      setTimeout: (fn: () => void, ms: number) => window.setTimeout(fn, Math.min(ms, 5)),
      clearTimeout: (id: number) => window.clearTimeout(id),
      stringify: JSON.stringify,
      fetch: async (_: string, { body }: { body: Blob }) => {
        heads.push(JSON.parse((await body.text()).split('\n')[0] ?? '') as (typeof heads)[0]);
        return answer();
      },
    },
    delivery: { counts: { dropped: 0 }, transport: { waiting: { events: [] as unknown[], replay: [] } } },
  };
  return { host: host as unknown as Host, fake: host, heads };
}

const ok = (): Promise<Response> => Promise.resolve(new Response('{}'));
const problem = (status: number, code: string) => (): Promise<Response> =>
  Promise.resolve(new Response(JSON.stringify({ code }), { status }));

beforeEach(() => {
  indexedDB = new IDBFactory();
  refused.mockClear();
});

it('numbers each kind from 0 and sends in order', async () => {
  const { host, heads } = makeHost(ok);
  const mailbox = openMailbox(host, 'doc', refused);
  mailbox.post('audio', 0, 1, {}, bytes('a'));
  mailbox.post('frame', 1, 1, {}, bytes('b'));
  mailbox.post('audio', 1, 2, {}, bytes('c'));
  await mailbox.settled();
  expect(heads.map(({ kind, seq, tab }) => `${kind} ${seq} ${tab}`)).toEqual(['audio 0 doc', 'frame 0 doc', 'audio 1 doc']);
  await vi.waitFor(async () => expect(await openShelf().left('s1')).toEqual([]));
});

it('keeps what finds no network, and the next document sends it under its old number', async () => {
  const offline = makeHost(() => Promise.reject(new TypeError('offline')));
  const first = openMailbox(offline.host, 'one', refused);
  first.post('audio', 0, 1, {}, bytes('a'));
  await vi.waitFor(async () => expect(await openShelf().left('s1')).toHaveLength(1));
  first.stop(false);
  const { host, heads } = makeHost(ok);
  const second = openMailbox(host, 'two', refused);
  await vi.waitFor(() => expect(heads).toHaveLength(1));
  await second.settled();
  expect(heads[0]).toMatchObject({ tab: 'one', seq: 0 });
});

it('tries again after a server error', async () => {
  let failures = 2;
  const { host, heads } = makeHost(() => (failures-- > 0 ? problem(503, 'busy')() : ok()));
  const mailbox = openMailbox(host, 'doc', refused);
  mailbox.post('audio', 0, 1, {}, bytes('a'));
  await mailbox.settled();
  expect(heads).toHaveLength(3);
});

it.each([[413, 'media_full'], [403, 'no_consent'], [409, 'session_closed']])(
  'stops a kind that is not taken any more (%d %s), and only that',
  async (status, code) => {
    const { host, heads } = makeHost(problem(status, code));
    const mailbox = openMailbox(host, 'doc', refused);
    mailbox.post('frame', 0, 0, {}, bytes('a'));
    mailbox.post('frame', 1, 1, {}, bytes('b'));
    await mailbox.settled();
    expect(refused).toHaveBeenCalledExactlyOnceWith('frame', code);
    expect(heads).toHaveLength(1);
    mailbox.post('frame', 2, 2, {}, bytes('c'));
    expect(mailbox.made('frame')).toBe(2);
  },
);

it('drops a piece that will never be taken, and goes on', async () => {
  const answers = [problem(415, 'bad_asset'), ok];
  const { host, fake, heads } = makeHost(() => (answers.shift() ?? ok)());
  const mailbox = openMailbox(host, 'doc', refused);
  mailbox.post('audio', 0, 1, {}, bytes('a'));
  mailbox.post('audio', 1, 2, {}, bytes('b'));
  await mailbox.settled();
  expect(heads).toHaveLength(2);
  expect(fake.delivery.counts.dropped).toBe(1);
  expect(refused).not.toHaveBeenCalled();
});

it('lets events go first', async () => {
  const { host, fake, heads } = makeHost(ok);
  fake.delivery.transport.waiting.events.push({});
  const mailbox = openMailbox(host, 'doc', refused);
  mailbox.post('audio', 0, 1, {}, bytes('a'));
  await new Promise((go) => setTimeout(go, 20));
  expect(heads).toEqual([]);
  fake.delivery.transport.waiting.events.pop();
  await mailbox.settled();
  expect(heads).toHaveLength(1);
});

it('forgets everything when the participant withdraws', async () => {
  const { host } = makeHost(() => Promise.reject(new TypeError('offline')));
  const mailbox = openMailbox(host, 'doc', refused);
  mailbox.post('audio', 0, 1, {}, bytes('a'));
  await vi.waitFor(async () => expect(await openShelf().left('s1')).toHaveLength(1));
  mailbox.stop(true);
  await vi.waitFor(async () => expect(await openShelf().left('s1')).toEqual([]));
});

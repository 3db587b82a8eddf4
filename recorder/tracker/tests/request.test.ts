import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { watchRequests } from '../src/sensors/request.js';
import { sense } from './sensing_host.js';

let sensed: ReturnType<typeof sense>;
let answer: () => Promise<Response>;
const settle = (): Promise<void> => new Promise((go) => setTimeout(go, 0));

beforeEach(() => {
  answer = () => Promise.resolve(new Response('', { status: 200 }));
  vi.stubGlobal('fetch', () => answer());
  sensed = sense([watchRequests]);
});
afterEach(() => sensed.stop());

it('tells method, bare address and status of a request', async () => {
  await fetch('/api/find?q=secret', { method: 'post' });
  await settle();
  expect(sensed.of('request')).toMatchObject([
    { method: 'POST', url: 'http://shop.test/api/find', status: 200 },
  ]);
  expect(JSON.stringify(sensed.events)).not.toContain('secret');
});

it('tells a failed one as an error too', async () => {
  answer = () => Promise.resolve(new Response('', { status: 503 }));
  await fetch('/api');
  await settle();
  expect(sensed.of('error')).toMatchObject([{ kind: 'request', status: 503, message: 'GET answered 503' }]);
});

it('gives the page the very promise and the very error that it would have got', async () => {
  const promise = Promise.reject(new TypeError('offline'));
  answer = () => promise;
  const given = fetch('/api');
  expect(given).toBe(promise);
  await expect(given).rejects.toThrow('offline');
  await settle();
  expect(sensed.of('error')).toMatchObject([{ message: 'GET got no answer', status: 0 }]);
});

it('takes a request that the page gave up for no failure', async () => {
  answer = () => Promise.reject(new DOMException('stop', 'AbortError'));
  await fetch('/api').catch(() => undefined);
  await settle();
  expect(sensed.of('request')).toHaveLength(1);
  expect(sensed.of('error')).toEqual([]);
});

it('does not watch the way to the collector', async () => {
  await fetch('http://collector.test/collect/v1/batches');
  await settle();
  expect(sensed.events).toEqual([]);
});

it('watches XMLHttpRequest without touching what it answers', async () => {
  class Fake extends EventTarget {
    status = 404;
    opened: unknown[] = [];
    open(...given: unknown[]): void {
      this.opened = given;
    }
    send(): void {
      queueMicrotask(() => this.dispatchEvent(new Event('loadend')));
    }
  }
  sensed.stop();
  vi.stubGlobal('XMLHttpRequest', Fake);
  sensed = sense([watchRequests]);
  const request = new XMLHttpRequest();
  request.open('GET', '/old?x=1', true);
  request.send();
  await settle();
  expect((request as unknown as Fake).opened).toEqual(['GET', '/old?x=1', true]);
  expect(sensed.of('request')).toMatchObject([{ url: 'http://shop.test/old', status: 404 }]);
});

it('puts fetch back', () => {
  const wrapped = window.fetch;
  sensed.stop();
  expect(window.fetch).not.toBe(wrapped);
});

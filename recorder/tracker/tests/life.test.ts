import { afterEach, expect, it, vi } from 'vitest';

import { watchLife, type Life } from '../src/life.js';

let life: Life | undefined;
afterEach(() => life?.stop());

function watched() {
  const calls: string[] = [];
  life = watchLife({
    hidden: () => void calls.push('hidden'),
    left: () => void calls.push('left'),
    shown: (isReturn) => void calls.push(isReturn ? 'returned from cache' : 'shown'),
    wrap: (fn) => fn,
  });
  return { calls, life };
}

function see(state: 'visible' | 'hidden'): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(state === 'hidden');
  document.dispatchEvent(new Event('visibilitychange'));
}

const page = (name: string, persisted = false): Event =>
  Object.assign(new Event(name), { persisted });

it('hands over before it gives the tab free', () => {
  const { calls } = watched();
  window.dispatchEvent(page('pagehide'));
  expect(calls).toEqual(['hidden', 'left']);
});

it('hands over again what is said on the way out', async () => {
  const { calls, life: it_ } = watched();
  window.dispatchEvent(page('pagehide'));
  it_.emitted();
  it_.emitted();
  await Promise.resolve();
  expect(calls).toEqual(['hidden', 'left', 'hidden']);
});

it('lets events wait for their batch while the page is seen', async () => {
  const { calls, life: it_ } = watched();
  it_.emitted();
  await Promise.resolve();
  expect(calls).toEqual([]);
});

it('tells hidden and shown', () => {
  const { calls } = watched();
  see('hidden');
  see('visible');
  expect(calls).toEqual(['hidden', 'shown']);
});

it('does not take the visibility change of a page that goes for a return', () => {
  const { calls } = watched();
  window.dispatchEvent(page('pagehide'));
  see('visible');
  expect(calls).not.toContain('shown');
});

it('begins anew on the way back from the cache', () => {
  const { calls } = watched();
  window.dispatchEvent(page('pagehide', true));
  window.dispatchEvent(page('pageshow', true));
  expect(calls.slice(2)).toEqual(['returned from cache']);
});

import { beforeEach, expect, it, vi } from 'vitest';

import { forget, origin, readKnown, readToken, scriptBase, sessionStore, writeKnown } from '../src/session.js';
import type { HelloAnswer } from '../src/protocol.js';
import { forgetAll } from './slices.js';

beforeEach(() => {
  forgetAll();
  history.replaceState({ own: 1 }, '', '/products/17?color=red');
});

it('takes the token from the fragment and strips it from the address', () => {
  history.replaceState({ own: 1 }, '', '/products/17?color=red#thinkaloud=abc-DEF_1');
  expect(readToken()).toBe('abc-DEF_1');
  expect(location.href).toBe('http://shop.test/products/17?color=red');
  expect(history.state).toEqual({ own: 1 });
});

it('leaves the rest of the fragment to the page', () => {
  history.replaceState(null, '', '/#/cart&thinkaloud=tok');
  expect(readToken()).toBe('tok');
  expect(location.hash).toBe('#/cart');
});

it('knows the token on later pages of the origin', () => {
  history.replaceState(null, '', '/#thinkaloud=tok');
  readToken();
  history.replaceState(null, '', '/next');
  expect(readToken()).toBe('tok');
});

it('has no token without a join', () => {
  expect(readToken()).toBeNull();
});

it('gives a new join the preference over an old one', () => {
  origin.set('token', 'old');
  history.replaceState(null, '', '/#thinkaloud=new');
  expect(readToken()).toBe('new');
});

it('finds the collector where the script came from', () => {
  document.head.innerHTML = '<script type="text/plain" src="http://lab.test/_thinkaloud/tracker/thinkaloud.js"></script>';
  expect(scriptBase()).toBe('http://lab.test/_thinkaloud');
  document.head.innerHTML = '';
  expect(scriptBase()).toBeUndefined();
});

it('believes what is known for its own token alone', () => {
  writeKnown({ token: 'a', origin_ms: 5, answer: { session: 's' } as HelloAnswer });
  expect(readKnown('a')?.origin_ms).toBe(5);
  expect(readKnown('b')).toBeUndefined();
  origin.set('known', '{broken');
  expect(readKnown('a')).toBeUndefined();
});

it('forgets a session without touching what the page keeps', () => {
  localStorage.setItem('cart', '3');
  sessionStore('s1').set('progress', 'x');
  origin.set('token', 't');
  forget('s1');
  expect(Object.keys(localStorage)).toEqual(['cart']);
});

it('falls back to memory where storage has no room', () => {
  const store = sessionStore('s2');
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  store.set('a', '1');
  expect(store.get('a')).toBe('1');
});

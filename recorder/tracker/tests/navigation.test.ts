import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { watchNavigation } from '../src/sensors/navigation.js';
import { sense } from './sensing_host.js';

let sensed: ReturnType<typeof sense>;
const original = { push: history.pushState, replace: history.replaceState };
beforeEach(() => {
  history.replaceState(null, '', '/products/17');
  sensed = sense([watchNavigation]);
});
afterEach(() => {
  sensed.stop();
  history.pushState = original.push;
  history.replaceState = original.replace;
});

it('opens a page view when the page pushes another address', () => {
  history.pushState({ a: 1 }, '', '/products/18');
  expect(sensed.routes).toEqual(['push']);
  expect(history.state).toEqual({ a: 1 });
  expect(location.pathname).toBe('/products/18');
});

it('opens none when the address stays the same', () => {
  history.pushState(null, '', '/products/17');
  history.replaceState({ scroll: 1 }, '');
  expect(sensed.routes).toEqual([]);
});

it('opens none when the page writes a filter into the query', () => {
  history.replaceState(null, '', '/products/17?q=re');
  history.replaceState(null, '', '/products/17?q=red');
  expect(sensed.routes).toEqual([]);
  history.replaceState(null, '', '/basket');
  expect(sensed.routes).toEqual(['replace']);
});

it('tells a way back once, though two events tell of it', () => {
  history.pushState(null, '', '/a');
  history.replaceState(null, '', '/b');
  original.replace.call(history, null, '', '/products/17');
  window.dispatchEvent(new PopStateEvent('popstate'));
  window.dispatchEvent(new Event('hashchange'));
  expect(sensed.routes).toEqual(['push', 'replace', 'pop']);
});

it('tells a way to a section as a change of the fragment', () => {
  original.replace.call(history, null, '', '/products/17#reviews');
  window.dispatchEvent(new PopStateEvent('popstate'));
  window.dispatchEvent(new Event('hashchange'));
  expect(sensed.routes).toEqual(['hash']);
});

it('lets the errors of the original through and opens no view', () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(() => history.pushState(() => undefined, '', 'http://other.test/')).toThrow();
  expect(sensed.routes).toEqual([]);
});

it('gives the history back as it was, unless another script has wrapped it since', () => {
  sensed.stop();
  expect(history.pushState).toBe(original.push);
  sensed = sense([watchNavigation]);
  const ours = history.pushState;
  const theirs = function (this: History, ...args: Parameters<typeof ours>): void {
    ours.apply(this, args);
  };
  history.pushState = theirs;
  sensed.stop();
  expect(history.pushState).toBe(theirs);
});

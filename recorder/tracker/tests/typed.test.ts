import { afterEach, beforeEach, expect, it } from 'vitest';

import { makePrivacy } from '../src/privacy.js';
import { forgetTyped, hideSecrets, hideTyped, watchTyped } from '../src/typed.js';
import { html, one, sensingHost } from './sensing_host.js';

let stop: () => void;

beforeEach(() => {
  forgetTyped();
  html(`<input id="free"><input id="pass" type="password"><input id="name" autocomplete="name">
    <label data-ta-mask><input id="masked"></label><textarea id="kept">was here</textarea>`);
  stop = watchTyped(sensingHost().host, makePrivacy([], []));
});
afterEach(() => stop());

function type(id: string, text: string): void {
  const field = one(id) as HTMLInputElement;
  for (let length = 1; length <= text.length; length += 1) {
    field.value = text.slice(0, length);
    field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  }
}

it('hides what was typed, however it is spaced or spelt', () => {
  type('#free', 'Red  Zebra');
  expect(hideTyped('Results for Red zebra!')).toBe('Results for ***!');
  expect(hideTyped('Results for red  zebra!')).toBe('***');
  expect(hideTyped('RED ZEBRA')).toBe('***');
});

it('hides a beginning of it that stands alone, but nothing short within a text', () => {
  type('#free', 'Zebra');
  expect(hideTyped('Zebr')).toBe('***');
  type('#free', 'ab');
  expect(hideTyped('ab')).toBe('***');
  expect(hideTyped('a table')).toBe('a table');
});

it('knows what was in a field before it was watched', () => {
  expect(hideTyped('It was here before')).toBe('It *** before');
});

it.each(['#pass', '#name', '#masked'])('counts what goes into %s as a secret, also as page text', (id) => {
  type(id, 'Zebrafink');
  expect(hideSecrets('Hello Zebrafink')).toBe('Hello ***');
});

it('leaves other page text alone', () => {
  type('#free', 'Zebrafink');
  expect(hideSecrets('Hello Zebrafink')).toBe('Hello Zebrafink');
});

import { afterEach, beforeEach, expect, it } from 'vitest';

import { makePrivacy } from '../src/privacy.js';
import { forgetTyped, hideEcho, hideSecrets, hideTyped, watchTyped } from '../src/typed.js';
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
  expect(hideEcho('Hello Zebrafink')).toBe('Hello Zebrafink');
});

it('hides a page text that only repeats what was typed', () => {
  type('#free', 'Red zebra');
  expect(hideEcho(' “red zebra” ')).toBe('***');
  expect(hideEcho('Red ze')).toBe('***');
  expect(hideEcho('ze')).toBe('ze');
});

it('takes what the page showed before for the page’s own', () => {
  document.body.append('Lamps and chairs');
  type('#free', 'lamps');
  expect(hideEcho('Lamps')).toBe('Lamps');
});

it('keeps what is typed where the study wants to see it, but not in events', () => {
  stop();
  stop = watchTyped(sensingHost().host, makePrivacy([], [], ['#free']));
  type('#free', 'Zebrafink');
  expect(hideEcho('Zebrafink')).toBe('Zebrafink');
  expect(hideTyped('Zebrafink')).toBe('***');
});

it('finds a name and an address in their pieces', () => {
  type('#name', 'Zora Zebrafink');
  expect(hideSecrets('Hello Zora')).toBe('Hello ***');
});

it('remembers a pasted piece of a longer text', () => {
  const field = one('#kept');
  const pasted = Object.assign(new Event('paste', { bubbles: true }), {
    clipboardData: { getData: () => 'Zebra on the roof' },
  });
  field.dispatchEvent(pasted);
  expect(hideTyped('We saw: Zebra on the roof')).toBe('We saw: ***');
});

it('knows what an element of the page’s own holds', () => {
  html('<x-field></x-field>');
  const own = Object.assign(one('x-field'), { value: 'Nachtigall' });
  own.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  expect(hideTyped('Nachtigall!')).toBe('***!');
});

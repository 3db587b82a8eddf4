import { expect, it, vi } from 'vitest';

import { entryOf } from '../src/fields.js';
import { makePrivacy } from '../src/privacy.js';
import { html, one } from './sensing_host.js';

const privacy = makePrivacy([], ['.hidden'], ['form', '#essay']);
function entry(field: string, value: string): string | undefined {
  html(`<form>${field}</form>`);
  const input = one<HTMLInputElement>('form > *');
  input.value = value;
  return entryOf(input, privacy);
}

it('lets be seen what was typed into a field that the study unmasks', () => {
  expect(entry('<input id="city">', 'Turin')).toBe('Turin');
  expect(entry('<textarea autocomplete="off"></textarea>', 'two, please')).toBe('two, please');
  html('<input id="city" value="Turin">');
  expect(entryOf(one('#city'), privacy)).toBeUndefined();
});

it.each([
  ['a password', '<input type="password">'],
  ['an e-mail field', '<input type="email">'],
  ['a phone field', '<input type="tel">'],
  ['a card field', '<input autocomplete="cc-number">'],
  ['a card field by its name', '<input name="card-number">'],
  ['a security code', '<input id="cvc">'],
  ['a one-time code', '<input autocomplete="one-time-code">'],
  ['a one-time code by its name', '<input name="otp">'],
  ['a field that the browser fills in', '<input autocomplete="section-a shipping street-address">'],
  ['a new password', '<input autocomplete="new-password">'],
  ['what is masked as well', '<input class="hidden">'],
  ['a hidden field', '<input type="hidden">'],
])('never lets %s be seen', (_, field) => {
  expect(entry(field, 'Turin') || undefined).toBeUndefined();
});

it('never lets a field be seen that shows dots', () => {
  const dots = { webkitTextSecurity: 'disc' } as unknown as CSSStyleDeclaration;
  const styled = vi.spyOn(window, 'getComputedStyle').mockReturnValue(dots);
  expect(entry('<input>', 'Turin')).toBeUndefined();
  styled.mockRestore();
});

it('takes a password that is shown for a while for a password', () => {
  expect(entry('<input type="password">', 'Turin')).toBeUndefined();
  const field = one<HTMLInputElement>('input');
  field.type = 'text';
  expect(entryOf(field, privacy)).toBeUndefined();
});

it.each(['a@b.org', '4111 1111 1111 1111', '4111 1111', '+49 30 123456', 'DE89 3704', 'anna@', 'RSSMRA85T10A562S'])(
  'never lets %s be seen, wherever it was typed', (value) => {
    expect(entry('<input>', value)).toBeUndefined();
  },
);

it('lets be seen a text that is edited in place', () => {
  html('<div id="essay" contenteditable>my <b>own</b> words</div>');
  expect(entryOf(one('b').firstChild, privacy)).toBe('own');
  expect(entryOf(null, privacy)).toBeUndefined();
});

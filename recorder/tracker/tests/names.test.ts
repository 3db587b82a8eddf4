import { expect, it } from 'vitest';

import { roleOf, textHash, textOf } from '../src/names.js';
import { html, one } from './sensing_host.js';

const no = (): boolean => false;

it('hashes as FNV-1a does', () => {
  // Test vectors of the FNV authors: 32 bits, "a" and "foobar".
  expect(textHash('a')).toBe('e40c292c');
  expect(textHash('foobar')).toBe('bf9cf968');
});

it('hashes without regard to case, and nothing for no text', () => {
  expect(textHash('Buy')).toBe(textHash('buy'));
  expect(textHash('')).toBeUndefined();
});

it('collapses spaces and stops after 200 characters', () => {
  html(`<p>  a\n  b <i>c</i></p><div>${'word '.repeat(100)}</div>`);
  expect(textOf(one('p'), no)).toBe('a b c');
  expect(textOf(one('div'), no)).toHaveLength(200);
});

it('leaves out what is masked inside', () => {
  html('<p>Hello <b data-ta-mask>Anna</b>!</p>');
  expect(textOf(one('p'), (element) => element.hasAttribute('data-ta-mask'))).toBe('Hello !');
});

it('tells the role of an element', () => {
  html('<a href="#">l</a><a id="no">n</a><input type="checkbox"><input id="t"><div role="tab x">r</div>');
  expect(roleOf(one('a'))).toBe('link');
  expect(roleOf(one('#no'))).toBeUndefined();
  expect(roleOf(one('[type=checkbox]'))).toBe('checkbox');
  expect(roleOf(one('#t'))).toBe('textbox');
  expect(roleOf(one('div'))).toBe('tab');
});

import { expect, it } from 'vitest';

import { pieces } from '../src/recording/outlet.js';

it('cuts a text into pieces that make it up again', () => {
  const text = 'abcdefghij'.repeat(10);
  expect(pieces(text, 7).join('')).toBe(text);
  expect(pieces(text, 7).every((piece) => piece.length <= 7)).toBe(true);
});

it('never cuts between the halves of a surrogate pair', () => {
  const text = 'a😀b😀😀c';
  for (let length = 2; length < 10; length += 1) {
    const found = pieces(text, length);
    expect(found.join('')).toBe(text);
    // A lone half is no Unicode: encodeURIComponent throws on it.
    for (const piece of found) expect(encodeURIComponent(piece)).toBeTruthy();
  }
});

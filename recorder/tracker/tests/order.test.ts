import { expect, it } from 'vitest';

import { longestRise } from '../src/slices/order.js';

it('keeps all where nothing has moved', () => {
  expect([...longestRise([0, 1, 2, 3])].sort()).toEqual([0, 1, 2, 3]);
});

it('moves one, where one has moved', () => {
  expect(longestRise([0, 3, 1, 2]).size).toBe(3);
  expect(longestRise([0, 3, 1, 2]).has(1)).toBe(false);
});

it('keeps one of a list that is turned around, and none of nothing', () => {
  expect(longestRise([3, 2, 1, 0]).size).toBe(1);
  expect(longestRise([]).size).toBe(0);
});

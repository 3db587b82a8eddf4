import { expect, it } from 'vitest';

import { makePrivacy } from '../src/privacy.js';
import { html, one } from './sensing_host.js';

it('ignores what page or study exclude, with all that is in it', () => {
  html('<div data-ta-ignore><b>x</b></div><div class="ads"><i>y</i></div><p>z</p>');
  const privacy = makePrivacy(['.ads'], []);
  expect(privacy.isIgnored(one('b'))).toBe(true);
  expect(privacy.isIgnored(one('i'))).toBe(true);
  expect(privacy.isIgnored(one('p'))).toBe(false);
  expect(privacy.isIgnored(one('b').firstChild)).toBe(true);
});

it('reaches into shadow roots', () => {
  html('<div data-ta-ignore id="h"></div>');
  const root = one('#h').attachShadow({ mode: 'open' });
  root.innerHTML = '<button>x</button>';
  expect(makePrivacy([], []).isIgnored(root.querySelector('button'))).toBe(true);
});

it('masks by attribute and by the study', () => {
  html('<div data-ta-mask><b>x</b></div><p class="name">y</p>');
  const privacy = makePrivacy([], ['.name']);
  expect(privacy.isMasked(one('b'))).toBe(true);
  expect(privacy.isMasked(one('p'))).toBe(true);
});

it('unmasks by the study, but not what is masked', () => {
  html('<p class="city">x</p><p class="city" data-ta-mask><b>y</b></p>');
  const privacy = makePrivacy([], [], ['.city', 'p:is(']);
  expect(privacy.isUnmasked(one('p'))).toBe(true);
  expect(privacy.isUnmasked(one('b'))).toBe(false);
  expect(makePrivacy([], []).isUnmasked(one('p'))).toBe(false);
});

it('does not let a wrong selector spoil the others', () => {
  html('<p class="ads">x</p>');
  expect(makePrivacy(['.ads', 'p:is(', '::nope('], []).isIgnored(one('p'))).toBe(true);
});

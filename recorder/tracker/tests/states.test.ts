import { expect, it } from 'vitest';

import { makePrivacy } from '../src/privacy.js';
import { absoluteCss } from '../src/recording/sheets.js';
import { amend, type Attributes, candidates, stars } from '../src/recording/states.js';
import { html, one } from './sensing_host.js';

const states = { privacy: makePrivacy([], []), picture: () => undefined, ask: () => undefined };

function amended(markup: string, attributes: Attributes = {}): Attributes {
  html(markup);
  amend(one('#it'), attributes, states);
  return attributes;
}

it('takes a slider for a choice, and a text for a secret', () => {
  expect(amended('<input id="it" type="range" value="30">')).toEqual({ value: '30' });
  expect(amended('<input id="it" value="abc">')).toEqual({ value: '***' });
});

it('tells no length of a password, and no choice that a browser fills in', () => {
  expect(stars('secret', 'password')).toBe(stars('x', 'password'));
  const given = '<select><option>a<option id="it" selected>b</select>';
  expect(amended(given)).toEqual({ selected: true });
  expect(amended(given.replace('<select', '<select autocomplete="country"'))).toEqual({});
});

it('reads the candidates of a srcset, also where an address holds a comma', () => {
  expect(candidates('a.png 1x, b,c.png 2x')).toEqual([{ url: 'a.png', size: '1x' }, { url: 'b,c.png', size: '2x' }]);
  expect(candidates('only.png')).toEqual([{ url: 'only.png', size: '' }]);
});

it('makes addresses of a style sheet whole', () => {
  const css = 'a{background:url(x.png)} b{background:url("data:image/png;base64,A")} c{mask:url(#m)}';
  expect(absoluteCss(css, 'http://shop.test/css/a.css')).toBe(css.replace('url(x.png)', 'url("http://shop.test/css/x.png")'));
});

import { beforeEach, expect, it } from 'vitest';

import * as masking from '../src/masking.js';
import { makePrivacy } from '../src/privacy.js';
import { makeRedact, type RrwebEvent } from '../src/recording/redact.js';
import { html, one } from './sensing_host.js';

let nodes: Map<number, Node>;
const redact = (event: RrwebEvent, mask: string[] = [], unmask: string[] = []): RrwebEvent => {
  makeRedact(makePrivacy([], mask, unmask), masking, (id) => nodes.get(id) ?? null)(event);
  return event;
};
const text = (id: number, textContent: string) => ({ id, type: 3, textContent });
const element = (id: number, tagName: string, attributes: object, ...childNodes: object[]) =>
  ({ id, type: 2, tagName, attributes: { ...attributes }, childNodes }) as never;
const snapshot = (node: never): RrwebEvent => ({ type: 2, data: { node } });

beforeEach(() => {
  html('<p id="plain">x</p><div data-ta-mask id="covered"><b>x</b></div><div contenteditable id="essay">x</div>');
  nodes = new Map<number, Node>([[1, one('#plain')], [2, one('#covered')], [3, one('b')], [4, one('#essay')]]);
});

it('masks patterns in texts, and all of what is covered', () => {
  const said = JSON.stringify(redact(snapshot(element(9, 'div', {},
    element(1, 'p', {}, text(11, 'Write to a@b.org')),
    element(2, 'div', { 'data-ta-mask': '', title: 'Jane' }, element(3, 'b', { 'aria-label': 'Doe' }, text(12, 'Jane Doe'))),
    element(4, 'div', { contenteditable: '' }, text(13, 'my essay')),
  ))));
  expect(said).toContain('Write to ***');
  for (const secret of ['a@b.org', 'Jane', 'Doe', 'essay']) expect(said).not.toContain(secret);
});

it('masks by the selectors of the study', () => {
  expect(JSON.stringify(redact(snapshot(element(1, 'p', { alt: 'Jane' }, text(11, 'Jane'))), ['#plain']))).not.toContain('Jane');
});

it('leaves the layout as it is, and style sheets', () => {
  const path = { d: 'M0301234567 1.5', style: 'width: 12345678.5px', class: 'a 0301234567' };
  const given = snapshot(element(9, 'path', path, element(8, 'style', {}, text(7, 'a{width:0301234567px}'))));
  const before = JSON.stringify(given);
  expect(JSON.stringify(redact(given))).toBe(before);
});

it('takes values out of links, and personal queries out of the addresses of pictures', () => {
  const link = element(1, 'a', { href: 'http://shop.test/find?q=jane&page=2' });
  const picture = element(8, 'img', { src: 'http://shop.test/a.png?w=1600' });
  const portrait = element(7, 'img', { src: 'http://shop.test/a.png?of=a%40b.org' });
  const said = JSON.stringify(redact(snapshot(element(9, 'div', {}, link, picture, portrait))));
  expect(said).toContain('find?q=*&page=2');
  expect(said).toContain('a.png?w=1600');
  expect(said).toContain('a.png?*');
});

it('masks mutations', () => {
  const covered = one('b').firstChild as Node;
  nodes.set(12, covered);
  const data = {
    source: 0,
    texts: [{ id: 12, value: 'Jane' }, { id: 1, value: 'a@b.org' }],
    attributes: [{ id: 2, attributes: { title: 'Jane', class: 'Jane' } }],
    adds: [{ parentId: 3, node: text(13, 'Jane') }],
  };
  redact({ type: 3, data });
  expect(data).toMatchObject({
    texts: [{ value: '****' }, { value: '***' }],
    attributes: [{ attributes: { title: '***', class: 'Jane' } }],
    adds: [{ node: { textContent: '****' } }],
  });
});

it('masks what a script puts into a hidden field', () => {
  html('<input type="hidden" id="copy"><input type="radio" id="pick">');
  nodes = new Map<number, Node>([[1, one('#copy')], [2, one('#pick')]]);
  const said = (id: number): string | undefined => redact({ type: 3, data: { source: 5, id, text: 'Jane' } }).data?.text;
  expect(said(1)).toBe('***');
  expect(said(2)).toBe('Jane');
});

it('puts in what the study unmasks, in snapshots, fields and editable texts', () => {
  html('<input id="city" value="Turin"><div contenteditable>my essay</div>');
  const essay = one('[contenteditable]');
  nodes = new Map<number, Node>([[1, one('#city')], [2, essay], [3, essay.firstChild as Node]]);
  const page = snapshot(element(9, 'div', {},
    element(1, 'input', { value: '*****' }), element(2, 'div', { contenteditable: '' }, text(3, '** *****'))));
  const said = JSON.stringify(redact(page, [], ['#city', '[contenteditable]']));
  expect(said).toContain('"value":"Turin"');
  expect(said).toContain('my essay');
  const typed = { type: 3, data: { source: 5, id: 1, text: '*****' } };
  expect(redact(typed, [], ['#city']).data?.text).toBe('Turin');
  expect(redact(typed, [], []).data?.text).toBe('*****');
});

it('masks the value of what is no field of the browser, and titles', () => {
  const said = JSON.stringify(redact(snapshot(element(9, 'x-field', { value: 'Jane' }, element(8, 'li', { value: '3' })))));
  expect(said).not.toContain('Jane');
  expect(said).toContain('"value":"3"');
});

it('looks into drawings that stand in an address', () => {
  const drawing = `data:image/svg+xml;base64,${btoa('<svg><text>a@b.org</text></svg>')}`;
  const styled = { style: `background: url("data:image/svg+xml,%3Csvg%3Ea%40b.org%3C/svg%3E")` };
  const said = JSON.stringify(redact(snapshot(element(9, 'div', styled, element(8, 'img', { src: drawing })))));
  expect(said).toContain('"src":"data:,"');
  expect(said).toContain('url(\\"data:,\\")');
  const photo = 'data:image/png;base64,iVBORw0KGgo=';
  expect(JSON.stringify(redact(snapshot(element(9, 'img', { src: photo }))))).toContain(photo);
});

it('masks the address of the page', () => {
  expect(redact({ type: 4, data: { href: 'http://shop.test/?mail=jane' } }).data?.href).toBe('http://shop.test/?mail=*');
});

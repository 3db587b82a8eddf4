import { beforeEach, expect, it } from 'vitest';

import type { Host } from '../src/host.js';
import { makeCovers } from '../src/media/covers.js';
import { makePrivacy } from '../src/privacy.js';

const host = {
  pristine: { MutationObserver, setTimeout: window.setTimeout.bind(window) },
  guard: <F>(fn: F): F => fn,
  delivery: { masking: { maskShown: (text: string) => text.replace(/\S+@\S+/, '***') } },
} as unknown as Host;

/** Lays every element out in a column: 100 px wide, 10 px high. */
function layOut(root: Document | ShadowRoot = document, from = 0): void {
  [...root.querySelectorAll('*')].forEach((element, index) => {
    const y = from + 10 * index;
    element.getBoundingClientRect = () => new DOMRect(0, y, 100, 10);
    if (element.shadowRoot) layOut(element.shadowRoot, y);
  });
  Range.prototype.getBoundingClientRect = () => new DOMRect(0, 0, 0, 0);
  Range.prototype.getClientRects = function rects(this: Range) {
    const element = this.startContainer.parentElement ?? (this.startContainer as Element);
    return [element.getBoundingClientRect()] as unknown as DOMRectList;
  };
}

async function covered(html: string): Promise<string[]> {
  document.body.innerHTML = html;
  for (const holder of document.querySelectorAll('[data-shadow]')) {
    holder.attachShadow({ mode: 'open' }).innerHTML = '<input id="inner">';
  }
  layOut();
  const covers = makeCovers(host, makePrivacy(['.ignored'], ['.masked']));
  await covers.prepare();
  const boxes = covers.boxes() ?? [];
  covers.stop();
  return [...document.querySelectorAll('body *')]
    .filter((element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return boxes.some(([, y, , height]) => y <= top && y + height >= bottom);
    })
    .map(({ id }) => id);
}

beforeEach(() => void (document.body.innerHTML = ''));

it('covers fields and editable parts, but no buttons and boxes to tick', async () => {
  const html =
    '<p id="p">text</p><input id="text"><p id="gap"></p><input id="tick" type="checkbox"><p></p><textarea id="area"></textarea>' +
    '<p></p><select id="list"></select><p></p><div id="edit" contenteditable="true"></div><p></p><button id="go">Go</button>';
  expect((await covered(html)).filter(Boolean)).toEqual(['text', 'area', 'list', 'edit']);
});

it('covers what page and study mask or ignore', async () => {
  const html = '<p id="a" data-ta-mask>x</p><p></p><p id="b" data-ta-ignore>x</p><p></p><p id="c" class="masked">x</p><p></p><p id="d" class="ignored">x</p><p></p><p id="e">x</p>';
  expect((await covered(html)).filter(Boolean)).toEqual(['a', 'b', 'c', 'd']);
});

it('covers personal texts and leaves the page its own', async () => {
  expect((await covered('<p id="own">Our lamps</p><p></p><p id="mail">to ada@example.org</p>')).filter(Boolean)).toEqual(['mail']);
});

it('looks into open shadow roots', async () => {
  expect((await covered('<p></p><x-field id="host" data-shadow></x-field><p></p>'))).toContain('host');
});

it('covers a frame that takes payments, not any other frame', async () => {
  expect((await covered('<iframe id="pay" allow="payment *"></iframe><p></p><iframe id="map"></iframe>')).filter(Boolean)).toEqual(['pay']);
});

it('gives a frame up that has more to cover than can be told', () => {
  document.body.innerHTML = '<input>'.repeat(901);
  for (const field of document.querySelectorAll('input')) field.getBoundingClientRect = () => new DOMRect(0, 0, 9, 9);
  expect(makeCovers(host, makePrivacy([], [])).boxes()).toBeUndefined();
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { openParts } from '../src/open_parts.js';
import { html, one } from './sensing_host.js';

const no = (): boolean => false;

beforeEach(() => {
  html('');
  // Without layout everything would be hidden.
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 10, 10));
});
afterEach(() => vi.useRealTimers());

it('names open dialogs, details and tabs', () => {
  html('<dialog open id="basket"></dialog><details open id="more"><summary>m</summary></details><button role="tab" aria-selected="true" id="reviews">R</button>');
  expect(openParts(no)).toBe('+dialog(#basket)+details(#more)+tab(#reviews)');
});

it('does not name what is closed', () => {
  html('<dialog id="a"></dialog><details id="b"></details><button role="tab" aria-selected="false">t</button>');
  expect(openParts(no)).toBe('');
});

it('does not name a dialog that is hidden by style', () => {
  html('<div role="dialog" id="a"></div>');
  vi.spyOn(one('#a'), 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 0, 0));
  expect(openParts(no)).toBe('');
});

it('tells unnamed ones apart by their heading, not by what is in them', () => {
  html('<dialog open><h2>Sizes</h2><p>1</p></dialog>');
  const first = openParts(no);
  html('<dialog open><h2>Sizes</h2><p>2</p></dialog>');
  expect(openParts(no)).toBe(first);
  html('<dialog open><h2>Colours</h2></dialog>');
  expect(openParts(no)).not.toBe(first);
});

it('names an open menu once, by what its button opens', () => {
  html('<button aria-haspopup="menu" aria-expanded="true" aria-controls="sort">Sort</button><ul role="menu" id="sort"></ul>');
  expect(openParts(no)).toBe('+menu(#sort)');
});

it('names a menu that no button tells of', () => {
  html('<ul role="menu" id="context"></ul>');
  expect(openParts(no)).toBe('+menu(#context)');
});

it('names a popover, but no tooltip', () => {
  html('<div popover id="filters"></div><div popover="hint" id="tip"></div>');
  expect(openParts(no)).toBe('+dialog(#filters)');
});

it('names an opened part of the page as it names details', () => {
  html('<button aria-expanded="true" aria-controls="shipping">Shipping</button><div id="shipping"></div>');
  expect(openParts(no)).toBe('+details(#shipping)');
});

it('does not take a list of the page for a menu, nor the rows of a tree for states', () => {
  html('<ul role="listbox" id="sizes"></ul><ul role="tree"><li role="treeitem" aria-expanded="true">a</li></ul>');
  expect(openParts(no)).toBe('');
});

it('takes a list that lies over the page for a menu', () => {
  html('<ul role="listbox" id="hits" style="position:absolute"></ul>');
  expect(openParts(no)).toBe('+menu(#hits)');
});

it('keeps the key through classes, order of attributes and what is typed', () => {
  html('<div role="tablist"><button role="tab" aria-selected="true" class="a">Reviews</button></div>');
  const before = openParts(no);
  html('<div role="tablist" class="x"><button class="b c" data-n="2" aria-selected="true" role="tab">Reviews</button></div>');
  expect(openParts(no)).toBe(before);
});

it('does not name our own panel', () => {
  html('<dialog open id="a"></dialog>');
  expect(openParts(() => true)).toBe('');
});

async function watched() {
  vi.useFakeTimers();
  vi.resetModules();
  const { sense } = await import('./sensing_host.js');
  const { watchScreens } = await import('../src/sensors/screen.js');
  return sense([watchScreens]);
}

it('tells a screen once the page has settled', async () => {
  const { of, stop } = await watched();
  await vi.advanceTimersByTimeAsync(400);
  expect(of('screen')).toHaveLength(1);
  html('<dialog open id="d"></dialog>');
  await vi.advanceTimersByTimeAsync(200);
  document.body.append('still changing');
  await vi.advanceTimersByTimeAsync(200);
  expect(of('screen')).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(300);
  expect(of('screen')).toHaveLength(2);
  stop();
});

it('does not tell the same screen again', async () => {
  const { of, stop } = await watched();
  await vi.advanceTimersByTimeAsync(400);
  document.body.append('some text');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(of('screen')).toHaveLength(1);
  stop();
});

it('tells what is open at the moment of a press, before the page has come to rest', async () => {
  const { host, stop } = await watched();
  await vi.advanceTimersByTimeAsync(400);
  html('<dialog open id="now"></dialog>');
  await Promise.resolve(); // the observer's own turn
  window.dispatchEvent(new Event('pointerdown'));
  expect(host.screen()).toBe('/products/:id+dialog(#now)');
  stop();
});

it('looks at the document only while something changes', async () => {
  const { stop } = await watched();
  await vi.advanceTimersByTimeAsync(1_000);
  const looks = vi.spyOn(document, 'querySelectorAll');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(looks).not.toHaveBeenCalled();
  stop();
});

it('looks rarely where a look is slow, however often the page changes', async () => {
  const { stop } = await watched();
  await vi.advanceTimersByTimeAsync(1_000);
  const looks = vi.spyOn(document, 'querySelectorAll');
  let now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 10));
  for (let n = 0; n < 200; n += 1) {
    document.body.append(String(n));
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(looks.mock.calls.length).toBeLessThan(15); // 4 s at a fortieth: 10 ms each 400 ms
  vi.mocked(performance.now).mockRestore();
  stop();
});

it('waits for a page that still grows', async () => {
  const { of, stop } = await watched();
  let height = 100;
  vi.spyOn(document.documentElement, 'scrollHeight', 'get').mockImplementation(() => (height += 50));
  await vi.advanceTimersByTimeAsync(1_500);
  expect(of('screen')).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(of('screen')).toHaveLength(1);
  stop();
});

it('does not wait for ever for a page that never rests', async () => {
  const { of, stop } = await watched();
  for (let n = 0; n < 30; n += 1) {
    document.body.append(String(n));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(of('screen')).toHaveLength(1);
  stop();
});

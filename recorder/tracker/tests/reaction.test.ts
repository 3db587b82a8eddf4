import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { ReactionBody } from '../src/protocol.js';
import type { Sensing } from '../src/sensing.js';
import { html, one } from './sensing_host.js';

let sensing: Sensing;
let sensed: { stop: () => void; of: (type: 'reaction') => ReactionBody[] };

beforeEach(async () => {
  vi.useFakeTimers();
  vi.resetModules();
  const { sense } = await import('./sensing_host.js');
  const { watchReactions } = await import('../src/sensors/reaction.js');
  html('<button id="a">A</button><button id="b">B</button><input id="f"><p id="out"></p><i id="tick">0</i>');
  sensed = sense([(given) => void (sensing = given), watchReactions]) as typeof sensed;
});
afterEach(() => {
  sensed.stop();
  vi.useRealTimers();
});

const press = (selector: string): boolean =>
  one(selector).dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));

function click(selector: string, t = performance.now()): void {
  press(selector);
  sensing.clicked(one(selector), { t, page: 'p1', screen: '/' });
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

it('tells of a click that nothing answered, after the whole watch', async () => {
  click('#a', 12);
  await pass(2_700);
  expect(sensed.of('reaction')).toEqual([]);
  await pass(100);
  expect(sensed.of('reaction')).toMatchObject([{ of: 12, watched_ms: 2_750, page: 'p1' }]);
  expect(sensed.of('reaction')[0]?.after_ms).toBeUndefined();
});

it('tells how long a change of the page took', async () => {
  click('#a');
  await pass(300);
  one('#out').textContent = 'done';
  await pass(2_600);
  const after = sensed.of('reaction')[0]?.after_ms?.mutation ?? -1;
  expect(after).toBeGreaterThanOrEqual(300);
  expect(after).toBeLessThan(320);
});

it('does not count changes inside of what is ignored, as our own panel', async () => {
  html('<button id="a">A</button><div data-ta-ignore><p id="in"></p></div>');
  await pass(10);
  click('#a');
  one('#in').textContent = 'panel';
  await pass(2_800);
  expect(sensed.of('reaction')[0]?.after_ms).toBeUndefined();
});

it('does not take a clock on the page for an answer', async () => {
  for (let n = 0; n < 4; n += 1) {
    one('#tick').textContent = String(n);
    await pass(1_000);
  }
  click('#a');
  one('#tick').textContent = 'again';
  await pass(2_800);
  expect(sensed.of('reaction')[0]?.after_ms).toBeUndefined();
});

it('gives what follows an act elsewhere to that act', async () => {
  click('#a', 1);
  await pass(500);
  click('#b', 2);
  one('#out').textContent = 'b answers';
  await pass(2_800);
  const [first, second] = sensed.of('reaction');
  expect(first?.after_ms).toBeUndefined();
  expect(second?.after_ms?.mutation).toBeDefined();
});

it('gives a late answer to every click of a row on one element', async () => {
  click('#a', 1);
  await pass(300);
  click('#a', 2);
  await pass(300);
  one('#out').textContent = 'late';
  await pass(2_800);
  expect(sensed.of('reaction').map(({ after_ms }) => after_ms?.mutation)).toEqual([
    expect.any(Number), expect.any(Number),
  ]);
});

it('counts an answer to the press, before there is a click, as at once', async () => {
  press('#a');
  one('#out').textContent = 'menu';
  await pass(80);
  sensing.clicked(one('#a'), { t: 1, page: 'p1', screen: '/' });
  await pass(2_800);
  expect(sensed.of('reaction')[0]?.after_ms).toEqual({ mutation: 0 });
});

it('takes the focus for an answer in a field, not in a button', async () => {
  click('#a');
  one('#a').dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
  await pass(2_800);
  click('#f');
  one('#f').dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
  await pass(2_800);
  expect(sensed.of('reaction').map(({ after_ms }) => after_ms?.focus !== undefined)).toEqual([false, true]);
});

it("does not count the participant's own scrolling", async () => {
  click('#a');
  window.dispatchEvent(new Event('wheel'));
  window.dispatchEvent(new Event('scroll'));
  await pass(2_800);
  click('#a');
  window.dispatchEvent(new Event('scroll'));
  await pass(2_800);
  expect(sensed.of('reaction').map(({ after_ms }) => after_ms?.scroll !== undefined)).toEqual([false, true]);
});

it('ends the watch with the page, as a navigation', async () => {
  click('#a');
  await pass(40);
  window.dispatchEvent(new Event('pagehide'));
  expect(sensed.of('reaction')).toMatchObject([{ watched_ms: 40, after_ms: { navigation: 40 } }]);
});

it('tells of a new window, and opens it all the same', async () => {
  const open = vi.fn(() => null);
  sensed.stop();
  vi.stubGlobal('open', open);
  const { sense } = await import('./sensing_host.js');
  const { watchReactions } = await import('../src/sensors/reaction.js');
  sensed = sense([(given) => void (sensing = given), watchReactions]) as typeof sensed;
  click('#a');
  window.open('/other', '_blank');
  expect(open).toHaveBeenCalledWith('/other', '_blank');
  await pass(2_800);
  expect(sensed.of('reaction')[0]?.after_ms).toHaveProperty('window');
  sensed.stop();
  expect(window.open).toBe(open);
});

it('takes a whole burst of changes for one, so that a list that was filled may answer', async () => {
  for (let n = 0; n < 6; n += 1) one('#out').append(`row ${n}`);
  await pass(100);
  click('#a');
  one('#out').append('one more');
  await pass(2_800);
  expect(sensed.of('reaction')[0]?.after_ms?.mutation).toBeDefined();
});

it('looks at no more nodes of a mass change than it needs', async () => {
  html(`<button id="a">A</button><ul>${'<li>row</li>'.repeat(500)}</ul>`);
  await pass(10);
  let most = 0;
  sensing.onMutations((targets) => void (most = Math.max(most, targets.size)));
  for (const row of document.querySelectorAll('li')) row.setAttribute('class', 'sorted');
  await pass(10);
  expect(most).toBe(100);
});

it.each([
  ['<a id="a" href="/x" target="_blank">A</a>', 'window'],
  ['<a id="a" href="/list.csv" download>A</a>', 'download'],
])('takes a link that leaves the page where it is for answered: %s', async (markup, kind) => {
  html(markup);
  click('#a');
  await pass(2_800);
  expect(sensed.of('reaction')[0]?.after_ms).toHaveProperty(kind);
});

it('takes a link to a file that the browser saves for answered', async () => {
  click('#a');
  dispatchEvent(new Event('beforeunload'));
  await pass(2_800);
  expect(sensed.of('reaction')[0]?.after_ms).toHaveProperty('navigation');
});

it('does not take for an answer what a page does as it is scrolled, but what it did before', async () => {
  click('#a');
  await pass(700);
  one('#a').dispatchEvent(new Event('wheel', { bubbles: true }));
  await pass(200);
  one('#out').className = 'shrunk';
  await pass(2_000);
  expect(sensed.of('reaction')[0]?.after_ms).toBeUndefined();
  one('#a').dispatchEvent(new Event('wheel', { bubbles: true }));
  await pass(20);
  click('#b');
  one('#out').textContent = 'done';
  await pass(2_800);
  expect(sensed.of('reaction')[1]?.after_ms).toHaveProperty('mutation');
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { Sensor } from '../src/sensing.js';
import { watchErrors } from '../src/sensors/error.js';
import { watchFocus } from '../src/sensors/focus.js';
import { watchInput } from '../src/sensors/input.js';
import { watchKeys } from '../src/sensors/key.js';
import { watchPages } from '../src/sensors/page.js';
import { watchPointer } from '../src/sensors/pointer.js';
import { watchScroll } from '../src/sensors/scroll.js';
import { watchValidation } from '../src/sensors/validation.js';
import { watchVisibility } from '../src/sensors/visibility.js';
import { html, one, place, sense } from './sensing_host.js';

let stop = (): void => undefined;
function start(sensor: Sensor, capture = {}) {
  const sensed = sense([sensor], capture);
  stop = sensed.stop;
  return sensed;
}
beforeEach(() => html(''));
afterEach(() => stop());

function move(timeStamp: number, x: number, y: number, over: PointerEventInit = {}, on: EventTarget = document.body): void {
  const event = new PointerEvent('pointermove', { bubbles: true, clientX: x, clientY: y, ...over });
  Object.defineProperty(event, 'timeStamp', { value: timeStamp });
  on.dispatchEvent(event);
}
const leave = (): boolean => window.dispatchEvent(new Event('pagehide'));

it('samples the pointer at most every 40 ms and packs a run', () => {
  const { of } = start(watchPointer);
  for (let ms = 1_000; ms <= 1_200; ms += 10) move(ms, ms - 1_000, 7.6);
  leave();
  expect(of('pointer')).toMatchObject([
    { t: 1_000, dt: [0, 40, 40, 40, 40, 40], x: [0, 40, 80, 120, 160, 200], y: [8, 8, 8, 8, 8, 8] },
  ]);
});

it('ends a run where the hand rests or a button goes down', () => {
  const { of } = start(watchPointer);
  move(1_000, 0, 0);
  move(3_000, 1, 1);
  move(3_050, 2, 2, { buttons: 1 });
  leave();
  expect(of('pointer').map(({ x, is_down }) => [x, is_down])).toEqual([
    [[0], false], [[1], false], [[2], true],
  ]);
});

it('does not follow the pointer over what is ignored, nor where the study does not want it', () => {
  html('<div data-ta-ignore></div>');
  const { of } = start(watchPointer);
  move(1_000, 0, 0, {}, one('div'));
  leave();
  expect(of('pointer')).toEqual([]);
  stop();
  const quiet = start(watchPointer, { pointer: false });
  move(1_000, 0, 0);
  leave();
  expect(quiet.events).toEqual([]);
});

it('tells where an inner scroller came to rest', async () => {
  html('<div id="list"></div>');
  const { of } = start(watchScroll);
  one('#list').scrollTop = 40;
  one('#list').dispatchEvent(new Event('scroll'));
  await vi.waitFor(() => expect(of('scroll')).toMatchObject([{ y: 40, element: { key: '#list' } }]));
});

it('sets one timer for a whole motion, and tells of it once', async () => {
  html('<div id="list"></div>');
  const timers = vi.fn();
  const { of } = start((sensing) =>
    watchScroll({ ...sensing, after: (ms, fn) => (timers(), sensing.after(ms, fn)) }));
  for (let n = 0; n < 9; n += 1) one('#list').dispatchEvent(new Event('scroll'));
  expect(timers).toHaveBeenCalledOnce();
  await vi.waitFor(() => expect(of('scroll')).toHaveLength(1));
});

it("reports scrolling of the page without an element, at the latest when it is left", () => {
  const { of } = start(watchScroll);
  document.dispatchEvent(new Event('scroll', { bubbles: true }));
  leave();
  expect(of('scroll')).toHaveLength(1);
  expect(of('scroll')[0]).not.toHaveProperty('element');
});

function type(field: HTMLInputElement, text: string, inputType = 'insertText'): void {
  field.dispatchEvent(new InputEvent('beforeinput', { bubbles: true, inputType }));
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType }));
}

it('tells of a spell of typing its length, keys and deletions, and never its text', () => {
  html('<input id="f" value="">');
  const { of, events } = start(watchInput);
  const field = one<HTMLInputElement>('#f');
  for (const text of ['s', 'se', 'sex', 'se', 'sec', 'secr']) type(field, text, text === 'se' ? 'deleteContentBackward' : 'insertText');
  field.dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
  expect(of('input')).toMatchObject([{ field: 'text', length: 4, keys: 6, deletions: 2, was_filled: false }]);
  expect(JSON.stringify(events)).not.toContain('sec');
});

it('keeps even the length of a password', () => {
  html('<input type="password" id="f">');
  const { of } = start(watchInput);
  type(one<HTMLInputElement>('#f'), 'hunter2');
  leave();
  expect(of('input')).toMatchObject([{ field: 'password', length: 0, keys: 1 }]);
});

it('knows a field that was filled before', () => {
  html('<input id="f" value="old">');
  const { of } = start(watchInput);
  type(one<HTMLInputElement>('#f'), 'older');
  leave();
  expect(of('input')[0]?.was_filled).toBe(true);
});

it('begins a new spell in another field', () => {
  html('<input id="f"><input id="g">');
  const { of } = start(watchInput);
  type(one<HTMLInputElement>('#f'), 'a');
  type(one<HTMLInputElement>('#g'), 'bc');
  leave();
  expect(of('input').map(({ anchor, length }) => [anchor.key, length])).toEqual([['#f', 1], ['#g', 2]]);
});

it('tells whether a box was checked, and that a choice was made', () => {
  html('<input type="checkbox" id="c" checked><select id="s"><option>a</select>');
  const { of } = start(watchInput);
  one('#c').dispatchEvent(new Event('change', { bubbles: true }));
  one('#s').dispatchEvent(new Event('change', { bubbles: true }));
  expect(of('input')).toMatchObject([{ field: 'checkbox', is_checked: true }, { field: 'select' }]);
});

const press = (key: string, over: KeyboardEventInit = {}, on: EventTarget = document.body): boolean =>
  on.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...over }));

it('tells the keys that command', () => {
  const { of } = start(watchKeys);
  for (const key of ['Enter', 'Escape', 'Tab', ' ', 'F1']) press(key);
  press('z', { ctrlKey: true });
  press('z', { metaKey: true, shiftKey: true });
  press('f', { ctrlKey: true });
  expect(of('key').map(({ key }) => key)).toEqual(['enter', 'escape', 'tab', 'space', 'help', 'undo', 'redo', 'find']);
});

it('does not tell a key that types', () => {
  html('<textarea></textarea><input>');
  const { of } = start(watchKeys);
  for (const key of ['a', 'Backspace', 'ArrowLeft']) press(key, {}, one('input'));
  press(' ', {}, one('input'));
  press('Enter', {}, one('textarea'));
  press('Enter', { isComposing: true }, one('input'));
  press('a', { ctrlKey: true });
  expect(of('key')).toEqual([]);
  press('Enter', {}, one('input'));
  expect(of('key')).toMatchObject([{ key: 'enter', anchor: { tag: 'input' } }]);
});

it('tells the focus of fields alone', () => {
  html('<input id="f"><button>b</button>');
  const { of } = start(watchFocus);
  for (const selector of ['#f', 'button']) {
    one(selector).dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
    one(selector).dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
  }
  expect(of('focus').map(({ anchor, gained }) => [anchor.key, gained])).toEqual([['#f', true], ['#f', false]]);
});

it('tells when the tab is hidden and its window left', () => {
  const { of } = start(watchVisibility);
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  window.dispatchEvent(new Event('blur'));
  window.dispatchEvent(new Event('focus'));
  expect(of('visibility').map(({ state }) => state)).toEqual(['hidden', 'blurred', 'focused']);
});

it('tells an uncaught error once, masked and without a query', () => {
  const { of } = start(watchErrors);
  const error = { message: 'no user a@b.org', filename: 'http://shop.test/app.js?v=3', lineno: 7 };
  for (let n = 0; n < 3; n += 1) window.dispatchEvent(new ErrorEvent('error', error));
  expect(of('error')).toMatchObject([
    { kind: 'uncaught', message: 'no user ***', source: 'http://shop.test/app.js', line: 7 },
  ]);
});

it('tells a resource that did not load', () => {
  html('<img>');
  one('img').setAttribute('src', '/gone.png?x=1');
  const { of } = start(watchErrors);
  one('img').dispatchEvent(new Event('error'));
  expect(of('error')).toMatchObject([{ kind: 'resource', source: 'http://shop.test/gone.png' }]);
});

it("keeps the tracker's own errors to itself", () => {
  const { of } = start(watchErrors);
  const filename = 'http://collector.test/tracker/capture-1.js';
  window.dispatchEvent(new ErrorEvent('error', { message: 'ours', filename }));
  expect(of('error')).toEqual([]);
});

it('tells a rejection that nobody took', () => {
  const { of } = start(watchErrors);
  window.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason: new TypeError('x of undefined') }));
  expect(of('error')).toMatchObject([{ kind: 'rejection', message: 'TypeError: x of undefined' }]);
});

it('tells which constraint a field breaks, not what the browser quotes of it', () => {
  html('<input id="m" type="email">');
  const { of } = start(watchValidation);
  const field = one<HTMLInputElement>('#m');
  Object.defineProperty(field, 'validity', { value: { valid: false, valueMissing: false, typeMismatch: true } });
  field.dispatchEvent(new Event('invalid'));
  field.dispatchEvent(new Event('invalid'));
  expect(of('validation')).toMatchObject([{ kind: 'constraint', message: 'typeMismatch', anchor: { key: '#m' } }]);
});

it("tells the page's own message with a field that turns invalid, without what was typed", async () => {
  html('<input id="m" value="bob@" aria-describedby="e"><p id="e"></p>');
  const { of } = start(watchValidation);
  one('#m').setAttribute('aria-invalid', 'true');
  one('#e').textContent = '"bob@" is no address';
  await vi.waitFor(() =>
    expect(of('validation')).toMatchObject([{ kind: 'aria', message: '"***" is no address' }]));
});

it('tells a page view with address, size and title, all masked', () => {
  document.title = 'Order of a@b.org';
  const { of } = start(watchPages);
  expect(of('page')).toMatchObject([
    { kind: 'load', url: 'http://shop.test/products/17', title: 'Order of ***', page: 'p1', t: 0 },
  ]);
});

it('measures the page of a new route only after what began it', async () => {
  const { of, host } = start(watchPages);
  host.tell('page', { page: 'p2', screen: '/basket', url: 'http://shop.test/basket', kind: 'push', t: 9, route: '/basket' });
  expect(of('page')).toHaveLength(1);
  document.title = 'Basket';
  await vi.waitFor(() => expect(of('page')[1]).toMatchObject({ page: 'p2', title: 'Basket', t: 9 }));
});

it('takes every listener off again', () => {
  html('<button>b</button>');
  place(one('button'), 0, 0, 1, 1);
  const sensed = start(watchKeys);
  sensed.stop();
  press('Enter');
  expect(sensed.events).toEqual([]);
});

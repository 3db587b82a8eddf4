import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { openParts } from '../src/sensors/screen.js';
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

it('does not wait for ever for a page that never rests', async () => {
  const { of, stop } = await watched();
  for (let n = 0; n < 30; n += 1) {
    document.body.append(String(n));
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(of('screen')).toHaveLength(1);
  stop();
});

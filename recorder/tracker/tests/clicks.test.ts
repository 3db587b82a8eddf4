import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { makePrivacy } from '../src/privacy.js';
import { watchClicks } from '../src/sensors/click.js';
import { html, one, place, sense } from './sensing_host.js';

let sensed: ReturnType<typeof sense>;
beforeEach(() => {
  html('');
  sensed = sense([watchClicks]);
});
afterEach(() => sensed.stop());

function click(element: Element, over: MouseEventInit & { pointerType?: string; isTrusted?: boolean } = {}): void {
  const init = { bubbles: true, composed: true, detail: 1, clientX: 0, clientY: 0, ...over };
  const event = new PointerEvent('click', init);
  Object.defineProperty(event, 'isTrusted', { value: init.isTrusted ?? true });
  element.dispatchEvent(event);
}

it('places a click inside the element that it was meant for', () => {
  html('<button id="buy"><b>Buy</b></button>');
  place(one('#buy'), 100, 50, 200, 40);
  click(one('b'), { clientX: 150, clientY: 60 });
  expect(sensed.of('click')).toMatchObject([
    { vx: 150, vy: 60, x: 150, y: 60, fx: 0.25, fy: 0.25, target: 'b', pointer: 'mouse', button: 0 },
  ]);
  expect(sensed.of('click')[0]?.anchor).toMatchObject({ key: '#buy', box: [100, 50, 200, 40] });
});

it('stamps a click with the page view and screen of its moment', () => {
  html('<button>B</button>');
  click(one('button'));
  expect(sensed.of('click')[0]).toMatchObject({ page: 'p1', screen: '/products/:id' });
});

it('places an activation by the keyboard at the centre', () => {
  html('<button>B</button>');
  place(one('button'), 100, 50, 200, 40);
  click(one('button'), { detail: 0 });
  expect(sensed.of('click')[0]).toMatchObject({
    vx: 200, vy: 70, fx: 0.5, fy: 0.5, pointer: 'keyboard', is_trusted: true,
  });
});

it('says that a script has clicked', () => {
  html('<button>B</button>');
  click(one('button'), { detail: 0, isTrusted: false });
  expect(sensed.of('click')[0]).toMatchObject({ is_trusted: false, pointer: 'mouse' });
});

it.each(['touch', 'pen'])('tells a %s from a mouse', (pointerType) => {
  html('<button>B</button>');
  click(one('button'), { pointerType });
  expect(sensed.of('click')[0]?.pointer).toBe(pointerType);
});

it('keeps fractions inside the box when the hit lies outside of it', () => {
  html('<a href="#">wraps over two lines</a>');
  place(one('a'), 100, 100, 50, 20);
  click(one('a'), { clientX: 80, clientY: 130 });
  expect(sensed.of('click')[0]).toMatchObject({ fx: 0, fy: 1 });
});

it("counts a click on a label once, not the browser's second one on its control", () => {
  html('<label for="c">Agree</label><input type="checkbox" id="c">');
  const label = one('label');
  const control = one('input');
  Object.defineProperty(label, 'control', { value: control, configurable: true });
  click(label);
  control.dispatchEvent(new PointerEvent('click', { bubbles: true, detail: 1 }));
  expect(sensed.of('click').map(({ anchor }) => anchor.tag)).toEqual(['label']);
});

it('reports that somebody tried a disabled button', async () => {
  html('<button disabled>Pay</button>');
  one('button').dispatchEvent(new PointerEvent('pointerup', { bubbles: true, button: 0 }));
  await vi.waitFor(() => expect(sensed.of('click')).toMatchObject([{ anchor: { label: 'Pay' } }]));
});

it('reports nothing of what is ignored', () => {
  html('<div data-ta-ignore><button>x</button></div>');
  click(one('button'));
  expect(sensed.events).toEqual([]);
});

it('tells the scroller that the element stands in, and how far it was scrolled', () => {
  html('<div id="list" style="overflow-y:scroll"><p><button>B</button></p></div>');
  const list = one('#list');
  Object.defineProperties(list, { scrollHeight: { value: 900 }, clientHeight: { value: 100 } });
  list.scrollTop = 120;
  click(one('button'));
  expect(sensed.of('click')[0]?.scroller).toMatchObject({ key: '#list', y: 120 });
});

it('measures a press not at all, and of a click only what is described', () => {
  html('<main><p><button id="b"><b id="in">B</b></button></p></main>');
  const measured = vi.spyOn(Element.prototype, 'getBoundingClientRect');
  one('#in').dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
  expect(measured).not.toHaveBeenCalled();
  click(one('#in'));
  expect(measured).toHaveBeenCalledOnce();
  measured.mockRestore();
});

it('takes the clicks from before the sensors were there, as they were then', () => {
  html('<button id="b">B</button>');
  const { host, of } = sensed;
  const event = new PointerEvent('click', { detail: 1, clientX: 15, clientY: 10 });
  const stamp = { t: 5, page: 'p0', screen: '/early' };
  host.early = () => [{ event, path: [one('#b')], boxes: [new DOMRect(10, 0, 10, 20)], stamp }];
  html('<button id="b">B</button>');
  watchClicks({ ...fakeSensing(), host });
  expect(of('click')).toMatchObject([{ t: 5, page: 'p0', screen: '/early', fx: 0.5, fy: 0.5 }]);
});

function fakeSensing(): Parameters<typeof watchClicks>[0] {
  const none = (): undefined => undefined;
  return {
    host: sensed.host,
    privacy: makePrivacy([], []),
    emit: sensed.host.emit,
    listen: none, onMutations: none, clicked: none, onClick: none, react: none, onReaction: none,
    onLeave: none, after: () => 0,
    anchor: (element) => ({ tag: element.localName, path: '', box: [0, 0, 0, 0] }),
  };
}

/** Lets what stands at a point be found, which an environment without layout cannot. */
function lay(...boxes: [selector: string, x: number, y: number, width: number, height: number][]): void {
  for (const [selector, ...box] of boxes) place(one(selector), ...box);
  document.elementFromPoint = (x, y) =>
    boxes.map(([selector]) => one(selector)).reverse().find((element) => {
      const box = element.getBoundingClientRect();
      return x >= box.left && x < box.right && y >= box.top && y < box.bottom;
    }) ?? null;
}

it.each([[205, 110, '#b'], [223, 110, '#b'], [226, 110, undefined], [150, 60, '#a'], [150, 90, '#b']])(
  'names the nearest control within 24 px of a click on nothing at %i, %i', (clientX, clientY, key) => {
    html('<main><button id="a">A</button><button id="b">B</button></main>');
    lay(['main', 0, 0, 800, 600], ['#a', 100, 40, 100, 15], ['#b', 100, 100, 100, 40]);
    click(one('main'), { clientX, clientY });
    expect(sensed.of('click')[0]?.near?.key).toBe(key);
  },
);

it('looks for no neighbour of a control, of a hand cursor, or of what a script has clicked', () => {
  html('<main><button id="a">A</button><i style="cursor: pointer">i</i></main>');
  lay(['main', 0, 0, 800, 600], ['#a', 100, 40, 100, 20], ['i', 100, 65, 100, 20]);
  click(one('#a'), { clientX: 150, clientY: 50 });
  click(one('i'), { clientX: 150, clientY: 75 });
  click(one('main'), { clientX: 205, clientY: 50, isTrusted: false });
  expect(sensed.of('click').map(({ near }) => near)).toEqual([undefined, undefined, undefined]);
});

it('looks for no neighbour of a pull that ended beside what it began on', () => {
  html('<main><input id="a" type="range"></main>');
  lay(['main', 0, 0, 800, 600], ['#a', 100, 40, 100, 20]);
  one('#a').dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }));
  click(one('main'), { clientX: 150, clientY: 64 });
  expect(sensed.of('click')[0]?.near).toBeUndefined();
});

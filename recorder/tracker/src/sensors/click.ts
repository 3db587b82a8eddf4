/** Clicks, taps, and activations by the keyboard. */

import { hit, HIT_EVENTS, MAX_DEPTH, type Hit } from '../early.js';
import { anchorIndex, INTERACTIVE, keyAcross, pathOf } from '../element.js';
import type { ClickBody, Scroller, Stamp } from '../protocol.js';
import { hitBy, px, type Sensor, type Sensing } from '../sensing.js';

const DRAG_PX = 4; // a hand is not that steady; below, a press is a click, not a drag over text
const LABEL_MS = 250; // the browser's own second click, on a label's control, comes after the page's handlers of the first
const REACH_PX = 24; // WCAG 2.5.8: the least size of a target
const STEPS = [-REACH_PX, -12, 0, 12, REACH_PX];
const SCROLLS = /auto|scroll|overlay/;

export const watchClicks: Sensor = (sensing) => {
  const { host, privacy } = sensing;
  let down: PointerEvent | undefined;
  let reportedAt = -1;
  let labelled: { control: Element; at: number } | undefined;

  function take(found: Hit): void {
    const { event, path } = found;
    const [target] = path;
    if (!target || privacy.isIgnored(target)) return;
    if (event.type === 'pointerdown') down = event as PointerEvent;
    else if (!isEcho(target)) {
      reportedAt = performance.now();
      report(sensing, found, down);
    }
  }

  /** A click on a label is followed by one on its control, which nobody made. */
  function isEcho(target: Element): boolean {
    const at = performance.now();
    if (labelled?.control === target && at - labelled.at < LABEL_MS) return true;
    const label = target.closest('label');
    const control = label?.control;
    labelled = control && control !== target ? { control, at } : undefined;
    return false;
  }

  const stampOf = (event: Event): Stamp =>
    ({ t: host.at(event.timeStamp), page: host.page(), screen: host.screen() });
  const hear = (event: MouseEvent): void => {
    // A press is only remembered; what it hit is described with the click.
    if (event.type === 'pointerdown') down = event as PointerEvent;
    else take({ event, path: pathFrom(event), stamp: stampOf(event) });
  };
  for (const found of host.early()) take(found);
  for (const name of HIT_EVENTS) sensing.listen(window, name, hear);

  // A disabled control swallows its click; that somebody tried is what a test is after.
  sensing.listen(window, 'pointerup', (event: PointerEvent) => {
    const target = hitBy(event);
    if (event.button !== 0 || !target?.closest(':disabled')) return;
    const found = hit(event, stampOf(event));
    sensing.after(0, () => reportedAt < event.timeStamp && take(found));
  });
};

function report(sensing: Sensing, { event, path, boxes, stamp }: Hit, down?: PointerEvent): void {
  const index = anchorIndex(path);
  const element = path[index];
  const [target] = path;
  if (!element || !target) return;
  const box = boxes?.[index] ?? element.getBoundingClientRect();
  // Keys and scripts click without a place.
  const isPlaceless = event.detail === 0 && event.type === 'click';
  const vx = isPlaceless ? box.left + box.width / 2 : event.clientX;
  const vy = isPlaceless ? box.top + box.height / 2 : event.clientY;
  const click: ClickBody = {
    type: 'click',
    x: px(vx + scrollX),
    y: px(vy + scrollY),
    vx: px(vx),
    vy: px(vy),
    fx: share(vx - box.left, box.width),
    fy: share(vy - box.top, box.height),
    anchor: sensing.anchor(element, box),
    pointer: isPlaceless && event.isTrusted ? 'keyboard' : pointerOf(event, down),
    button: Math.max(0, event.button),
    is_trusted: event.isTrusted,
    selected_text: hasSelected(event, down),
  };
  if (target !== element) click.target = target.localName.slice(0, 64);
  const { cursor } = getComputedStyle(target);
  if (cursor && cursor !== 'auto') click.cursor = cursor.split(',').pop()?.trim().slice(0, 32) ?? '';
  const scroller = scrollerOf(element);
  if (scroller) click.scroller = scroller;
  // A pull that ends beside its slider is a click on what holds both.
  const isPull = down !== undefined && down.target !== event.target;
  if (!click.anchor.interactive && click.cursor !== 'pointer' && event.isTrusted && !isPull) {
    const near = nearest(vx, vy);
    if (near && !sensing.privacy.isIgnored(near)) click.near = sensing.anchor(near);
  }
  sensing.emit({ ...click, ...stamp });
  sensing.clicked(element, stamp);
}

/**
 * The nearest thing to press around a point that has none: felt for every 12 px, which costs the
 * same on a page of any size. The page has just been laid out for the box of what was hit.
 */
function nearest(x: number, y: number): Element | undefined {
  let found: Element | undefined;
  let least = REACH_PX;
  for (const dx of STEPS) {
    for (const dy of STEPS) {
      const element = document.elementFromPoint(x + dx, y + dy)?.closest(INTERACTIVE);
      if (!element) continue;
      const box = element.getBoundingClientRect();
      const apart = Math.hypot(Math.max(box.left - x, x - box.right, 0), Math.max(box.top - y, y - box.bottom, 0));
      if (!apart || apart > least) continue;
      found = element;
      least = apart;
    }
  }
  return found;
}

/** Boxes are for later: on the spot one of them is enough. */
const pathFrom = (event: MouseEvent): Element[] =>
  event.composedPath().slice(0, MAX_DEPTH).filter((node) => node instanceof Element);

const share = (part: number, whole: number): number =>
  whole > 0 ? Math.round(Math.min(1, Math.max(0, part / whole)) * 10_000) / 10_000 : 0.5;

/** Safari's clicks are no PointerEvents before version 18.2: there the press before tells. */
function pointerOf(event: MouseEvent, down?: PointerEvent): 'mouse' | 'touch' | 'pen' {
  const type = (event as Partial<PointerEvent>).pointerType || down?.pointerType;
  return type === 'touch' || type === 'pen' ? type : 'mouse';
}

/** A selection stays where it was when a button is pressed; only a drag or a double click makes one. */
function hasSelected(event: MouseEvent, down?: PointerEvent): boolean {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.toString().trim()) return false;
  const way = down ? Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) : 0;
  return event.detail > 1 || way > DRAG_PX;
}

/** The nearest ancestor that scrolls by itself; the page is not one. */
export function scrollerOf(element: Element): Scroller | undefined {
  for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
    if (at.scrollHeight <= at.clientHeight && at.scrollWidth <= at.clientWidth) continue;
    const { overflowX, overflowY } = getComputedStyle(at);
    if (!SCROLLS.test(overflowX + overflowY) || at === document.documentElement) continue;
    const key = keyAcross(at);
    return { path: pathOf(at), x: px(at.scrollLeft), y: px(at.scrollTop), ...(key ? { key } : {}) };
  }
  return undefined;
}

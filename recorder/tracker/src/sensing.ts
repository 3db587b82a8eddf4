/** What the sensors share: guarded listeners, privacy, anchors, one observer for mutations. */

import { describe } from './element.js';
import type { Host } from './host.js';
import { makePrivacy, type Privacy } from './privacy.js';
import { watchTyped } from './typed.js';
import type { Anchor, NewEvent, Reaction, Stamp } from './protocol.js';

const MAX_TARGETS = 100; // a change of more nodes is looked at in part: it is none of a clock

/** A sensor adds its listeners and may return what takes off the rest of it. */
export type Sensor = (sensing: Sensing) => void | (() => void);

export interface Sensing {
  readonly host: Host;
  readonly privacy: Privacy;
  emit(event: NewEvent): void;
  /** A capturing, passive, guarded listener, taken off with the sensor. */
  listen<E extends Event>(target: EventTarget, name: string, fn: (event: E) => void): void;
  /** Calls for every batch of mutations, with the nodes that changed outside of what is ignored. */
  onMutations(fn: (targets: ReadonlySet<Node>, records: readonly MutationRecord[]) => void): void;
  anchor(element: Element, box?: DOMRect): Anchor;
  /** A click was taken; told to all who listen. */
  clicked(element: Element, stamp: Stamp): void;
  onClick(fn: (element: Element, stamp: Stamp) => void): void;
  /** Something happened that may be the answer to a click; told to all who listen. */
  react(kind: Reaction): void;
  onReaction(fn: (kind: Reaction) => void): void;
  /** Called when the page is hidden or left, and when the sensors are taken off. */
  onLeave(fn: () => void): void;
  after(ms: number, fn: () => void): number;
}

/** @returns a function that takes everything off */
export function startSensing(host: Host, sensors: readonly Sensor[]): () => void {
  const { pristine } = host;
  const cancel = new AbortController();
  const privacy = makePrivacy(host.capture.ignore, host.capture.mask, host.capture.unmask);
  const reactions: ((kind: Reaction) => void)[] = [];
  const clicks: ((element: Element, stamp: Stamp) => void)[] = [];
  const leavers: (() => void)[] = [];
  const mutators: Parameters<Sensing['onMutations']>[0][] = [];

  const sensing: Sensing = {
    host,
    privacy,
    emit: host.emit,
    listen(target, name, fn) {
      const options = { capture: true, passive: true, signal: cancel.signal };
      target.addEventListener(name, host.guard(fn as (event: Event) => void), options);
    },
    onMutations: (fn) => void mutators.push(host.guard(fn)),
    anchor: (element, box) => describe(element, privacy.isMasked, box),
    clicked: (element, stamp) => clicks.forEach((fn) => fn(element, stamp)),
    onClick: (fn) => void clicks.push(fn),
    react: (kind) => reactions.forEach((fn) => fn(kind)),
    onReaction: (fn) => void reactions.push(fn),
    onLeave: (fn) => void leavers.push(host.guard(fn)),
    after: (ms, fn) => pristine.setTimeout(host.guard(fn), ms),
  };
  const leave = (): void => leavers.forEach((fn) => fn());

  const observer = new pristine.MutationObserver((records) => {
    const targets = changed(records, privacy);
    if (targets.size) mutators.forEach((fn) => fn(targets, records));
  });
  observer.observe(document, {
    subtree: true, childList: true, attributes: true, characterData: true,
  });
  const forget = watchTyped(host, privacy);
  const stops = sensors.map((sensor) => host.guard(sensor)(sensing));
  sensing.listen(window, 'pagehide', leave);
  sensing.listen(document, 'visibilitychange', () => {
    if (document.visibilityState === 'hidden') leave();
  });

  return () => {
    leave();
    observer.disconnect();
    cancel.abort();
    forget();
    for (const stop of stops) if (stop) host.guard(stop)();
  };
}

/** The nodes that changed. A list that is sorted has two records for each row, all of one node. */
function changed(records: readonly MutationRecord[], { isIgnored }: Privacy): Set<Node> {
  const targets = new Set<Node>();
  let last: Node | undefined;
  for (const { target } of records) {
    if (target === last || targets.has(target)) continue;
    last = target;
    if (!isIgnored(target)) targets.add(target);
    if (targets.size >= MAX_TARGETS) break;
  }
  return targets;
}

/** What an event really hit, also inside of open shadow roots. */
export const hitBy = (event: Event): Element | null => {
  const [first] = event.composedPath();
  return first instanceof Element ? first : null;
};

/** A number of CSS px for the wire: finite, to a tenth. */
export const px = (value: number): number =>
  Number.isFinite(value) ? Math.round(value * 10) / 10 : 0;

const TEXT_TYPES = /^(?:text|search|url|tel|email|password|number|date|datetime-local|month|week|time)$/;

/** A field that is edited by typing. */
export function isTyped(element: Element | null): boolean {
  if (element instanceof HTMLInputElement) return TEXT_TYPES.test(element.type);
  return element instanceof HTMLTextAreaElement || (element as HTMLElement | null)?.isContentEditable === true;
}

export const isField = (element: Element | null): element is HTMLElement =>
  isTyped(element) || element instanceof HTMLInputElement || element instanceof HTMLSelectElement;

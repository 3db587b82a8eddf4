/** A host for the sensors' tests: remembers what was emitted, in the browser's own time. */

import { vi } from 'vitest';

import type { Happenings, Host } from '../src/host.js';
import { pristine } from '../src/pristine.js';
import type { Capture, EventBody, NewEvent } from '../src/protocol.js';
import { startSensing, type Sensor } from '../src/sensing.js';

export function sensingHost(capture: Capture = {}) {
  const events: NewEvent[] = [];
  const listeners = new Map<string, Set<(what: never) => void>>();
  const routes: string[] = [];
  let open = '';
  const host = {
    base: 'http://collector.test',
    answer: { origin_ms: 0 },
    origin_ms: 0,
    pristine,
    capture: { dom: true, pointer: true, mask: [], ignore: [], ...capture },
    page: () => 'p1',
    screen: () => `/products/:id${open}`,
    view: () => ({ page: 'p1', screen: '/products/:id', url: location.href, kind: 'load', t: 0 }),
    setOpen: (parts: string) => void (open = parts),
    route: (kind: string) => void routes.push(kind),
    now: () => performance.now(),
    at: (stamp: number) => stamp,
    emit: (event: NewEvent) => void events.push(event),
    early: () => [],
    guard: <A extends unknown[], R>(fn: (...args: A) => R) => fn,
    on(name: string, fn: (what: never) => void) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(fn));
      return () => void set.delete(fn);
    },
    tell: <N extends keyof Happenings>(name: N, what: Happenings[N]) =>
      listeners.get(name)?.forEach((fn) => fn(what as never)),
    delivery: {
      counts: { guarded_errors: 0, dropped: 0, recovered: 0, gave_way: 0, note: undefined },
      tab: { add: () => 0 },
      events: { size: () => 0 },
    },
  };
  return {
    host: host as unknown as Host,
    events,
    routes,
    of: <T extends EventBody['type']>(type: T) =>
      events.filter((event): event is Extract<NewEvent, { type: T }> => event.type === type),
  };
}

export function sense(sensors: Sensor[], capture: Capture = {}) {
  const fake = sensingHost(capture);
  return { ...fake, stop: startSensing(fake.host, sensors) };
}

/** Gives an element a box, which an environment without layout has not. */
export function place(element: Element, x: number, y: number, width: number, height: number): void {
  vi.spyOn(element, 'getBoundingClientRect').mockReturnValue(new DOMRect(x, y, width, height));
}

export function html(text: string): void {
  document.body.innerHTML = text;
}

export function one<E extends Element = HTMLElement>(selector: string): E {
  const found = document.querySelector<E>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
}

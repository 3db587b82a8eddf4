/** A host for the panel's tests: remembers what was emitted, has a clock of its own. */

import { vi } from 'vitest';

import type { Happenings, Host } from '../src/host.js';
import { TEXT_KEYS } from '../src/panel/texts.js';
import type { Form, HelloAnswer, NewEvent, TaskBody, TaskCard } from '../src/protocol.js';

export function task(id: string, over: Partial<TaskCard> = {}): TaskCard {
  return {
    id,
    title: `Title of ${id}`,
    instructions: `Please do ${id}.`,
    start_url: null,
    time_limit_s: null,
    ends_on_goal: true,
    goal_kind: null,
    goal_value: null,
    ...over,
  };
}

export const item = (text: string): Form['items'][number] => ({ text, name: '', ends: ['Low', 'High'] });

/** A form of one item, 1 to 7, after the task a. */
export function form(questionnaire: string, over: Partial<Form> = {}): Form {
  return {
    questionnaire,
    tasks: ['a'],
    items: [item('How was it?')],
    low: 1,
    high: 7,
    step: 1,
    has_numbers: true,
    required: false,
    reason: '',
    choices: [],
    locale: 'en',
    ...over,
  };
}

export function answer(tasks: TaskCard[], over: Partial<HelloAnswer> = {}): HelloAnswer {
  return {
    v: 1,
    session: 's1',
    consent: true,
    closed: false,
    server_ms: 0,
    origin_ms: 0,
    title: 'A study',
    locale: 'en',
    tasks,
    progress: { task_index: 0, state: 'ready' },
    capture: {},
    chunks: {},
    thanks: '',
    texts: Object.fromEntries(TEXT_KEYS.map((key) => [key, key])),
    ...over,
  };
}

/** The tests move the clock with vitest's fake timers; session time 0 is their start. */
export function fakeHost(hello: HelloAnswer, stored = new Map<string, string>()) {
  const listeners = new Map<string, Set<(what: never) => void>>();
  const events: NewEvent[] = [];
  const origin = Date.now();
  const flush = vi.fn(() => Promise.resolve(true));
  const host = {
    base: '',
    delivery: { counts: {} as { note?: string } },
    session: 's1',
    token: 'TOKEN',
    answer: hello,
    capture: { dom: true, pointer: true, mask: [], ignore: [] },
    pristine: {
      setTimeout: (fn: () => void, ms?: number) => window.setTimeout(fn, ms) as unknown as number,
      clearTimeout: (id: number) => window.clearTimeout(id),
      setInterval: (fn: () => void, ms?: number) => window.setInterval(fn, ms) as unknown as number,
      clearInterval: (id: number) => window.clearInterval(id),
      MutationObserver,
    },
    store: {
      get: (key: string) => stored.get(key) ?? null,
      set: (key: string, value: string) => void stored.set(key, value),
    },
    now: () => Date.now() - origin,
    at: (stamp: number) => stamp,
    page: () => 'p1',
    view: () => ({ page: 'p1', screen: '/', url: location.href, kind: 'load', t: 0 }),
    screen: () => '/',
    emit: (event: NewEvent) => void events.push(event),
    emitReplay: () => undefined,
    flush,
    guard: <A extends unknown[], R>(fn: (...args: A) => R) => fn,
    on: (name: string, fn: (what: never) => void) => {
      if (!listeners.has(name)) listeners.set(name, new Set());
      listeners.get(name)?.add(fn);
      return () => void listeners.get(name)?.delete(fn);
    },
    tell: <N extends keyof Happenings>(name: N, what: Happenings[N]) => {
      for (const fn of [...(listeners.get(name) ?? [])]) (fn as (what: Happenings[N]) => void)(what);
    },
    post: vi.fn(),
    close: vi.fn(() => {
      host.tell('stopped', 'closed');
      return Promise.resolve();
    }),
    withdraw: vi.fn(() => {
      host.tell('stopped', 'withdrawn');
      return Promise.resolve();
    }),
    stop: vi.fn(),
  };
  return {
    host: host as unknown as Host,
    fake: host,
    stored,
    flush,
    events,
    /** What was said of tasks: "start find participant 0". */
    said: (): string[] =>
      events
        .filter((event): event is NewEvent & TaskBody => event.type === 'task')
        .map(({ action, task: id, by, t }) => `${action} ${id} ${by} ${t}`),
  };
}

/** Goes to another address without a load, as a single-page application does. */
export function goTo(path: string): void {
  (window as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(
    new URL(path, 'http://shop.test/').href,
  );
}

/** The tracker at work: everything between a hello with consent and the end of the page. */

import type { Answering } from './api.js';
import { makeBus } from './bus.js';
import { makeChunks } from './chunks.js';
import { makeClock } from './clock.js';
import { keepEarly } from './early.js';
import { makeGuard } from './guard.js';
import { offsetOf, type Greeting } from './hello.js';
import type { Happenings, Host } from './host.js';
import { watchLife } from './life.js';
import { makeOutbox } from './outbox.js';
import { makePages } from './pages.js';
import { insist, pause, post, pristine } from './pristine.js';
import type { HelloAnswer, NewEvent } from './protocol.js';
import { erase, forget, sessionStore, writeKnown } from './session.js';

const RETRY_MS = 1_500;

export interface Running {
  /** A newer answer to a hello has come. */
  refresh(greeting: Greeting): void;
  /** Stops because the collector refuses; `isOver` forgets the session as well. */
  refuse(isOver: boolean): void;
}

export interface Start {
  base: string;
  token: string;
  answer: HelloAnswer;
  origin_ms: number;
  /** The collector's clock minus this browser's, if an earlier page has seen both. */
  offset_ms?: number | undefined;
  /** The latest session time that an earlier page has noted; 0 where there was none. */
  last_t: number;
  /** Connects the page's calls. */
  connect(to: Answering): void;
  /** The page came back from the back/forward cache. */
  returned(): void;
}

export function run({ base, token, answer, origin_ms, offset_ms, last_t, connect, returned }: Start): Running {
  const { session } = answer;
  const store = sessionStore(session);
  const guard = makeGuard();
  const bus = makeBus(guard.wrap);
  const { now, at, advance } = makeClock(origin_ms, last_t);
  let isStopped = false;

  const pages = makePages(now, (view) => bus.tell('page', view));
  const { view } = pages;
  const page = (): string => view().page;
  const outbox = makeOutbox({
    base, session, token, store, bus, now, counts: guard.counts,
    refused: (code) => end('refused', code !== 'origin_not_allowed'),
  });
  const early = keepEarly((event) => pages.stamp(at(event.timeStamp)), guard.wrap);
  const life = watchLife({
    wrap: guard.wrap,
    hidden: outbox.hand,
    left: outbox.leave,
    shown(isReturn) {
      outbox.resume(isReturn);
      if (!isReturn) return;
      pages.begin('bfcache');
      returned();
    },
  });

  function emit(event: NewEvent): void {
    if (isStopped) return;
    outbox.add(pristine.stringify({ ...pages.stamp(now()), ...event }));
    life.emitted();
  }

  const ask: Host['post'] = (path, body = '', query = '') =>
    post(`${base}/collect/v1/${path}?token=${token}${query}`, body);

  function end(reason: Happenings['stopped'], isOver = reason !== 'stopped'): void {
    if (isStopped) return;
    // Without a consent, or for a session that is over, not a word more is taken or sent.
    isStopped = reason === 'withdrawn' || reason === 'refused';
    // Why comes first: the panel stays to say it.
    bus.tell('stopped', reason);
    chunks.stop(reason === 'stopped' ? undefined : 'panel');
    if (!isStopped) outbox.delivery.cut();
    isStopped = true;
    connect(() => undefined);
    early();
    if (reason !== 'stopped') {
      life.stop();
      outbox.discard();
    }
    if (isOver) forget(session);
  }

  const host: Host = {
    base, session, token, pristine, store, origin_ms, connect, early, emit, post: ask, now, at, advance, page,
    get answer() {
      return answer;
    },
    capture: { dom: true, pointer: true, mask: [], ignore: [], ...answer.capture },
    delivery: outbox.delivery,
    view,
    screen: () => view().screen,
    setOpen: pages.setOpen,
    route: pages.begin,
    flush: outbox.flush,
    guard: guard.wrap,
    on: bus.on,
    tell: bus.tell,
    end,
    async close() {
      await outbox.delivery.gather?.();
      chunks.stop('panel'); // the sensors hand over what they still hold
      while (!(await outbox.flush())) await pause(RETRY_MS);
      await insist(() => ask('close'));
      end('closed');
    },
    async withdraw() {
      end('withdrawn');
      await erase(base, token);
    },
  };
  const chunks = makeChunks(host, guard.count);

  chunks.load();

  return {
    refuse: (isOver) => end('refused', isOver),
    refresh(greeting) {
      answer = greeting.answer;
      if (answer.closed || !answer.consent) return end('refused');
      offset_ms ??= offsetOf(answer, greeting);
      writeKnown({ token, origin_ms, offset_ms, answer });
      outbox.delivery.greeting = greeting;
      chunks.load();
    },
  };
}

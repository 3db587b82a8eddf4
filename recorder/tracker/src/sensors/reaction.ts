/**
 * What answers a click: the first mutation, navigation, request ... within 2.75 s, told once the
 * watch has ended. Which answers count, and what a dead click is, is the analyzer's matter.
 *
 * With the participant's next act somewhere else, what happens is the answer to that: the earlier
 * watch goes on, but takes nothing more.
 */

import type { Reaction, ReactionBody, Stamp } from '../protocol.js';
import { hitBy, isField, type Sensor } from '../sensing.js';

const WATCH_MS = 2_750; // PostHog's absolute limit of a dead click; see docs/measures.md
const TICK_MS = 3_000; // a node that has changed unprompted three times at least that often
const TICKS = 3; //        (a clock, a carousel) answers nobody
const OWN_SCROLL_MS = 500; // a wheel's scrolling, smoothed by the browser, lasts that long
const OUTSIDE = /^(?:mailto|tel|sms):/;

interface Watch {
  element: Element;
  stamp: Stamp;
  from: number; // performance.now()
  found: NonNullable<ReactionBody['after_ms']>;
  isOpen: boolean;
  timer: number;
}

export const watchReactions: Sensor = (sensing) => {
  const { host } = sensing;
  const watches = new Set<Watch>();
  const isTicking = tickers();
  const early = new Set<Reaction>(); // answers to the press, before there is a click
  let scrolledAt = -OWN_SCROLL_MS;

  function react(kind: Reaction): void {
    early.add(kind);
    const now = performance.now();
    for (const { found, from, isOpen } of watches) {
      // Heads that shrink and buttons that fade in answer the wheel.
      const isScrolled = kind === 'mutation' && scrolledAt > from && now - scrolledAt < OWN_SCROLL_MS;
      if (isOpen && !isScrolled) found[kind] ??= Math.max(0, Math.round(now - from));
    }
  }

  /** The participant does something with `target`. */
  function act(target: Element | null): void {
    early.clear();
    for (const watch of watches) watch.isOpen &&= target !== null && watch.element.contains(target);
  }

  function end(watch: Watch): void {
    if (!watches.delete(watch)) return;
    host.pristine.clearTimeout(watch.timer);
    const { page, screen, t } = watch.stamp;
    const watched_ms = Math.round(performance.now() - watch.from);
    const body: ReactionBody = { type: 'reaction', of: t, watched_ms };
    if (Object.keys(watch.found).length) body.after_ms = watch.found;
    sensing.emit({ ...body, page, screen });
  }

  sensing.onReaction(react);
  sensing.onClick((element, stamp) => {
    const watch: Watch = { element, stamp, from: performance.now(), found: {}, isOpen: true, timer: 0 };
    for (const kind of early) watch.found[kind] = 0;
    early.clear();
    watches.add(watch);
    watch.timer = sensing.after(WATCH_MS, () => end(watch));
    const link = element.closest('a');
    if (link?.hasAttribute('download')) react('download');
    else if (link && (link.target || OUTSIDE.test(link.href))) react('window');
  });
  for (const name of ['pointerdown', 'keydown']) {
    sensing.listen(window, name, (event) => act(hitBy(event)));
  }
  sensing.onLeave(() => [...watches].forEach(end));

  sensing.onMutations((targets) => {
    // Every node is looked at, so that each ticking one is counted.
    let isNews = false;
    for (const target of targets) if (!isTicking(target, watches.size > 0)) isNews = true;
    if (isNews) react('mutation');
  });
  // A button takes the focus when it is pressed; only a field is thereby ready for something.
  sensing.listen(window, 'focusin', (event) => isField(hitBy(event)) && react('focus'));
  sensing.listen(document, 'selectionchange', () => {
    if (!getSelection()?.isCollapsed || isField(document.activeElement)) react('selection');
  });
  for (const name of ['input', 'change']) sensing.listen(window, name, () => react('input'));
  for (const name of ['play', 'pause', 'seeked', 'volumechange']) {
    sensing.listen(window, name, () => react('media'));
  }
  for (const name of ['wheel', 'touchmove']) {
    sensing.listen(window, name, () => (scrolledAt = performance.now()));
  }
  sensing.listen(window, 'scroll', () => {
    if (performance.now() - scrolledAt > OWN_SCROLL_MS) react('scroll');
  });
  // A link to a file that is only saved leaves no page, but asks before as if it did.
  for (const name of ['pagehide', 'beforeunload']) sensing.listen(window, name, () => react('navigation'));

  return wrapOpen(() => react('window'));
};

/** Tells whether a node that changes now does so by itself. */
function tickers(): (node: Node, isWatched: boolean) => boolean {
  const seen = new WeakMap<Node, { n: number; at: number }>();
  return (node, isWatched) => {
    const now = performance.now();
    const ticks = seen.get(node) ?? { n: 0, at: 0 };
    const isRecent = now - ticks.at < TICK_MS;
    const isTicking = isRecent && ticks.n >= TICKS;
    // What follows a click may be its answer and makes nothing a ticker.
    if (!isWatched || isTicking) seen.set(node, { n: isRecent ? ticks.n + 1 : 1, at: now });
    return isTicking;
  };
}

/** Tells of `window.open`, without getting in its way. */
function wrapOpen(told: () => void): () => void {
  const { open } = window;
  const wrapped: typeof open = (...args) => {
    told();
    return open.apply(window, args);
  };
  window.open = wrapped;
  return () => {
    if (window.open === wrapped) window.open = open;
  };
}

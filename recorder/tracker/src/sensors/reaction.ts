/**
 * What answers a click: the first mutation, navigation, request ... within 2.75 s, told once the
 * watch has ended. A click that nothing answers is dead; which answers count is the analyzer's
 * matter.
 */

import type { Reaction, ReactionBody, Stamp } from '../protocol.js';
import { hitBy, isField, type Sensor } from '../sensing.js';

const WATCH_MS = 2_750; // PostHog's absolute limit of a dead click; see docs/measures.md
const TICK_MS = 3_000; // a node that has changed unprompted three times at least that often
const TICKS = 3; //        (a clock, a carousel) answers nobody
const OUTSIDE = /^(?:mailto|tel|sms):/;

interface Watch {
  stamp: Stamp;
  from: number; // performance.now()
  press: number; // of the pointer, before the click
  found: NonNullable<ReactionBody['after_ms']>;
  timer: number;
}

export const watchReactions: Sensor = (sensing) => {
  const { host } = sensing;
  const watches = new Set<Watch>();
  const isTicking = tickers();
  const recent = new Map<Reaction, number>();
  let press = 0;

  function react(kind: Reaction): void {
    const now = performance.now();
    recent.set(kind, now);
    for (const { found, from } of watches) found[kind] ??= Math.max(0, Math.round(now - from));
  }

  function end(watch: Watch): void {
    if (!watches.delete(watch)) return;
    host.pristine.clearTimeout(watch.timer);
    const watched_ms = Math.round(performance.now() - watch.from);
    const body: ReactionBody = { type: 'reaction', of: watch.stamp.t, watched_ms };
    if (Object.keys(watch.found).length) body.after_ms = watch.found;
    sensing.emit({ ...body, page: watch.stamp.page, screen: watch.stamp.screen });
  }

  sensing.onReaction(react);
  sensing.onClick((element, stamp) => {
    const from = performance.now();
    const watch: Watch = { stamp, from, press, found: {}, timer: 0 };
    // Menus and fields answer the press already, before there is a click.
    for (const [kind, at] of recent) if (press && at >= press) watch.found[kind] = 0;
    watches.add(watch);
    watch.timer = sensing.after(WATCH_MS, () => end(watch));
    const link = element.closest('a');
    if (link?.hasAttribute('download')) react('download');
    else if (link && OUTSIDE.test(link.href)) react('window');
  });

  sensing.listen(window, 'pointerdown', () => (press = performance.now()));
  sensing.onMutations((records) => {
    if (!records.every(({ target }) => isTicking(target, watches.size > 0))) react('mutation');
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
  sensing.listen(window, 'scroll', () => react('scroll'));
  sensing.listen(window, 'pagehide', () => react('navigation'));
  sensing.onLeave(() => [...watches].forEach(end));

  return wrapOpen(() => react('window'));
};

/** Tells whether a node that changes now does so by itself. */
function tickers(): (node: Node, isWatched: boolean) => boolean {
  const seen = new WeakMap<Node, { n: number; at: number }>();
  return (node, isWatched) => {
    const now = performance.now();
    const ticks = seen.get(node) ?? { n: 0, at: 0 };
    const isBusy = ticks.n >= TICKS && now - ticks.at < TICK_MS;
    // What follows a click may be its answer and makes nothing a ticker.
    if (!isWatched || isBusy) seen.set(node, { n: now - ticks.at < TICK_MS ? ticks.n + 1 : 1, at: now });
    return isBusy;
  };
}

/** Tells of `window.open`, without getting in its way. */
function wrapOpen(told: () => void): () => void {
  const { open } = window;
  const wrapped: typeof open = function (this: unknown, ...args) {
    told();
    return open.apply(window, args);
  };
  window.open = wrapped;
  return () => {
    if (window.open === wrapped) window.open = open;
  };
}

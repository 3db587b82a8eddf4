/** The page's life: hidden, left, kept in the back/forward cache, shown again. */

import { pristine } from './pristine.js';

const AFTER_HIDE_MS = 1_000; // events that the hiding itself brings (vitals, ends of spells)

export interface LifeOptions {
  /** The page is hidden or goes, or said something more on its way out. */
  hidden(): void;
  /** The page goes, perhaps for good. */
  left(): void;
  /** The page is seen again; `isReturn`: from the back/forward cache. */
  shown(isReturn: boolean): void;
  wrap<A extends unknown[], R>(fn: (...args: A) => R): (...args: A) => R | undefined;
}

export interface Life {
  /** An event was queued: if the page is going, it cannot wait for the next batch. */
  emitted(): void;
  stop(): void;
}

export function watchLife({ hidden, left, shown, wrap }: LifeOptions): Life {
  let isLeaving = false;
  let isGone = false;
  let isAsked = false;
  const cancel = new AbortController();
  const options = { signal: cancel.signal, capture: true };
  const hand = wrap(hidden);

  addEventListener('pagehide', wrap(() => {
    isLeaving = isGone = true;
    hidden();
    left();
  }), options);
  addEventListener('pageshow', wrap(({ persisted }: PageTransitionEvent) => {
    if (!persisted) return;
    isLeaving = isGone = false;
    shown(true);
  }), options);
  document.addEventListener('visibilitychange', wrap(() => {
    if (document.hidden) {
      isLeaving = true;
      hidden();
      pristine.setTimeout(() => (isLeaving = isGone), AFTER_HIDE_MS);
    } else if (!isGone) {
      isLeaving = false;
      shown(false);
    }
  }), options);

  return {
    stop: () => cancel.abort(),
    emitted() {
      if (!isLeaving || isAsked) return;
      isAsked = true;
      // The sensors' listeners run after ours; each ends in a microtask of its own.
      pristine.queueMicrotask(() => {
        isAsked = false;
        hand();
      });
    },
  };
}

/** Runs long work in slices of idle time, so that the page never waits for it. */

import type { Host } from '../host.js';

const SLICE_MS = 12; // of the 30 that are promised: a step or a pause of the collector may come late
const BUSY_MS = 6; // where the page is never idle
const WAIT_MS = 300;

/** A step of work that ends at the next `yield`; steps take a millisecond or so. */
export type Work<T> = Generator<void, T, void>;

export interface Pace {
  /** Works until it is done, or rejects if it throws; the ms that it took. One at a time. */
  run(work: Work<void>): Promise<number>;
  /** Brings what is under way to its end at once: the page is about to go. */
  finish(): void;
  /** Forgets what is under way. */
  stop(): void;
}

export function makePace(host: Host): Pace {
  const { pristine } = host;
  let isStopped = false;
  let finish = (): void => undefined;

  function soon(fn: (until: number) => void): void {
    if (typeof requestIdleCallback !== 'function') {
      pristine.setTimeout(() => fn(performance.now() + BUSY_MS), WAIT_MS / 10);
      return;
    }
    requestIdleCallback(
      (deadline) => {
        const left = deadline.didTimeout ? BUSY_MS : Math.min(SLICE_MS, deadline.timeRemaining());
        fn(performance.now() + left);
      },
      { timeout: WAIT_MS },
    );
  }

  return {
    run: (work) =>
      new Promise((done, failed) => {
        let spent = 0;
        let isDone = false;
        const slice = (until: number): void => {
          if (isStopped || isDone) return;
          const from = performance.now();
          try {
            do isDone = work.next().done === true;
            while (!isDone && performance.now() < until);
          } catch (error) {
            isDone = true;
            return failed(error);
          }
          spent += performance.now() - from;
          if (isDone) done(spent);
          else soon(slice);
        };
        finish = () => slice(Infinity);
        soon(slice);
      }),
    finish: () => finish(),
    stop() {
      isStopped = true;
    },
  };
}

/**
 * Session time. Inside a page it is `performance.now()` and never runs back; the wall clock only
 * joins the pages.
 */

export interface Clock {
  now(): number;
  /** Session ms of a DOM event's `timeStamp` or of any `performance.now()`. */
  at(timeStamp: number): number;
  /** Makes good what the page's clock has missed while the machine slept. */
  advance(ms: number): void;
}

/** This moment on the wall clock as the page sees it: fixed at load, so it cannot jump in between. */
export const wallNow = (): number => performance.timeOrigin + performance.now();

/**
 * @param origin_ms the session's start on this page's wall clock
 * @param last_t the greatest session time that an earlier page has noted: a wall clock that was set
 *   back between two pages must not turn their order round
 */
export function makeClock(origin_ms: number, last_t: number): Clock {
  const start = performance.timeOrigin - origin_ms;
  let shift = Math.max(0, last_t - (start + performance.now()));
  // A tenth of a millisecond is all that browsers give (less is coarsened against timing attacks).
  const at = (timeStamp: number): number =>
    Math.max(0, Math.round((start + shift + timeStamp) * 10) / 10);
  return { at, now: () => at(performance.now()), advance: (ms) => void (shift += ms) };
}

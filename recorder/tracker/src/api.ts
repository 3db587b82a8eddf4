/**
 * `window.thinkaloud`: what a prototype may tell. Calls are kept until the capture chunk takes them,
 * which comes with a consent alone; without one nothing becomes of them.
 */

const MAX_KEPT = 100;

export interface PageApi {
  task: { start(id: string): void; success(): void; fail(): void };
  event(name: string, data?: Record<string, unknown>): void;
  stop(): void;
}

/** Answers a call by its name, with what was given and the `performance.now()` of it. */
export type Answering = (
  name: 'start' | 'success' | 'fail' | 'event' | 'stop',
  given: unknown[],
  at: number,
) => void;

/** @returns a function that connects the calls, or null where another copy of the script is first */
export function publishApi(): ((to: Answering) => void) | null {
  const place = window as { thinkaloud?: PageApi };
  if (place.thinkaloud) return null;
  const kept: Parameters<Answering>[] = [];
  let to: Answering = (...call) => void (kept.length < MAX_KEPT && kept.push(call));
  const call =
    (name: Parameters<Answering>[0]) =>
    (...given: unknown[]): void =>
      to(name, given, performance.now());
  place.thinkaloud = {
    task: { start: call('start'), success: call('success'), fail: call('fail') },
    event: call('event'),
    stop: call('stop'),
  };
  return (answering) => {
    to = answering;
    for (const waiting of kept.splice(0)) to(...waiting);
  };
}

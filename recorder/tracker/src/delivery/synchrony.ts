/**
 * The collector's clock beside the page's. Every answer is a sample; that with the shortest round
 * trip is the best, since its error is at most half of it.
 */

import type { Host, Trip } from '../host.js';

const SLEEP_MS = 2_000; // less is no sleep, but a wall clock that is put right

export interface Synchrony {
  /** The collector's clock minus the browser's, as that was set when the session began, ms. */
  offset_ms: number;
  rtt_ms: number;
}

/**
 * Gathers samples from all answers.
 *
 * A page's clock may stand still while the machine sleeps. That is noticed at the first answer
 * afterwards: both the collector's clock and the wall clock have gone on without it, by the same
 * time. If only one of them has, somebody has set it, and the session's time stays as it is.
 */
export function watchSynchrony(host: Host): () => Synchrony | undefined {
  let best: Synchrony | undefined;
  let asleep_ms = slept();
  let advanced_ms = 0;
  let greeting: unknown;

  /** How far the wall clock is ahead of the page's own. */
  function slept(): number {
    return Date.now() - performance.timeOrigin - performance.now();
  }

  function sample(server_ms: number, { sent, received }: Trip): void {
    const rtt_ms = received - sent;
    // Where the wall clock was set since, this page's start of the session was moved with it.
    const set_ms = (host.answer.origin_ms ?? host.origin_ms) - host.origin_ms;
    let offset_ms = server_ms - performance.timeOrigin - set_ms - advanced_ms - (sent + received) / 2;
    if (best) {
      const missed = slept() - asleep_ms;
      const drift = offset_ms - best.offset_ms;
      const isSleep = Math.min(missed, drift) > SLEEP_MS && Math.abs(missed - drift) < SLEEP_MS + rtt_ms;
      if (isSleep) {
        host.advance(drift);
        advanced_ms += drift;
        offset_ms -= drift;
      }
    }
    asleep_ms = slept();
    if (!best || rtt_ms <= best.rtt_ms) best = { offset_ms, rtt_ms };
  }

  host.on('stored', ({ stored, trip }) => {
    if (stored && trip) sample(stored.server_ms, trip);
  });
  return () => {
    const hello = host.delivery.greeting;
    if (hello && hello !== greeting) sample(hello.answer.server_ms, hello);
    greeting = hello;
    return best;
  };
}

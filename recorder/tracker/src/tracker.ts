/** From the token to the running tracker. */

import type { Answering } from './api.js';
import { wallNow } from './clock.js';
import { offsetOf, sayHello } from './hello.js';
import { pristine } from './pristine.js';
import { run, type Running } from './running.js';
import { erase, forget, origin, readKnown, sessionStore, WITHDRAWN } from './session.js';

const STRAIGHT_MS = 10_000; // so far the wall clock may be from what an earlier page has noted
const HELLO_WAIT_MS = 2_000; // without a network a page starts by the clock that it has
const JUMP_MS = 2_000; // less is a slow answer, or a clock that is kept in time

/**
 * Starts at once where an earlier page of this origin knows of a consent, so that not even the
 * first click waits for an answer; the hello of this page is said beside it. Only if the wall clock
 * is not where that page left it, the collector's is asked first whether it was changed. A
 * withdrawal that has not arrived yet goes before everything.
 */
export async function startTracker(
  base: string,
  token: string,
  connect: (to: Answering) => void,
): Promise<void> {
  const withdrawn = origin.get(WITHDRAWN);
  if (withdrawn) {
    await erase(base, withdrawn);
    if (withdrawn === token) return forget(token);
  }
  const known = readKnown(token);
  let running: Running | undefined;
  let isAnswered = false;
  const begin = (answer = known?.answer): void => {
    if (running || !answer?.consent || answer.closed) return;
    running = run({
      base, token, answer, origin_ms, offset_ms, last_t, connect, returned: () => void greet(),
    });
  };

  // The session's start on this clock, unless the collector knows an earlier page's.
  let origin_ms = known?.origin_ms ?? wallNow();
  let offset_ms = known?.offset_ms;
  const last_t = known ? Number(sessionStore(known.answer.session).get('last_t')) : 0;
  if (known) {
    if (Math.abs(wallNow() - origin_ms - last_t) < STRAIGHT_MS) begin();
    else pristine.setTimeout(() => isAnswered || begin(), HELLO_WAIT_MS);
  }

  async function greet(): Promise<void> {
    const greeting = await sayHello(base, token, origin_ms);
    isAnswered = true;
    if (typeof greeting === 'number') {
      const isOver = greeting === 401 || greeting === 410;
      running?.refuse(isOver);
      if (isOver) forget(token);
      return;
    }
    const { answer } = greeting;
    const offset = offsetOf(answer, greeting);
    const jump = offset - (offset_ms ?? offset);
    if (!known) origin_ms = answer.origin_ms ?? origin_ms;
    if (!running && Math.abs(jump) > JUMP_MS) {
      // The wall clock was changed: by the new one, the session began at another time.
      origin_ms -= jump;
      offset_ms = offset;
    }
    begin(answer);
    running?.refresh(greeting);
  }
  await greet();
}

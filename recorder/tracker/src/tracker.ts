/** From the token to the running tracker. */

import type { Answering } from './api.js';
import { wallNow } from './clock.js';
import { sayHello } from './hello.js';
import { run, type Running } from './running.js';
import { erase, forget, origin, readKnown, WITHDRAWN } from './session.js';

/**
 * Starts at once where an earlier page of this origin knows of a consent, so that not even the
 * first click waits for an answer; the hello of this page is said beside it. A withdrawal that has
 * not arrived yet goes before everything.
 */
export async function startTracker(
  base: string,
  token: string,
  connect: (to: Answering | undefined) => void,
): Promise<void> {
  const withdrawn = origin.get(WITHDRAWN);
  if (withdrawn) {
    await erase(base, withdrawn);
    if (withdrawn === token) return forget(token);
  }
  const known = readKnown(token);
  let running: Running | undefined;
  const begin = (origin_ms: number, answer = known?.answer): Running | undefined =>
    answer?.consent && !answer.closed
      ? run({ base, token, answer, origin_ms, connect, returned: () => void greet() })
      : undefined;

  // The session's start on this clock, unless the collector knows an earlier page's.
  const origin_ms = known?.origin_ms ?? wallNow();
  if (known) running = begin(origin_ms);

  async function greet(): Promise<void> {
    const greeting = await sayHello(base, token, origin_ms);
    if (typeof greeting === 'number') {
      const isOver = greeting === 401 || greeting === 410;
      running?.refuse(isOver);
      if (isOver) forget(token);
      return;
    }
    running ??= begin(greeting.answer.origin_ms ?? origin_ms, greeting.answer);
    running?.refresh(greeting);
  }
  await greet();
}

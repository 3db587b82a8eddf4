/** The first message on every page: is there a consent, and where does the participant stand? */

import type { Trip } from './host.js';
import { insist, post, pristine } from './pristine.js';
import { VERSION, type Hello, type HelloAnswer } from './protocol.js';

export const TRACKER = 'thinkaloud 0.1.0';

export interface Greeting extends Trip {
  answer: HelloAnswer;
}

/** How far the collector's clock is ahead of the page's, wrong by at most half of the round trip. */
export const offsetOf = ({ server_ms }: { server_ms: number }, { sent, received }: Trip): number =>
  server_ms - performance.timeOrigin - (sent + received) / 2;

/**
 * Says hello until the collector answers.
 *
 * @returns the answer, or the status of a refusal (4xx), which ends the tracker on this page
 */
export async function sayHello(base: string, token: string, origin_ms: number): Promise<Greeting | number> {
  const message: Hello = {
    v: VERSION,
    token,
    tracker: TRACKER,
    origin_ms,
    width: innerWidth,
    height: innerHeight,
    dpr: devicePixelRatio,
  };
  let sent = 0;
  const response = await insist(() => {
    sent = performance.now();
    return post(`${base}/collect/v1/hello`, pristine.stringify(message));
  });
  const received = performance.now();
  if (!response.ok) return response.status;
  return { answer: (await response.json()) as HelloAnswer, sent, received };
}

/**
 * References to the browser's own functions, taken before any script of the page could wrap them.
 *
 * A page may replace `fetch`, patch timers (Zone.js) or swap `JSON`; the tracker must neither be
 * broken by that nor show up in it.
 */

const own = <F>(fn: F): F => (fn as unknown as () => void).bind(window) as F;

export const pristine = {
  fetch: own(fetch),
  setTimeout: own(window.setTimeout),
  clearTimeout: own(window.clearTimeout),
  setInterval: own(window.setInterval),
  clearInterval: own(window.clearInterval),
  queueMicrotask: own(queueMicrotask),
  stringify: JSON.stringify,
  parse: JSON.parse as (text: string) => unknown,
  MutationObserver: window.MutationObserver,
  sendBeacon: navigator.sendBeacon?.bind(navigator) as typeof navigator.sendBeacon | undefined,
} as const;

export type Pristine = typeof pristine;

export const pause = (ms: number): Promise<unknown> =>
  new Promise((go) => pristine.setTimeout(go, ms));

const FIRST_WAIT_MS = 1_000;
const LAST_WAIT_MS = 30_000;

/** How long to wait after so many failures; spread out, so that not all tabs knock at once. */
export const backOff = (failures: number): number =>
  Math.min(LAST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures) * (0.5 + Math.random());

/** Sends until there is an answer that another try would not change. */
export async function insist(send: () => Promise<Response>): Promise<Response> {
  for (let failures = 0; ; failures += 1) {
    try {
      const answer = await send();
      if (!isPassing(answer.status)) return answer;
    } catch {
      // Offline, or the collector restarts.
    }
    await pause(backOff(failures));
  }
}

/** A POST that needs no preflight: simple content type, no cookies. */
export const post = (url: string, body: BodyInit, more?: RequestInit): Promise<Response> =>
  pristine.fetch(url, {
    method: 'POST',
    body,
    credentials: 'omit',
    headers: { 'Content-Type': (body as Partial<Blob>).type || 'text/plain' },
    ...more,
  });

/** True for answers that another try may change; 404 is a collector that restarts behind a proxy. */
export const isPassing = (status: number): boolean =>
  status > 499 || [404, 408, 425, 429].includes(status);

/**
 * References to the browser's own functions, taken before any script of the page could wrap them.
 *
 * A page may replace `fetch`, patch timers (Zone.js) or swap `Promise`; the tracker must neither be
 * broken by that nor show up in it.
 */

export const pristine = {
  fetch: window.fetch.bind(window),
  setTimeout: window.setTimeout.bind(window),
  clearTimeout: window.clearTimeout.bind(window),
  setInterval: window.setInterval.bind(window),
  clearInterval: window.clearInterval.bind(window),
  requestAnimationFrame: window.requestAnimationFrame.bind(window),
  now: performance.now.bind(performance),
  stringify: JSON.stringify,
  parse: JSON.parse as (text: string) => unknown,
  Promise: window.Promise,
  MutationObserver: window.MutationObserver,
  sendBeacon: navigator.sendBeacon?.bind(navigator) as typeof navigator.sendBeacon | undefined,
} as const;

export type Pristine = typeof pristine;

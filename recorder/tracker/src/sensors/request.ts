/** Requests that the page makes by fetch and XMLHttpRequest: when, where to, how they ended. */

import { bareUrl } from '../masking.js';
import type { Sensor } from '../sensing.js';

const MAX_REQUESTS = 500; // of a document: a page that polls must not fill the store

interface Sent {
  method: string;
  url: string;
  from: number;
}

export const watchRequests: Sensor = (sensing) => {
  const { host } = sensing;
  let n = 0;

  const begun = host.guard((method: string, address: string): Sent | undefined => {
    const url = bareUrl(address);
    if (!url || url.startsWith(`${host.base}/collect/`) || n >= MAX_REQUESTS) return undefined;
    n += 1;
    sensing.react('request');
    return { method: method.toUpperCase().slice(0, 16), url, from: performance.now() };
  });

  /** @param status 0: no answer; null: the page gave it up, which is no failure */
  const ended = host.guard((sent: Sent | undefined, status: number | null) => {
    if (!sent) return;
    const { method, url, from } = sent;
    const duration_ms = Math.round(performance.now() - from);
    sensing.emit({ type: 'request', method, url, duration_ms, status: status ?? 0, t: host.at(from) });
    if (status !== null && (status === 0 || status > 399)) {
      const message = status ? `${method} answered ${status}` : `${method} got no answer`;
      sensing.emit({ type: 'error', kind: 'request', message, source: url, status });
      sensing.react('error');
    }
  });

  const unwrap = [wrapFetch(begun, ended), wrapXhr(begun, ended)];
  return () => unwrap.forEach((undo) => undo());
};

type Begun = (method: string, url: string) => Sent | undefined;
type Ended = (sent: Sent | undefined, status: number | null) => void;

/** The page gets the promise that the original made, not one of ours. */
function wrapFetch(begun: Begun, ended: Ended): () => void {
  const { fetch } = window;
  const wrapped: typeof fetch = function (this: unknown, input, init) {
    const answer = fetch.call(this ?? window, input, init);
    const request = input instanceof Request ? input : undefined;
    const sent = begun(init?.method ?? request?.method ?? 'GET', request?.url ?? String(input));
    answer.then(
      ({ status }) => ended(sent, status),
      (error: unknown) => ended(sent, (error as Error | null)?.name === 'AbortError' ? null : 0),
    );
    return answer;
  };
  window.fetch = wrapped;
  return () => {
    if (window.fetch === wrapped) window.fetch = fetch;
  };
}

function wrapXhr(begun: Begun, ended: Ended): () => void {
  const proto = XMLHttpRequest.prototype;
  const { open, send } = proto;
  const opened = new WeakMap<XMLHttpRequest, [method: string, url: string]>();
  const wrappedOpen = function (this: XMLHttpRequest, ...args: unknown[]): void {
    opened.set(this, [String(args[0]), String(args[1])]);
    (open as (...args: unknown[]) => void).apply(this, args);
  };
  const wrappedSend: typeof send = function (this: XMLHttpRequest, body) {
    const [method, url] = opened.get(this) ?? [];
    const sent = method && url ? begun(method, url) : undefined;
    let isAborted = false;
    this.addEventListener('abort', () => (isAborted = true), { once: true });
    this.addEventListener('loadend', () => ended(sent, isAborted ? null : this.status), { once: true });
    send.call(this, body ?? null);
  };
  proto.open = wrappedOpen as typeof open;
  proto.send = wrappedSend;
  return () => {
    if (proto.open === (wrappedOpen as typeof open)) proto.open = open;
    if (proto.send === wrappedSend) proto.send = send;
  };
}

/** Failures in the page: uncaught errors, rejections, resources that did not load. */

import { bareUrl, maskText } from '../masking.js';
import type { ErrorBody } from '../protocol.js';
import type { Sensor } from '../sensing.js';

const MAX_MESSAGE = 500;
const SAME_MS = 1_000; // the same error again at once: a loop, told once a second
const MAX_ERRORS = 200; // of a document

export const watchErrors: Sensor = (sensing) => {
  const { host, privacy } = sensing;
  const seen = new Map<string, number>();
  let n = 0;

  function report(body: ErrorBody): void {
    const name = body.kind + body.message + (body.source ?? '');
    const now = performance.now();
    const isSame = now - (seen.get(name) ?? -SAME_MS) < SAME_MS;
    seen.set(name, now);
    if (isSame || n >= MAX_ERRORS) return;
    n += 1;
    sensing.emit(body);
    sensing.react('error');
  }

  sensing.listen(window, 'error', (event: ErrorEvent | Event) => {
    const { target } = event;
    if (target instanceof Element) {
      const source = bareUrl(addressOf(target));
      if (source && !privacy.isIgnored(target)) {
        report({ kind: 'resource', type: 'error', message: `${target.localName} did not load`, source });
      }
    } else if (event instanceof ErrorEvent && !event.filename.startsWith(`${host.base}/tracker/`)) {
      const body: ErrorBody = { type: 'error', kind: 'uncaught', message: text(event.message) };
      const source = event.filename && bareUrl(event.filename);
      if (source) body.source = source;
      if (event.lineno > 0) body.line = event.lineno;
      report(body);
    }
  });
  sensing.listen(window, 'unhandledrejection', ({ reason }: PromiseRejectionEvent) => {
    report({ type: 'error', kind: 'rejection', message: text(reason) });
  });
};

const addressOf = (element: Element): string =>
  (element as Partial<HTMLImageElement>).currentSrc ||
  element.getAttribute('src') || element.getAttribute('href') || element.getAttribute('data') || '';

function text(reason: unknown): string {
  const message = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
  return maskText(message).slice(0, MAX_MESSAGE);
}

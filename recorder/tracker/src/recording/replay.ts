/** Passes rrweb's events on to the replay stream, as long as there is room for them. */

import { record } from '@rrweb/record';
import type { Host } from '../host.js';
import type { Privacy } from '../privacy.js';
import { EDITABLE, makeRedact, type Masking, type RrwebEvent } from './redact.js';

const SLICE_BYTES = 256_000;
const SLICE_EVENTS = 1_000;
const PART_CHARS = 600_000; // of a large snapshot; quoted again, in UTF-8, still near 1 MB
const MAX_WAITING_CHARS = 32_000_000; // in memory; beyond, the recording gives way to the page
const CHEAP_SNAPSHOT_MS = 120; // a page view of its own gets a snapshot of its own if it costs no more
const IDLE_MS = 1_000;
const FULL_SNAPSHOT = 2; // rrweb's EventType
const ADOPTED_SHEETS = 15; // rrweb's IncrementalSource

export function recordDom(host: Host, privacy: Privacy, masking: Masking): () => void {
  const { delivery } = host;
  const replay = delivery.open({
    stream: 'replay', bytes: SLICE_BYTES, count: SLICE_EVENTS,
    // rrweb stamps with the wall clock: its distance from session time as it is now.
    more: () => `"page":"${host.page()}","origin_ms":${Date.now() - host.now()},`,
  });
  const redact = makeRedact(privacy, masking, (id) => record.mirror.getNode(id));
  let hasGap = false;
  let snapshot_ms = 0;

  /** rrweb blocks an element's content, but not the style sheets that its shadow root adopts. */
  function isIgnored({ data }: RrwebEvent): boolean {
    if (data?.source !== ADOPTED_SHEETS) return false;
    const owner = record.mirror.getNode(data.id ?? 0);
    return owner instanceof Element && owner.closest(privacy.ignored) !== null;
  }

  function take(event: RrwebEvent): void {
    if (isIgnored(event)) return;
    if (waitingChars(host) > MAX_WAITING_CHARS) {
      hasGap = true;
      delivery.counts.dropped += 1;
      delivery.counts.note ??= 'the recording has a gap: too much waited to be sent';
      return;
    }
    redact(event);
    const text = host.pristine.stringify(event);
    if (text.length < PART_CHARS) replay.push(text);
    else {
      pieces(`[${text}]`).forEach((piece, part, { length }) => {
        const quoted = host.pristine.stringify(piece);
        replay.whole(`"part":${part},"parts":${length},"text":${quoted},`);
      });
    }
    if (event.type === FULL_SNAPSHOT) replay.cut(); // nothing can be shown without it
  }

  const stop = record({
    emit: host.guard(take as (event: unknown) => void),
    blockSelector: privacy.ignored,
    maskTextSelector: `${privacy.masked},${EDITABLE}`,
    maskAllInputs: true,
    maskTextFn: mask,
    // A password's length is part of the secret.
    maskInputFn: (text, field) => '*'.repeat(isPassword(field) ? Math.min(text.length, 1) * 8 : text.length),
    inlineStylesheet: true,
    recordAfter: 'DOMContentLoaded',
    slimDOMOptions: { script: true, comment: true, headWhitespace: true },
    sampling: { mousemove: 50, mousemoveCallback: 500, scroll: 150, media: 500, input: 'last' },
    errorHandler: () => true, // rrweb's own errors are not the page's
  });

  const snapshot = host.guard(() => {
    const from = performance.now();
    record.takeFullSnapshot();
    snapshot_ms = performance.now() - from;
  });
  const offPage = host.on('page', ({ kind }) => {
    if (kind !== 'hash' && snapshot_ms < CHEAP_SNAPSHOT_MS) idle(host, snapshot);
  });
  const offStatus = host.on('status', (state) => {
    if (state !== 'stored' || !hasGap) return;
    hasGap = false; // what came after the gap can only be applied to a new snapshot
    idle(host, snapshot);
  });
  return () => {
    stop?.();
    offPage();
    offStatus();
    replay.cut();
  };
}

const waitingChars = ({ delivery }: Host): number =>
  delivery.transport.waiting.replay.reduce((sum, { text }) => sum + text.length, 0);

const isPassword = (field: HTMLElement): boolean => (field as HTMLInputElement).type === 'password';

const mask = (text: string): string => text.replace(/\S/g, '*');

/** Runs when the page has time, but does run. */
export function idle(host: Host, fn: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(() => fn(), { timeout: IDLE_MS });
  else host.pristine.setTimeout(fn, IDLE_MS / 4);
}

/** Cuts a text, but never between the halves of a surrogate pair. */
export function pieces(text: string, length = PART_CHARS): string[] {
  const found: string[] = [];
  for (let from = 0; from < text.length; ) {
    let to = Math.min(text.length, from + length);
    const code = text.charCodeAt(to - 1);
    if (to < text.length && code >= 0xd800 && code < 0xdc00) to -= 1;
    found.push(text.slice(from, to));
    from = to;
  }
  return found;
}

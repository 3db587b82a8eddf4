/** Where recorded events go: into the replay stream, as long as there is room for them. */

import type { Host } from '../host.js';

const SLICE_BYTES = 256_000;
const SLICE_EVENTS = 1_000;
const SLICE_MS = 500; // a change is to be seen by who looks on within a second
const PART_CHARS = 600_000; // of a large snapshot; quoted again, in UTF-8, still near 1 MB
const MAX_WAITING_CHARS = 32_000_000; // in memory; beyond, the recording gives way to the page
const IDLE_MS = 1_000;

export interface Outlet {
  /** Whether there is room; if not, a gap is noted, which only a new snapshot closes. */
  hasRoom(): boolean;
  /** Sends an event, as JSON text; a full snapshot at once, as nothing can be shown without it. */
  put(text: string, isSnapshot: boolean): void;
  /** The same in steps, a batch each, for who has to leave time to the page in between. */
  steps(texts: readonly string[]): (() => void)[];
  /** Calls when there is room again after a gap. */
  onGap(fn: () => void): () => void;
  cut(): void;
}

export function makeOutlet(host: Host): Outlet {
  const { delivery } = host;
  let hasGap = false;
  const replay = delivery.open({
    stream: 'replay', bytes: SLICE_BYTES, count: SLICE_EVENTS, wait_ms: SLICE_MS,
    // rrweb stamps with the wall clock: its distance from session time as it is now.
    more: () => `"page":"${host.page()}","origin_ms":${Date.now() - host.now()},`,
  });

  const outlet: Outlet = {
    hasRoom() {
      if (waitingChars(host) <= MAX_WAITING_CHARS) return true;
      hasGap = true;
      delivery.counts.dropped += 1;
      delivery.counts.note ??= 'the recording has a gap: too much waited to be sent';
      return false;
    },
    put(text, isSnapshot) {
      if (text.length < PART_CHARS) replay.push(text);
      else outlet.steps(pieces(`[${text}]`)).forEach((step) => step());
      if (isSnapshot) replay.cut();
    },
    steps: (texts) =>
      texts.map((text, part) => () => {
        const quoted = host.pristine.stringify(text);
        replay.whole(`"part":${part},"parts":${texts.length},"text":${quoted},`);
      }),
    onGap: (fn) =>
      host.on('status', (state) => {
        if (state !== 'stored' || !hasGap) return;
        hasGap = false; // what came after the gap can only be applied to a new snapshot
        fn();
      }),
    cut: replay.cut,
  };
  return outlet;
}

const waitingChars = ({ delivery }: Host): number =>
  delivery.transport.waiting.replay.reduce((sum, { text }) => sum + text.length, 0);

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

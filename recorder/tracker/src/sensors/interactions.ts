/**
 * Interaction to Next Paint, as https://web.dev/articles/inp defines it: the longest interaction, or, of
 * fifty and more, the one that one in fifty exceeds. web-vitals looks for it after every slow event,
 * in an idle callback of its own; here entries are only kept until the page is hidden.
 */

const THRESHOLD_MS = 40; // as web-vitals; below, an interaction is good whatever its exact time
const MAX_KEPT = 10; // of the longest; enough for five hundred interactions, as in web-vitals
const ALLOWED = 50; // one in so many may be longer
const ID_STEP = 7; // Chromium counts interactions in steps of seven, to discourage counting

export interface Interactions {
  /** The value so far, ms; undefined where no interaction was slow enough to be told. */
  value(): number | undefined;
  /** Begins anew, for a page that came back from the back/forward cache. */
  reset(): void;
  stop(): void;
}

export function watchInteractions(): Interactions | undefined {
  const { PerformanceObserver: Observer, PerformanceEventTiming: Timing } = window;
  if (!Timing || !('interactionId' in Timing.prototype)) return undefined;
  const longest = new Map<number, number>(); // ms by interaction
  let first = 0;
  let last = 0;

  function take(entries: readonly PerformanceEntry[]): void {
    for (const { interactionId: id, duration } of entries as PerformanceEventTiming[]) {
      if (!id) continue;
      first ||= id;
      last = Math.max(last, id);
      longest.set(id, Math.max(duration, longest.get(id) ?? 0));
      if (longest.size > MAX_KEPT) longest.delete(shortest(longest));
    }
  }

  const observer = new Observer((list) => take(list.getEntries()));
  observer.observe({ type: 'event', durationThreshold: THRESHOLD_MS, buffered: true });
  // The first one counts however short it was.
  observer.observe({ type: 'first-input', buffered: true });
  return {
    value() {
      take(observer.takeRecords());
      const count = last ? (last - first) / ID_STEP + 1 : 0;
      const sorted = [...longest.values()].sort((a, b) => b - a);
      return sorted[Math.min(sorted.length - 1, Math.floor(count / ALLOWED))];
    },
    reset() {
      observer.takeRecords();
      longest.clear();
      first = last = 0;
    },
    stop: () => observer.disconnect(),
  };
}

function shortest(times: ReadonlyMap<number, number>): number {
  let [found = 0] = times.keys();
  for (const [id, ms] of times) if (ms < (times.get(found) ?? 0)) found = id;
  return found;
}

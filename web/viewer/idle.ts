/** Stretches without input, and where skipping them leads. */

export const IDLE_MS = 5_000;
const AFTER_MS = 1_000; // what the page answers to the last input is still to be seen
const BEFORE_MS = 600; // and so is what the participant comes back to

export type Span = [from: number, until: number];

/** The rest between stretches of input that is long enough to be skipped. */
export function idleSpans(activity: readonly Span[], length: number): Span[] {
  const idle: Span[] = [];
  let from = 0;
  for (const [begin, end] of [...activity, [length, length] as Span]) {
    if (begin - from >= IDLE_MS) idle.push([from, begin]);
    from = Math.max(from, end);
  }
  return idle;
}

/** Where to go on from `t`, where that lies in a stretch worth skipping. */
export function skipFrom(idle: readonly Span[], t: number): number | undefined {
  for (const [from, until] of idle) {
    const target = until - BEFORE_MS;
    if (t >= from + AFTER_MS && t < target - AFTER_MS) return target;
  }
  return undefined;
}

export function idleLength(idle: readonly Span[]): number {
  return idle.reduce((sum, [from, until]) => sum + Math.max(0, until - from - AFTER_MS - BEFORE_MS), 0);
}

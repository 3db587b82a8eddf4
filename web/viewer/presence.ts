/** Which tab the participant looked at, moment by moment: all tabs on one time line. */

import type { Index, SegmentInfo, TabInfo } from './source.js';

/** From `from` on this tab was in front; `isAway`: no tab of the session was to be seen. */
export interface Shown {
  from: number;
  tab: string;
  isAway: boolean;
}

/** A page that is left is hidden for a moment before the next one of its tab is there. */
const TURN_MS = 10_000;

/** @returns in the order of time; empty where the session has no tabs */
export function shownTabs({ presence, tabs }: Pick<Index, 'presence' | 'tabs'>): Shown[] {
  const spans: Shown[] = [];
  const visible = new Set<string>();
  const order: string[] = []; // the last one was in front last
  let current = '';

  function put(from: number, tab: string, isAway: boolean): void {
    current = tab;
    const last = spans.at(-1);
    if (last && last.tab === tab && last.isAway === isAway) return;
    if (last && last.from === from) spans.pop();
    spans.push({ from, tab, isAway });
  }

  function raise(tab: string): void {
    visible.add(tab);
    const at = order.indexOf(tab);
    if (at >= 0) order.splice(at, 1);
    order.push(tab);
  }

  function opened(t: number, tab: string): void {
    const last = spans.at(-1);
    if (last?.isAway && last.tab === tab && t - last.from < TURN_MS) spans.pop();
    // A tab that opens behind the one in front waits until that one is hidden.
    const isBehind = visible.has(current) && current !== tab && !spans.at(-1)?.isAway;
    raise(tab);
    if (!isBehind) put(t, tab, false);
  }

  for (const { t, tab, state } of [...presence].sort((a, b) => a.t - b.t)) {
    if (state === 'opened') opened(t, tab);
    else if (state === 'hidden') {
      visible.delete(tab);
      if (tab !== current) continue;
      const next = order.findLast((one) => visible.has(one));
      put(t, next ?? tab, next === undefined);
    } else if (state !== 'blurred') {
      raise(tab);
      put(t, tab, false);
    }
  }
  const first = tabs[0];
  if (!spans.length && first) spans.push({ from: first.from, tab: first.id, isAway: false });
  return spans;
}

export function shownAt(spans: readonly Shown[], t: number): Shown | undefined {
  return spans[lastAt(spans, t, ({ from }) => from)] ?? spans[0];
}

/** Stretches in which no tab was to be seen. */
export function awaySpans(spans: readonly Shown[], length: number): [number, number][] {
  return spans.flatMap((span, at) => (span.isAway ? [[span.from, spans[at + 1]?.from ?? length] as [number, number]] : []));
}

/** So soon before a tab's first picture that picture is the nearest to the truth. */
const FIRST_MS = 3_000;

/** The segment that draws a tab at a moment: none long before its first, and none past its end. */
export function segmentAt(segments: readonly SegmentInfo[], tab: string, t: number): SegmentInfo | undefined {
  const mine = segments.filter((segment) => segment.tab === tab);
  const found = mine[lastAt(mine, t, ({ from }) => from)];
  const first = mine[0];
  if (!found && first && first.from - t <= FIRST_MS) return first;
  return found && t <= found.until ? found : undefined;
}

/** Tabs that are open at a moment, in the order in which they were opened. */
export function openTabs(tabs: readonly TabInfo[], t: number): TabInfo[] {
  const open = tabs.filter(({ from, until }) => from <= t && t <= until);
  return open.length ? open : tabs.slice(0, 1);
}

/** The place of the last item whose time is at most `t`; -1 where there is none. */
export function lastAt<Item>(items: readonly Item[], t: number, time: (item: Item) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time(items[middle] as Item) <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

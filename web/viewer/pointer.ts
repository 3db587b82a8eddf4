/** Where the pointer was: the runs of a segment as one list of samples. */

import { lastAt } from './presence.js';
import type { Moment, PointerRun } from './source.js';

export interface Sample {
  t: number;
  x: number;
  y: number;
}

const GLIDE_MS = 250; // between samples closer than this the pointer moved evenly

/**
 * @param clicks where the mouse was pressed it was, though its last move may not have been sampled
 */
export function samples(runs: readonly PointerRun[], clicks: readonly Moment[] = []): Sample[] {
  const all: Sample[] = clicks.flatMap(({ t, x, y, name }) =>
    x !== undefined && y !== undefined && (name === 'mouse' || name === 'pen') ? [{ t, x, y }] : []);
  for (const { t, dt, x, y } of runs) {
    let at = t;
    for (let i = 0; i < x.length; i += 1) {
      at += dt[i] ?? 0;
      all.push({ t: at, x: x[i] ?? 0, y: y[i] ?? 0 });
    }
  }
  return all.sort((a, b) => a.t - b.t);
}

/** The pointer at a moment; before its first move it is nowhere. */
export function pointerAt(all: readonly Sample[], t: number): Sample | undefined {
  const at = lastAt(all, t, (sample) => sample.t);
  const before = all[at];
  const after = all[at + 1];
  if (!before || !after || after.t - before.t > GLIDE_MS) return before;
  const share = (t - before.t) / (after.t - before.t || 1);
  return { t, x: before.x + (after.x - before.x) * share, y: before.y + (after.y - before.y) * share };
}

/** The way that the pointer came in the last `span` ms, the oldest first, up to where it is now. */
export function trail(all: readonly Sample[], t: number, span: number): Sample[] {
  const last = lastAt(all, t, (sample) => sample.t);
  const way: Sample[] = [];
  for (let at = last; at >= 0; at -= 1) {
    const sample = all[at] as Sample;
    if (sample.t < t - span) break;
    way.push(sample);
  }
  way.reverse();
  const now = pointerAt(all, t);
  if (now && way.length) way.push({ ...now, t });
  return way;
}

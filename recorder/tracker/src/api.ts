/** `window.thinkaloud`: what a prototype may tell. Before a consent every call is ignored silently. */

import type { CustomData } from './protocol.js';

export interface PageApi {
  task: { start(id: string): void; success(): void; fail(): void };
  event(name: string, data?: Record<string, unknown>): void;
  stop(): void;
}

/** What answers the page's calls; put in once there is a consent. */
export interface Answering {
  task(action: 'start' | 'success' | 'fail', id?: string): void;
  event(name: string, data: CustomData): void;
  stop(): void;
}

/** @returns a function that connects the calls, or null where another copy of the script is first */
export function publishApi(): ((to: Answering | undefined) => void) | null {
  const place = window as { thinkaloud?: PageApi };
  if (place.thinkaloud) return null;
  let to: Answering | undefined;
  place.thinkaloud = {
    task: {
      start: (id) => to?.task('start', String(id)),
      success: () => to?.task('success'),
      fail: () => to?.task('fail'),
    },
    event: (name, data) => to?.event(String(name).slice(0, 100), plain(data ?? {})),
    stop: () => to?.stop(),
  };
  return (answering) => void (to = answering);
}

/** Strings, finite numbers, booleans and null stay; anything else becomes text. */
function plain(data: Record<string, unknown>): CustomData {
  const kept: CustomData = {};
  for (const [key, value] of Object.entries(data).slice(0, 50)) {
    const isPlain = value === null || typeof value === 'boolean' || Number.isFinite(value);
    kept[key.slice(0, 100)] = isPlain
      ? (value as number | boolean | null)
      : String(value).slice(0, 1_000);
  }
  return kept;
}

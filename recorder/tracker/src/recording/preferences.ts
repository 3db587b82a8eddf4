/** What the participant's system asks of pages: colours and motion. Pictures are drawn with the same. */

import type { Host } from '../host.js';

export interface Preferences {
  color_scheme: 'dark' | 'light';
  reduced_motion: boolean;
}

const QUERIES = ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)'] as const;

export function preferences(): Preferences {
  const [isDark, isReduced] = QUERIES.map((query) => matchMedia(query).matches);
  return { color_scheme: isDark ? 'dark' : 'light', reduced_motion: isReduced === true };
}

export function onPreferences(host: Host, fn: () => void): () => void {
  const changed = host.guard(fn);
  const lists = QUERIES.map((query) => matchMedia(query));
  for (const list of lists) list.addEventListener('change', changed);
  return () => {
    for (const list of lists) list.removeEventListener('change', changed);
  };
}

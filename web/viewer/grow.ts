/** An index after more has come. */

import type { Index } from './source.js';

const LISTS = ['presence', 'pages', 'screens', 'gaps', 'moments', 'activity', 'troubles'] as const;

/** Lists of what happened grow at their end; everything else is replaced by what has come. */
export function grown(index: Index, more: Partial<Index>): Index {
  const next: Index = { ...index, ...more };
  for (const name of LISTS) {
    const came = more[name];
    if (came) Object.assign(next, { [name]: [...index[name], ...came] });
  }
  return next;
}

const PAUSE_MS = 500;

/** Runs at once, and in a row of calls once in a while and once after the last. */
export function sparsely(run: () => void): () => void {
  let timer = 0;
  let isWanted = false;
  return function again(): void {
    if (timer) {
      isWanted = true;
      return;
    }
    run();
    timer = window.setTimeout(() => {
      timer = 0;
      if (!isWanted) return;
      isWanted = false;
      again();
    }, PAUSE_MS);
  };
}

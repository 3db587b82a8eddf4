/**
 * The tab's name and the numbers of its batches.
 *
 * Both outlive the page in `sessionStorage`, so that a gap shows. `window.open` and "duplicate
 * tab" copy that storage: a tab that finds its name still claimed by a living one takes a new name.
 */

import { origin, tabStore } from './session.js';
import type { Stream } from './queue.js';

export const BEAT_MS = 2_000;
const DEAD_VISIBLE_MS = 6_000; // three beats
const DEAD_HIDDEN_MS = 150_000; // a browser lets timers of a hidden tab run once a minute

export interface Tab {
  id(): string;
  /** Counts batches of a stream, or events made; answers how many there were before. */
  add(of: Stream | 'made', n?: number): number;
  /** Takes a new name, numbers from 0. */
  renew(): void;
  /** Claims the name for some seconds, some minutes if the tab is hidden. */
  beat(): void;
  /** Drops the claim: the page is going. */
  leave(): void;
  /** True where another living page claims that name. */
  isAlive(id: string): boolean;
}

export const randomId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => (byte % 36).toString(36)).join('');

export function makeTab(session: string): Tab {
  const own = tabStore(session);
  const claim = (id: string): string => `claim.${session}.${id}`;
  const isAlive = (id: string): boolean => {
    const left = Number(origin.get(claim(id))) - Date.now();
    return left > 0 && left <= DEAD_HIDDEN_MS; // more is left by a clock that was set back since
  };
  const tab: Tab = {
    isAlive,
    id: () => own.get('tab') ?? '',
    add(of: string, n = 1) {
      of = tab.id() + of; // each name counts from 0
      const before = Number(own.get(of));
      own.set(of, `${before + n}`);
      return before;
    },
    renew() {
      own.set('tab', randomId());
      tab.beat();
    },
    beat: () => origin.set(claim(tab.id()), `${Date.now() + (document.hidden ? DEAD_HIDDEN_MS : DEAD_VISIBLE_MS)}`),
    leave: () => origin.set(claim(tab.id()), null),
  };
  const id = tab.id();
  if (!id || isAlive(id)) tab.renew();
  else tab.beat();
  return tab;
}

/** The line of a session that goes on: follow it, or go back to it, and what became of it. */

import { h } from './dom.js';
import { duration } from './format.js';
import type { Playback } from './playback.js';
import type { Live, LiveState } from './source.js';

export interface LiveLine {
  element: HTMLElement;
  paint(length: number): void;
}

const SAID: Record<LiveState, string> = {
  joining: 'Connecting …',
  following: '',
  lost: 'Connection lost, trying again. Nothing is missed.',
  ended: 'The session has ended. This is its replay now.',
  gone: '',
};

/** What stands where the viewer was when a session was withdrawn or erased. */
export const GONE = 'This session was withdrawn or erased, and its recording is no longer stored.';

export function makeLiveLine(live: Live, playback: Playback, gone: () => void): LiveLine {
  const name = h('span', {}, 'Live');
  const pill = h('button', { type: 'button', class: 'v-live', 'aria-pressed': 'false', click: () => playback.follow() },
    h('span', { class: 'v-live-dot', 'aria-hidden': 'true' }), name);
  const said = h('span', { class: 'v-live-said', role: 'status' });
  const behind = h('span', { class: 'v-live-behind' });
  const element = h('div', { class: 'v-live-line', role: 'group', 'aria-label': 'Live' }, pill, behind, said);

  const put = (holder: HTMLElement, text: string): void => {
    if (holder.textContent !== text) holder.textContent = text;
  };

  function heard(state: LiveState): void {
    put(said, SAID[state]);
    element.dataset['state'] = state;
    if (state === 'ended' || state === 'gone') {
      playback.setOpen(false);
      pill.hidden = behind.hidden = true;
    }
    if (state === 'gone') gone();
  }

  playback.setOpen(true);
  heard(live.state());
  live.onState(heard);
  return {
    element,
    paint(length) {
      const isNow = playback.isFollowing();
      pill.setAttribute('aria-pressed', String(isNow));
      pill.title = isNow ? 'You see the session as it happens' : 'Go to what happens now (L)';
      put(name, isNow ? 'Live' : 'Back to live');
      put(behind, isNow ? '' : `${duration(Math.max(0, length - playback.t()))} behind`);
    },
  };
}

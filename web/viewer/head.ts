/** What stands above the page: its tabs, its address, the screen, and the task at hand. */

import { h } from './dom.js';
import { duration, place } from './format.js';
import { lastAt, openTabs } from './presence.js';
import { taskAt } from './steps.js';
import type { Index } from './source.js';

export interface Head {
  element: HTMLElement;
  set(index: Index): void;
  move(t: number, front: string, isAway: boolean, pinned: string | null): void;
}

export function makeHead(pin: (tab: string | null) => void): Head {
  const tabs = h('div', { class: 'v-tabs', role: 'group', 'aria-label': 'Tabs of the participant' });
  const address = h('span', { class: 'v-address' });
  const screen = h('span', { class: 'v-screen' });
  const task = h('p', { class: 'v-task' });
  const element = h('div', { class: 'v-info' }, tabs, h('p', { class: 'v-place' }, address, screen), task);
  let index: Index | undefined;
  let drawn = '';

  function drawTabs(t: number, front: string, isAway: boolean, pinned: string | null): void {
    if (!index) return;
    const open = openTabs(index.tabs, t);
    const titles = open.map(({ id }) => {
      const view = viewAt(id, t);
      return view?.title || (view && place(view.url)) || 'Tab';
    });
    const state = [front, isAway, pinned, ...open.map(({ id }) => id), ...titles].join('\n');
    if (state === drawn) return;
    drawn = state;
    tabs.replaceChildren(...open.map(({ id }, at) => h('button', {
      type: 'button', class: 'v-tab', 'aria-pressed': String(id === front),
      title: id === pinned ? 'Pinned: press to follow the participant again' : 'Press to stay on this tab',
      click: () => pin(id === pinned ? null : id),
    }, h('span', {}, titles[at] ?? 'Tab'), id === pinned ? h('span', { class: 'v-pin' }, 'pinned') : null)));
    if (isAway) tabs.append(h('span', { class: 'v-away' }, 'not in front'));
    if (pinned !== null) {
      tabs.append(h('button', { type: 'button', class: 'plain v-follow', click: () => pin(null) }, 'Follow the participant'));
    }
  }

  const viewAt = (tab: string, t: number): Index['pages'][number] | undefined => {
    const mine = index?.pages.filter((view) => view.tab === tab) ?? [];
    return mine[lastAt(mine, t, (view) => view.t)] ?? mine[0];
  };

  function put(holder: HTMLElement, text: string): void {
    if (holder.textContent !== text) holder.textContent = text;
  }

  return {
    element,
    set(next) {
      index = next;
      drawn = '';
    },
    move(t, front, isAway, pinned) {
      if (!index) return;
      drawTabs(t, front, isAway, pinned);
      const view = viewAt(front, t);
      put(address, view ? place(view.url) : 'no page yet');
      address.title = view?.url ?? '';
      const spans = index.screens.filter(({ tab }) => tab === front);
      const key = spans[lastAt(spans, t, (span) => span.t)]?.key ?? '';
      // The path says it already, unless something is open on it.
      put(screen, key.includes('+') ? key.slice(key.indexOf('+')) : '');
      const now = taskAt(index.tasks, t);
      const before = now ? '' : index.tasks.some(({ from }) => from > t) ? 'Before the next task' : 'After the last task';
      put(task, now ? `${now.title}, ${duration(t - now.from)}` : index.tasks.length ? before : 'No task was started');
      task.classList.toggle('is-now', now !== undefined);
      task.title = now ? `Outcome: ${now.outcome_label}` : '';
    },
  };
}

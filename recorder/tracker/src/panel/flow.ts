/**
 * The road through tasks and forms: start, end, goal, time limit, the close and the withdrawal.
 *
 * It knows no DOM of the panel; the card shows what `Flow` tells it. Several tabs may run at once:
 * the state in the store is read again before every step, and only a running task can end.
 */

import type { FormsChunk } from '../forms/index.js';
import type { Happenings, Host } from '../host.js';
import type { TaskCard } from '../protocol.js';
import { addressToOpen } from './address.js';
import { makeAsking, type Due, type Given } from './asking.js';
import { makeGate } from './gate.js';
import { armGoal } from './goal.js';
import {
  afterEnd, isSame, keepState, keptState, progressOf, stateAtLoad, type Ending, type PanelState,
} from './state.js';
import { lastWords, pause } from './waiting.js';
import { watchTask, type Watch } from './watch.js';

const FLUSH_WAIT_MS = 3_000; // a page is not held back longer: the write-ahead log has the event
const OPEN_WAIT_MS = 10_000; // an address that opens no page (a download) gives the panel back
const CLOSE_RETRY_MS = 2_000;

/** What goes on beside the tasks. */
export type Sending = 'idle' | 'opening' | 'closing' | 'closed' | 'ended' | 'erasing' | 'erase_failed';

export interface Flow {
  state(): PanelState;
  sending(): Sending;
  task(): TaskCard | undefined;
  /** The form to be answered before the road goes on. */
  due(): Due | undefined;
  /** What draws forms, once it is there. */
  forms(): FormsChunk | undefined;
  /** A form is given back. */
  give(due: Due, given: Given): void;
  /** Is there still something to wait for before a task can start? */
  isEarly(): boolean;
  /** Takes up the flow where the participant stands. */
  begin(): void;
  start(t?: number): Promise<void>;
  done(t?: number): void;
  giveUp(t?: number): void;
  withdraw(): Promise<void>;
  stop(): void;
}

/**
 * Makes the flow; `begin` sets it going.
 *
 * @param changed Called after every change; the card draws itself anew.
 * @param open Opens a task's start page.
 * @param load Fetches what draws forms.
 */
export function createFlow(
  host: Host,
  changed: () => void,
  open: (url: string) => void,
  load?: (host: Host, attempt: number) => Promise<FormsChunk>,
): Flow {
  const { tasks } = host.answer;
  let state = stateAtLoad(host.store, host.answer);
  let sending: Sending = 'idle';
  let watch: Watch | null = null;
  let watched = '';
  let loadT = host.view().t;
  let isLeaving = false; // this page's goal and clock are the next page's business
  let isStopped = false;
  let asked: string | undefined; // the form of which another tab has told
  let answer = host.answer; // the core may start from what an earlier page was told

  const task = (): TaskCard | undefined => tasks[state.index];
  const due = (): Due | undefined => asking.due(state.phase);

  function tell(next: Sending): void {
    sending = next;
    changed();
  }

  function take(next: PanelState): void {
    state = next;
    arrange();
    changed();
  }

  function move(next: PanelState): void {
    keepState(host.store, next);
    take(next);
    host.tell('progress', progressOf(next));
    settle();
  }

  /** When nothing is left to do or to ask, the session closes. */
  function settle(): void {
    if (state.phase === 'finished' && !due()) void finish();
  }

  function give(form: Due, given: Given): void {
    asking.give(form, given);
    void host.flush();
    changed();
    settle();
  }

  /** Takes over what another tab wrote meanwhile. */
  function follow(): void {
    const kept = keptState(host.store);
    if (isStopped || !kept) return;
    const form = due()?.id;
    if (isSame(kept, state)) return form === asked ? undefined : ((asked = form), changed());
    take(kept);
    if (kept.phase === 'finished') void host.flush(); // the tab of the last task closes
  }

  /** Takes over what the collector knows of another origin's pages, once its answer is there. */
  function heed(): void {
    if (answer === host.answer || isStopped || isLeaving) return;
    answer = host.answer;
    asking.heed();
    const told = stateAtLoad(host.store, answer);
    if (!isSame(told, state)) move(told);
    else changed();
  }

  /** Watches the running task, and no other. */
  function arrange(): void {
    const card = state.phase === 'running' && !isLeaving && !isStopped ? task() : undefined;
    const run = card ? `${card.id}@${state.startedT}` : '';
    if (watched === run) return;
    watched = run;
    watch?.stop();
    watch = card ? watchTask(host, card, state.startedT ?? 0, loadT, { reached, expired }) : null;
  }

  function end(ending: Ending, by: 'participant' | 'rule', t = host.now()): void {
    follow();
    const card = task();
    if (state.phase !== 'running' || !card) return;
    host.emit({ type: 'task', task: card.id, action: ending, by, t });
    asking.ended(card.id);
    move(afterEnd(state, ending, tasks.length));
    void host.flush();
  }

  /** The task ends with its goal, or goes on with the goal noted. */
  function reached(t: number): void {
    const card = task();
    if (!card || state.phase !== 'running') return;
    if (card.ends_on_goal) return end('goal', 'rule', t);
    const key = `reached:${card.id}@${state.startedT}`;
    if (host.store.get(key)) return; // by another tab, or before a reload
    host.store.set(key, '1');
    host.emit({ type: 'task', task: card.id, action: 'goal', by: 'rule', t });
  }

  /** A goal that holds when Done is pressed or the time is over was reached, stable or not. */
  function settleGoal(latest: number): number | null {
    const t = watch?.goalSince() ?? null;
    if (t === null || t > latest) return null;
    reached(t);
    return t;
  }

  function expired(deadline: number): void {
    settleGoal(deadline);
    end('timeout', 'rule', deadline);
  }

  async function start(t = host.now()): Promise<void> {
    follow();
    const card = task();
    if (state.phase !== 'ready' || !card || sending === 'opening' || gate.isShut() || due()) return;
    const target = addressToOpen(card.start_url, location.href);
    armGoal(host, card, t, target);
    isLeaving = target !== null;
    host.emit({ type: 'task', task: card.id, action: 'start', by: 'participant', t });
    if (target) sending = 'opening';
    move({ ...state, phase: 'running', startedT: t });
    const sent = host.flush();
    if (!target) return;
    // Storage belongs to an origin: another one learns the session from the fragment, as at the join.
    if (target.origin !== location.origin) {
      target.hash += `${target.hash ? '&' : '#'}thinkaloud=${host.token}`;
    }
    await Promise.race([sent, pause(host, FLUSH_WAIT_MS)]);
    open(target.href);
    host.pristine.setTimeout(host.guard(back), OPEN_WAIT_MS);
  }

  /** The page was not left after all, or was come back to. */
  function back(): void {
    if (!isLeaving) return;
    isLeaving = false;
    if (sending === 'opening') sending = 'idle';
    take(state);
  }

  async function finish(): Promise<void> {
    if (sending === 'closing' || isStopped) return;
    tell('closing');
    while (!isStopped) {
      if (await host.flush()) {
        await lastWords(host);
        return host.close();
      }
      await pause(host, CLOSE_RETRY_MS);
    }
  }

  async function withdraw(): Promise<void> {
    tell('erasing');
    try {
      await host.withdraw();
      sending = 'idle';
      take({ ...state, phase: 'withdrawn', startedT: null }); // nothing is kept here either
    } catch {
      tell('erase_failed');
    }
  }

  /** The page's own `thinkaloud.task` calls; the core queued the event already. */
  function fromPage({ task: id, action, t }: Happenings['task']): void {
    follow();
    if (action !== 'start') {
      const mine = state.phase === 'running' ? task() : undefined;
      if (!mine || (id !== null && id !== mine.id)) return;
      asking.ended(mine.id);
      return move(afterEnd(state, action, tasks.length));
    }
    const index = tasks.findIndex((card) => card.id === id);
    const card = tasks[index];
    if (!card) return;
    armGoal(host, card, t, null);
    move({ index, phase: 'running', startedT: t, ended: null });
  }

  function stopped(why: Happenings['stopped']): void {
    isStopped = true;
    arrange();
    if (why === 'closed') tell('closed');
    if (why === 'refused') tell('ended');
  }

  const gate = makeGate(host, changed);
  const asking = makeAsking(host, () => (changed(), settle()), load);
  const offs = [
    gate.stop,
    asking.stop,
    host.on('task', host.guard(fromPage)),
    host.on('page', ({ t }) => void (loadT = t)),
    host.on('status', host.guard(heed)),
    host.on('stopped', host.guard(stopped)),
    listen(window, 'storage', host.guard(follow)),
    listen(window, 'pageshow', host.guard(() => (back(), follow()))), // out of the back/forward cache
  ];

  return {
    state: () => state,
    sending: () => sending,
    task,
    isEarly: gate.isShut,
    begin: () => {
      keepState(host.store, state);
      arrange();
      settle();
    },
    due,
    forms: asking.chunk,
    give,
    start,
    done: (t = host.now()) => {
      const since = settleGoal(Infinity);
      end('done', 'participant', Math.max(t, since ?? t)); // a goal is never told after its task's end
    },
    giveUp: (t = host.now()) => end('give_up', 'participant', t),
    withdraw,
    stop: () => {
      isStopped = true;
      watch?.stop();
      offs.forEach((off) => off());
    },
  };
}

/** Adds a listener; the answer takes it off. */
export function listen(
  target: EventTarget,
  name: string,
  fn: (event: Event) => void,
  options: AddEventListenerOptions = {},
): () => void {
  target.addEventListener(name, fn, options);
  return () => target.removeEventListener(name, fn, options);
}

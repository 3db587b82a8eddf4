/**
 * Where the participant stands, kept per session so that it survives reloads and follows over tabs.
 *
 * The collector derives the same from the stored task events; it is asked where this browser does
 * not know (another origin, storage switched off), and whoever is further along is right.
 */

import type { KeyedStore } from '../host.js';
import type { HelloAnswer, Progress, TaskBody } from '../protocol.js';

const KEY = 'panel';

export type Ending = Extract<TaskBody['action'], 'done' | 'give_up' | 'goal' | 'timeout' | 'success' | 'fail'>;

export interface PanelState {
  /** Index of the task at hand; the number of tasks when all are over. */
  readonly index: number;
  readonly phase: 'ready' | 'running' | 'finished' | 'withdrawn';
  /** Start of the running task, session ms. */
  readonly startedT: number | null;
  /** How the task before ended; null before the first. */
  readonly ended: Ending | null;
}

/** The state at the page's start: the kept one, or the collector's where that is further. */
export function stateAtLoad(store: KeyedStore, answer: HelloAnswer): PanelState {
  const kept = keptState(store);
  const told = stateOf(answer.progress, answer.tasks.length);
  return kept && rank(kept) >= rank(told) ? kept : told;
}

/** The state as some tab of this browser wrote it last. */
export function keptState(store: KeyedStore): PanelState | null {
  try {
    const value = JSON.parse(store.get(KEY) ?? 'null') as Partial<PanelState> | null;
    if (!value || typeof value.index !== 'number' || !value.phase) return null;
    return {
      index: value.index,
      phase: value.phase,
      startedT: value.startedT ?? null,
      ended: value.ended ?? null,
    };
  } catch {
    return null; // the page wrote over it; the collector knows as well
  }
}

export function keepState(store: KeyedStore, state: PanelState): void {
  store.set(KEY, JSON.stringify(state));
}

/** The state after the running task came to its end. */
export function afterEnd(state: PanelState, ended: Ending, tasks: number): PanelState {
  const index = state.index + 1;
  return { index, phase: index < tasks ? 'ready' : 'finished', startedT: null, ended };
}

/** The state in the protocol's terms. */
export function progressOf(state: PanelState): Progress {
  const isOver = state.phase === 'finished' || state.phase === 'withdrawn';
  return {
    task_index: state.index,
    state: isOver ? 'finished' : (state.phase as 'ready' | 'running'),
    started_t: state.startedT,
  };
}

export function isSame(a: PanelState, b: PanelState): boolean {
  return a.index === b.index && a.phase === b.phase && a.startedT === b.startedT;
}

function stateOf(progress: Progress, tasks: number): PanelState {
  const isOver = progress.state === 'finished' || progress.task_index >= tasks;
  return {
    index: isOver ? tasks : progress.task_index,
    phase: isOver ? 'finished' : progress.state,
    startedT: isOver ? null : (progress.started_t ?? null),
    ended: null,
  };
}

/** Order of the states along the road. */
function rank(state: PanelState): number {
  if (state.phase === 'withdrawn') return Infinity;
  return 2 * state.index + (state.phase === 'running' ? 1 : 0);
}

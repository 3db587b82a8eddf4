/** From event to event and from task to task; which events a filter lets through. */

import { pauseText } from './pauses.js';
import type { Index, Moment, MomentKind, Note, PauseSpan, TaskSpan } from './source.js';

const TWICE_MS = 1_000;
const SAME_MS = 1; // what is closer than that is where we stand

/** A line of the list: something that happened, a note, or a pause. */
export interface Entry extends Omit<Moment, 'kind'> {
  kind: MomentKind | 'note' | 'pause';
  note?: Note | undefined;
  pause?: PauseSpan | undefined;
}

export type Group = 'tasks' | 'clicks' | 'fields' | 'pages' | 'errors' | 'friction' | 'notes' | 'pauses' | 'other';

export const GROUPS: Record<Entry['kind'], Group> = {
  task: 'tasks', click: 'clicks', input: 'fields', key: 'fields', page: 'pages', screen: 'pages',
  error: 'errors', signal: 'friction', note: 'notes', pause: 'pauses', window: 'other', event: 'other',
};

export function entries({ moments, notes, pauses }: Pick<Index, 'moments' | 'notes' | 'pauses'>): Entry[] {
  const written = notes.map((note): Entry => ({ t: note.t, kind: 'note', text: note.text, note }));
  // In a part that was cut out a pause may have begun before it.
  const paused = pauses.map((pause): Entry => ({ t: Math.max(pause.from, 0), kind: 'pause', text: pauseText(pause), pause }));
  return [...moments, ...written, ...paused].sort((a, b) => a.t - b.t);
}

export interface Filter {
  hidden: ReadonlySet<Group>;
  text: string;
}

export function filtered(all: readonly Entry[], { hidden, text }: Filter): Entry[] {
  const wanted = text.trim().toLowerCase();
  return all.filter((entry) => !hidden.has(GROUPS[entry.kind]) && (!wanted || entry.text.toLowerCase().includes(wanted)));
}

/** The nearest entry before (-1) or after (1) a moment. */
export function step(among: readonly Entry[], t: number, way: -1 | 1): Entry | undefined {
  return way > 0 ? among.find((entry) => entry.t > t + SAME_MS) : among.findLast((entry) => entry.t < t - SAME_MS);
}

/** The start of the next task; backwards that of the present one, or of the one before at its start. */
export function stepTask(tasks: readonly TaskSpan[], t: number, way: -1 | 1): TaskSpan | undefined {
  const starts = [...tasks].sort((a, b) => a.from - b.from);
  if (way > 0) return starts.find(({ from }) => from > t + SAME_MS);
  // Who presses twice wants the task before; the first one has none.
  return starts.findLast(({ from }) => from < t - TWICE_MS) ?? starts.find(({ from }) => from < t - SAME_MS);
}

export function taskAt(tasks: readonly TaskSpan[], t: number): TaskSpan | undefined {
  return tasks.findLast(({ from, until }) => from <= t && (until === null || t <= until));
}

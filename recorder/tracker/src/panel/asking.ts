/**
 * Which form is to be asked now, and where the forms' own chunk comes from.
 *
 * Due is what follows from the tasks that have ended and the forms that were given back. Both are
 * kept per session, so they follow over reloads and tabs; another origin learns them from the hello.
 */

import type { FormsChunk } from '../forms/index.js';
import type { Host, KeyedStore } from '../host.js';
import type { AnswerBody, Form, HelloAnswer } from '../protocol.js';
import type { PanelState } from './state.js';

const KEY = 'forms';
const FILE = /^[\w-]+\.js$/;
const RETRY_MS = 1_000;
const MAX_RETRIES = 6; // about a minute; then the session goes on without, as nobody waits for ever

/** One form at its place. */
export interface Due {
  id: string;
  form: Form;
  /** After which task; null: after the last one. */
  task: string | null;
}

/** What a participant gives back; nothing but `is_skipped` counts of one that is passed over. */
export type Given = Omit<AnswerBody, 'type' | 'questionnaire' | 'task' | 'locale'>;

export interface Asking {
  /** The form to ask now. */
  due(phase: PanelState['phase']): Due | undefined;
  /** What draws it; undefined until it is there. */
  chunk(): FormsChunk | undefined;
  ended(task: string): void;
  give(due: Due, given: Given): void;
  /** Takes over what a newer hello knows. */
  heed(): void;
  stop(): void;
}

interface Standing {
  ended: string[];
  answered: string[];
}

/**
 * Keeps account of the forms, and loads what draws them where a study asks any.
 *
 * @param changed The chunk is there, or is given up.
 */
export function makeAsking(host: Host, changed: () => void, load = loadChunk): Asking {
  const { store, pristine } = host;
  const forms = host.answer.forms ?? [];
  let chunk: FormsChunk | undefined;
  let isWithout = !forms.length;
  let timer = 0;

  async function fetchChunk(attempt = 0): Promise<void> {
    try {
      chunk = await load(host, attempt);
    } catch {
      if (attempt < MAX_RETRIES) {
        timer = pristine.setTimeout(() => void fetchChunk(attempt + 1), RETRY_MS * 2 ** attempt);
        return;
      }
      isWithout = true;
      host.delivery.counts.note ??= 'the questionnaires could not be loaded';
    }
    host.guard(changed)();
  }

  function note(more: Partial<Standing>): void {
    const kept = keptStanding(store);
    const next = merged(kept, more);
    if (next.ended.length + next.answered.length > kept.ended.length + kept.answered.length) {
      store.set(KEY, JSON.stringify(next));
    }
  }

  if (forms.length) {
    note(host.answer);
    void fetchChunk();
  }
  return {
    due: (phase) => (isWithout ? undefined : dueForm(host.answer, keptStanding(store), phase)),
    chunk: () => chunk,
    ended: (task) => forms.length && note({ ended: [task] }),
    heed: () => forms.length && note(host.answer),
    give({ id, form, task }, given) {
      if (keptStanding(store).answered.includes(id)) return; // by another tab
      const place = task === null ? {} : { task };
      host.emit({ type: 'answer', questionnaire: form.questionnaire, ...place, locale: form.locale, ...given });
      note({ answered: [id] });
    },
    stop: () => pristine.clearTimeout(timer),
  };
}

/** The first form that is due: those of tasks in the tasks' order, then those of the whole study. */
export function dueForm({ tasks, forms = [] }: HelloAnswer, { ended, answered }: Standing, phase: PanelState['phase']): Due | undefined {
  if (phase !== 'ready' && phase !== 'finished') return undefined;
  const due: Due[] = tasks
    .filter(({ id }) => ended.includes(id))
    .flatMap(({ id }) =>
      forms
        .filter((form) => form.tasks.includes(id))
        .map((form) => ({ id: `${form.questionnaire}@${id}`, form, task: id })),
    );
  if (phase === 'finished') {
    const last = forms.filter((form) => !form.tasks.length);
    due.push(...last.map((form) => ({ id: form.questionnaire, form, task: null })));
  }
  return due.find(({ id }) => !answered.includes(id));
}

/** As any tab of this browser wrote it last. */
export function keptStanding(store: KeyedStore): Standing {
  try {
    return merged({ ended: [], answered: [] }, JSON.parse(store.get(KEY) ?? '{}') as Partial<Standing>);
  } catch {
    return { ended: [], answered: [] }; // the page wrote over it; the collector knows as well
  }
}

function merged(kept: Standing, more: Partial<Standing> | null): Standing {
  const join = (a: string[], b: unknown): string[] => [...new Set([...a, ...(Array.isArray(b) ? (b as string[]) : [])])];
  return { ended: join(kept.ended, more?.ended), answered: join(kept.answered, more?.answered) };
}

function loadChunk({ base, answer }: Host, attempt: number): Promise<FormsChunk> {
  const file = answer.chunks.forms ?? '';
  if (!FILE.test(file)) return Promise.reject(new Error('no chunk of forms'));
  // A browser remembers a module that failed by its address, hence the other address.
  return import(`${base}/tracker/${file}${attempt ? `?${attempt}` : ''}`) as Promise<FormsChunk>;
}

/** Pauses: marked from here until there, named by a reason, and removed with a way back. */

import { h } from './dom.js';
import { clock, duration } from './format.js';
import { why, type Said } from './said.js';
import type { NewPause, PauseKeeper, PauseSpan } from './source.js';

const LATER = 'The report takes it off when it is calculated again.';
const AGAIN = 'The report counts that time when it is calculated again.';
const MIN_MS = 1; // the finest that the server reads

/** A pause that is being marked; without an end it lasts until now. */
export interface Marking {
  from: number;
  until: number | undefined;
}

export interface Pauses {
  /** Hidden while no pause is being marked. */
  form: HTMLElement;
  /** From here; a second time until here; from then on an end moves. */
  press(): void;
  /** @returns whether there was one */
  discard(): boolean;
  remove(pause: PauseSpan): void;
}

/** What the parts around it do. */
export interface PauseActs {
  now(): number;
  pauses(): readonly PauseSpan[];
  changed(pauses: PauseSpan[]): void;
  marking(marking: Marking | undefined): void;
  /** Both ends are there, and somebody is about to write. */
  hold(): void;
  closed(): void;
}

/** As a line of the list and the time line say it. */
export function pauseText({ from, until, label, note }: PauseSpan): string {
  return `Pause of ${duration(until - from)}: ${label}${note ? `: ${note}` : ''}`;
}

/** With the end at a moment; who has gone back marks the beginning there. */
export function marked({ from, until }: Marking, t: number): Marking | undefined {
  if (Math.abs(t - from) < MIN_MS) return undefined;
  return t > from ? { from, until: t } : { from: t, until: until ?? from };
}

export function makePauses(keeper: PauseKeeper, acts: PauseActs, said: Said): Pauses {
  const span = h('strong', {});
  const reason = h('select', { id: 'v-reason' }, ...Object.entries(keeper.reasons).map(([name, words]) => h('option', { value: name }, words)));
  const note = h('input', { type: 'text', 'aria-label': 'Note on the pause', placeholder: 'Note, may stay empty', maxlength: 500, autocomplete: 'off' });
  const trouble = h('p', { class: 'v-trouble', role: 'alert' });
  const onwards = h('button', { type: 'submit' });
  const form = h('form', { class: 'v-note', hidden: true, 'aria-label': 'Mark a pause', submit: (event: SubmitEvent) => { event.preventDefault(); void submit(); } },
    h('p', {}, 'Pause ', span), h('label', { for: 'v-reason' }, 'Reason'), reason, note,
    h('div', { class: 'v-note-row' }, onwards, h('button', { type: 'button', class: 'quiet', click: () => discard() }, 'Discard')),
    h('p', { class: 'v-later' }, LATER), trouble);
  let open: Marking | undefined;

  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    discard();
  });

  function put(next: Marking | undefined): void {
    open = next;
    trouble.textContent = '';
    form.hidden = !next;
    if (next) {
      const { from, until } = next;
      span.textContent = until === undefined ? `from ${clock(from)} until …` : `from ${clock(from)} to ${clock(until)}`;
      onwards.textContent = until === undefined ? 'Ends here' : 'Keep';
    }
    acts.marking(next);
  }

  function begin(t: number): void {
    note.value = '';
    put({ from: t, until: undefined });
    said.tell(`A pause begins at ${clock(t)}. Press P where it ends; Escape discards it.`);
  }

  function press(): void {
    if (!open) return begin(acts.now());
    const next = marked(open, acts.now());
    if (!next) return said.tell('A pause ends after it began: go on, and press P there.');
    acts.hold();
    put(next);
    said.tell(`The pause is from ${clock(next.from)} to ${clock(next.until ?? 0)}. Choose a reason, and keep it.`);
    reason.focus();
  }

  function discard(): boolean {
    const before = open;
    if (!before) return false;
    put(undefined);
    said.tell('Pause discarded.', () => put(before));
    acts.closed();
    return true;
  }

  async function submit(): Promise<void> {
    if (!open || open.until === undefined) return press();
    onwards.disabled = true; // pressed twice it would be kept twice
    try {
      const kept = await add({ from: open.from, until: open.until, reason: reason.value, note: note.value.trim(), author: null });
      put(undefined);
      said.tell(`Pause kept. ${LATER}`, () => remove(kept));
      acts.closed();
    } catch (error) {
      trouble.textContent = `Not kept yet: ${why(error)}.`;
    } finally {
      onwards.disabled = false;
    }
  }

  async function add(pause: NewPause): Promise<PauseSpan> {
    const kept = await keeper.add(pause);
    const rest = acts.pauses().filter(({ id }) => id !== kept.id);
    acts.changed([...rest, kept].sort((a, b) => a.from - b.from || a.until - b.until || a.id - b.id));
    return kept;
  }

  function remove(pause: PauseSpan): void {
    keeper.remove(pause.id).then(
      () => {
        acts.changed(acts.pauses().filter(({ id }) => id !== pause.id));
        said.tell(`Pause removed. ${AGAIN}`, () => {
          add(pause).then(() => said.tell(`The pause is back. ${LATER}`), (error: unknown) => said.tell(`This did not work: ${why(error)}.`));
        });
      },
      (error: unknown) => said.tell(`The pause could not be removed: ${why(error)}.`),
    );
  }

  return { form, press, discard, remove };
}

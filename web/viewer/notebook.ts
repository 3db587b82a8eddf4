/** Notes at moments: writing, changing, and removing with a way back. */

import { h } from './dom.js';
import { clock } from './format.js';
import { why, type Said } from './said.js';
import type { NewNote, Note, NoteKeeper } from './source.js';

/** Markers of one key each: 1, 2, 3, 4. */
export const CODES = ['Problem', 'Quote', 'Idea', 'Praise'] as const;

export interface Notebook {
  /** The form; hidden until somebody writes. */
  form: HTMLElement;
  write(t: number): void;
  edit(note: Note): void;
  mark(t: number, code: string): void;
  remove(note: Note): void;
}

export function makeNotebook(keeper: NoteKeeper, notes: () => Note[], changed: (notes: Note[]) => void, closed: () => void, { tell }: Said): Notebook {
  const at = h('span', { class: 'v-time' });
  const text = h('textarea', { id: 'v-note', rows: 3, maxlength: 4000, placeholder: 'What did you see?' });
  const code = h('select', { 'aria-label': 'Code' }, h('option', { value: '' }, 'No code'), ...CODES.map((name, n) => h('option', { value: name }, `${n + 1} ${name}`)));
  const trouble = h('p', { class: 'v-trouble', role: 'alert' });
  const form = h('form', { class: 'v-note', hidden: true, submit: (event: SubmitEvent) => { event.preventDefault(); void save(); } },
    h('label', { for: 'v-note' }, 'Note at ', at), text,
    h('div', { class: 'v-note-row' }, code, h('button', { type: 'submit' }, 'Keep'),
      h('button', { type: 'button', class: 'quiet', click: () => close() }, 'Cancel')), trouble);
  let [moment, editing] = [0, undefined as Note | undefined];

  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
  });
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });

  const sorted = (all: Note[]): Note[] => all.sort((a, b) => a.t - b.t || a.id - b.id);

  function open(t: number, note?: Note): void {
    [moment, editing] = [t, note];
    at.textContent = clock(t);
    text.value = note?.text ?? '';
    code.value = note?.code ?? '';
    trouble.textContent = '';
    form.hidden = false;
    text.focus();
  }

  function close(): void {
    form.hidden = true;
    closed();
  }

  async function save(): Promise<void> {
    const note: NewNote = { t: moment, text: text.value.trim(), code: code.value || null };
    if (!note.text && !note.code) {
      trouble.textContent = 'Write something, or choose a code.';
      return;
    }
    try {
      const before = editing;
      const kept = before ? await keeper.change(before.id, note) : await keeper.add(note);
      changed(sorted([...notes().filter(({ id }) => id !== kept.id), kept]));
      tell(before ? 'Note changed.' : 'Note kept.', before && (() => void put(() => keeper.change(before.id, before))));
      close();
    } catch (error) {
      trouble.textContent = `The note is not kept yet: ${why(error)}. Try again.`;
    }
  }

  async function put(act: () => Promise<Note>): Promise<void> {
    try {
      const kept = await act();
      changed(sorted([...notes().filter(({ id }) => id !== kept.id), kept]));
    } catch (error) {
      tell(`This did not work: ${why(error)}.`);
    }
  }

  return {
    form,
    write: (t) => open(t),
    edit: (note) => open(note.t, note),
    mark(t, name) {
      void put(async () => {
        const kept = await keeper.add({ t, text: '', code: name });
        tell(`${name} at ${clock(t)}.`, () => this.remove(kept));
        return kept;
      });
    },
    remove(note) {
      keeper.remove(note.id).then(
        () => {
          changed(notes().filter(({ id }) => id !== note.id));
          tell('Note deleted.', () => void put(() => keeper.add({ t: note.t, text: note.text, code: note.code })));
        },
        (error: unknown) => tell(`The note could not be deleted: ${why(error)}.`),
      );
    },
  };
}

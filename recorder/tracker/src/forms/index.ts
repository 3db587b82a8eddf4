/**
 * A questionnaire in the panel: a real form with native fields, so that keyboard, screen readers and
 * the browser's own habits work. Loaded only where a study asks something.
 */

import type { Host } from '../host.js';
import type { Due, Given } from '../panel/asking.js';
import { button, el } from '../panel/draw.js';
import type { Texts } from '../panel/texts.js';
import { draftOf, dropDraft, keepDraft } from './draft.js';
import { makeScale } from './scale.js';
import { STYLE } from './style.js';

const MAX_REASON = 4_000; // as in the protocol

export interface FormsChunk {
  css: string;
  makeForm(host: Host, due: Due, text: Texts, give: (given: Given) => void): HTMLFormElement;
}

export const css = STYLE;

/** Makes the form, with what was filled in before; `give` is called once, when it is given back. */
export const makeForm: FormsChunk['makeForm'] = (host, due, text, give) => {
  const { form, id } = due;
  const { items, reason, choices } = form;
  const draft = draftOf(host.store, id, items.length, host.now());
  keepDraft(host.store, id, draft);

  const told = (index: number): string => (items.length > 1 ? text('form_of', { n: index + 1, total: items.length }) : '');
  const scales = items.map((_, index) =>
    makeScale(form, index, `${id}-${index}`, told(index), draft.ratings[index] ?? null, text),
  );
  const boxes = choices.map((choice) => {
    const box = el('input', { type: 'checkbox', value: choice });
    box.checked = draft.choices.includes(choice);
    return box;
  });
  const words = el('textarea', { rows: '3', maxlength: String(MAX_REASON), 'aria-describedby': 'limit' });
  words.value = draft.reason;

  const read = (): Omit<Given, 'is_skipped' | 'duration_ms'> & { ratings: (number | null)[] } => ({
    ratings: scales.map((scale) => scale.value()),
    ...(reason ? { reason: wellFormed(words.value.trim()) } : {}),
    ...(choices.length ? { choices: boxes.filter(({ checked }) => checked).map(({ value }) => value) } : {}),
  });
  const keep = host.guard(() => {
    keepDraft(host.store, id, { shown_t: draft.shown_t, choices: [], ...read(), reason: words.value });
  });

  function hand(given: Omit<Given, 'duration_ms'>): void {
    dropDraft(host.store, id);
    give({ ...given, duration_ms: Math.max(0, Math.round(host.now() - draft.shown_t)) });
  }

  const send = host.guard((event: Event) => {
    event.preventDefault();
    const answers = read();
    const missing = answers.ratings.indexOf(null);
    if (missing < 0) hand({ ...answers, is_skipped: false });
    else scales[missing]?.complain(items.length > 1 ? text('form_missing', { n: missing + 1 }) : text('form_missing_one'));
  });
  const skip = host.guard(() => hand({ ratings: items.map(() => null), is_skipped: true }));
  const sender = el('button', { type: 'submit', class: 'press main', 'data-name': 'send' }, text('form_send'));
  // The second half of a double click would send what has just come up under the pointer.
  sender.addEventListener('click', (event) => event.detail > 1 && event.preventDefault());

  return el(
    'form',
    { class: 'form', novalidate: true, 'data-form': id, submit: send as EventListener, input: keep, change: keep },
    el('h2', { tabindex: '-1', id: 'title' }, headingOf(host, due, text)),
    ...scales.map(({ element }) => element),
    ...(choices.length ? [ticks(choices, boxes, text)] : []),
    ...(reason ? [ownWords(reason, words, host.answer.locale, text)] : []),
    el(
      'div',
      { class: 'actions' },
      sender,
      form.required ? null : button('skip', 'press', text('form_skip'), skip),
    ),
  );
};

function headingOf(host: Host, { task }: Due, text: Texts): string {
  if (task === null) return text('form_study');
  const title = host.answer.tasks.find((card) => card.id === task)?.title ?? '';
  return text('form_task', { task: title });
}

function ticks(choices: readonly string[], boxes: readonly HTMLInputElement[], text: Texts): HTMLElement {
  const lines = choices.map((choice, index) => el('label', { class: 'tick' }, boxes[index] ?? null, el('span', {}, choice)));
  return el('fieldset', { class: 'item' }, el('legend', {}, text('form_choices')), ...lines);
}

function ownWords(question: string, field: HTMLTextAreaElement, locale: string, text: Texts): HTMLElement {
  const limit = text('form_limit', { n: numberText(MAX_REASON, locale) });
  return el(
    'div',
    { class: 'item' },
    el('label', { class: 'reason' }, el('span', { class: 'words' }, question), field),
    el('p', { class: 'soft', id: 'limit' }, limit),
  );
}

function numberText(value: number, locale: string): string {
  try {
    return new Intl.NumberFormat(locale.replace(/_/g, '-')).format(value);
  } catch {
    return String(value); // an unknown language tag throws
  }
}

/** A text that was cut between the halves of a character would be refused as no text. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');

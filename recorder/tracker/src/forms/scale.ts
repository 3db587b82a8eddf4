/** One item: native radio buttons, or a slider of many ticks; nothing is chosen before it is touched. */

import { el } from '../panel/draw.js';
import type { Texts } from '../panel/texts.js';
import type { Form } from '../protocol.js';

const MOST_RADIOS = 11; // 0 to 10; beyond they would be too small to hit

export interface Scale {
  element: HTMLFieldSetElement;
  value(): number | null;
  /** Says that it has no answer, and goes there. */
  complain(words: string): void;
}

/**
 * Draws an item of a form.
 *
 * @param name Of its radio buttons: one group each.
 * @param told "Question 3 of 10", or nothing for a single one.
 */
export function makeScale(form: Form, index: number, name: string, told: string, kept: number | null, text: Texts): Scale {
  const item = form.items[index] ?? { text: '', name: '', ends: ['', ''] as [string, string] };
  const count = (form.high - form.low) / form.step + 1;
  const input = count > MOST_RADIOS ? slider(form, item, kept, text) : radios(form, item.ends, name, kept);
  const problem = el('p', { class: 'problem', id: `${name}-problem`, hidden: true });
  const [low, high] = item.ends.map((end) => el('span', {}, end));
  const ends = el('div', { class: 'ends', 'aria-hidden': 'true' }, low ?? null, input.hint ?? null, high ?? null);
  const element = el(
    'fieldset',
    { class: 'item' },
    el(
      'legend',
      {},
      ...(told ? [el('span', { class: 'soft' }, told), ' '] : []),
      ...(item.name ? [el('b', {}, item.name), ' '] : []),
      el('span', { class: 'words' }, item.text),
    ),
    problem,
    input.element,
    ends,
  );
  element.addEventListener('input', () => {
    problem.hidden = true;
    element.removeAttribute('aria-describedby');
  });
  return {
    element,
    value: input.value,
    complain(words) {
      problem.textContent = words;
      problem.hidden = false;
      element.setAttribute('aria-describedby', problem.id);
      element.scrollIntoView?.({ block: 'nearest' });
      input.first.focus();
    },
  };
}

interface Input {
  element: HTMLElement;
  first: HTMLElement;
  /** Says that nothing is chosen, where that is not seen. */
  hint?: HTMLElement;
  value(): number | null;
}

function radios(form: Form, [low, high]: [string, string], name: string, kept: number | null): Input {
  const all: HTMLInputElement[] = [];
  const labels: HTMLElement[] = [];
  for (let value = form.low; value <= form.high; value += form.step) {
    const end = value === form.low ? low : value === form.high ? high : '';
    const radio = el('input', { type: 'radio', name, value: String(value) });
    if (end) radio.setAttribute('aria-label', `${value}, ${end}`);
    radio.checked = value === kept;
    all.push(radio);
    labels.push(el('label', {}, radio, el('span', {}, form.has_numbers ? String(value) : '')));
  }
  return {
    element: el('div', { class: 'radios' }, ...labels),
    first: all[0] as HTMLElement,
    value: () => {
      const chosen = all.find(({ checked }) => checked);
      return chosen ? Number(chosen.value) : null;
    },
  };
}

function slider(form: Form, item: Form['items'][number], kept: number | null, text: Texts): Input {
  const [low, high] = item.ends;
  const { low: min, high: max, step } = form;
  const range = el('input', { type: 'range', min: String(min), max: String(max), step: String(step), class: 'unset' });
  range.setAttribute('aria-label', `${item.name} ${item.text}`.trim());
  const hint = el('span', {}, text('form_unset'));
  let isSet = false;
  /** A press right on the middle changes nothing of the slider, yet it is an answer. */
  function touched(): void {
    isSet = true;
    hint.textContent = '';
    range.classList.remove('unset');
    range.setAttribute('aria-valuetext', `${range.value}, ${low} – ${high}`);
  }
  range.value = String(kept ?? (min + max) / 2);
  range.setAttribute('aria-valuetext', `${text('form_unset')}, ${low} – ${high}`);
  if (kept !== null) touched();
  range.addEventListener('input', touched);
  range.addEventListener('click', () => {
    if (isSet) return;
    touched();
    range.dispatchEvent(new Event('input', { bubbles: true }));
  });
  const ticks = Array.from({ length: (max - min) / step + 1 }, () => el('i'));
  return {
    element: el('div', { class: 'slider' }, el('div', { class: 'ticks', 'aria-hidden': 'true' }, ...ticks), range),
    first: range,
    hint,
    value: () => (isSet ? Number(range.value) : null),
  };
}

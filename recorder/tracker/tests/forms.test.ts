import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import * as chunk from '../src/forms/index.js';
import { start } from '../src/panel/index.js';
import type { AnswerBody, Form, HelloAnswer, NewEvent } from '../src/protocol.js';
import { answer, fakeHost, form, goTo, item, task } from './panel_host.js';

let off: (() => void) | null = null;

beforeEach(() => {
  vi.useFakeTimers();
  goTo('/');
});
afterEach(() => {
  off?.();
  document.querySelector('[data-thinkaloud-panel]')?.remove();
  vi.useRealTimers();
});

async function asked(one: Form, over: Partial<HelloAnswer> = {}, stored = new Map<string, string>()) {
  const hello = { ended: ['a'], progress: { task_index: 1, state: 'ready' as const }, forms: [{ ...one, tasks: ['a'] }], ...over };
  const made = fakeHost(answer([task('a'), task('b')], hello), stored);
  off = start(made.host, () => Promise.resolve(chunk));
  await vi.advanceTimersByTimeAsync(0);
  const root = (document.querySelector('[data-thinkaloud-panel]') as HTMLElement).shadowRoot as ShadowRoot;
  const all = (selector: string): HTMLInputElement[] => [...root.querySelectorAll<HTMLInputElement>(selector)];
  const pick = (index: number, value: number): void => {
    const field = all(`fieldset:nth-of-type(${index + 1}) input[value="${value}"]`)[0];
    if (!field) throw new Error(`no ${value} in item ${index}`);
    field.checked = true;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  return {
    ...made, root, all, pick,
    press: (name: string): void => all(`[data-name="${name}"]`)[0]?.click(),
    words: (): string => root.querySelector('.body')?.textContent ?? '',
    given: () => made.events.filter((event): event is NewEvent & AnswerBody => event.type === 'answer'),
  };
}

const TWO = form('umux_lite', { items: [item('Useful?'), item('Easy?')] });
const TLX = form('nasa_tlx', { low: 0, high: 100, step: 5, has_numbers: false });

describe('a form in the panel', () => {
  it('is a form of groups with a legend each, its ends said, and nothing chosen', async () => {
    const { all, words } = await asked(TWO);
    expect(all('form fieldset legend').map((legend) => legend.textContent)).toEqual(['form_of Useful?', 'form_of Easy?']);
    expect(all('fieldset:first-of-type input').map(({ type }) => type)).toEqual(Array(7).fill('radio'));
    expect(all('input:checked')).toHaveLength(0);
    expect(all('input')[0]?.getAttribute('aria-label')).toBe('1, Low');
    expect(all('input')[6]?.getAttribute('aria-label')).toBe('7, High');
    expect(words()).not.toContain('Title of b');
  });

  it('is given back whole, with how long it took and in which language it was asked', async () => {
    const { pick, press, given, words, flush } = await asked({ ...TWO, locale: 'de' });
    vi.advanceTimersByTime(4_000);
    pick(0, 5);
    pick(1, 7);
    press('send');
    expect(given()).toEqual([
      {
        type: 'answer', questionnaire: 'umux_lite', task: 'a', locale: 'de', ratings: [5, 7],
        is_skipped: false, duration_ms: 4_000,
      },
    ]);
    expect(flush).toHaveBeenCalled();
    expect(words()).toContain('Title of b');
  });

  it('names the first item that is missing and goes there, and sends nothing', async () => {
    const { pick, press, given, root, all } = await asked(TWO, { texts: { form_missing: 'Please answer question {n}.' } });
    pick(0, 5);
    press('send');
    expect(given()).toEqual([]);
    expect(root.querySelector('.problem:not([hidden])')?.textContent).toBe('Please answer question 2.');
    expect(root.activeElement).toBe(all('fieldset:nth-of-type(2) input')[0]);
    pick(1, 1);
    expect(root.querySelector('.problem:not([hidden])')).toBeNull();
    press('send');
    expect(given()).toHaveLength(1);
  });

  it('may be passed over, and then no rating is told', async () => {
    const { pick, press, given } = await asked(TWO);
    pick(0, 5);
    press('skip');
    expect(given()).toMatchObject([{ ratings: [null, null], is_skipped: true }]);
  });

  it('cannot be passed over where the study requires it', async () => {
    const { all } = await asked({ ...TWO, required: true });
    expect(all('[data-name="skip"]')).toHaveLength(0);
  });

  it('takes reasons and own words, and tells how long these may be', async () => {
    const { pick, press, given, all, words } = await asked(
      form('nps', { low: 0, high: 10, reason: 'Why?', choices: ['Price', 'Choice'] }),
      { texts: { form_limit: 'At most {n} characters.' } },
    );
    expect(all('fieldset:first-of-type input')).toHaveLength(11);
    expect(words()).toContain('At most 4,000 characters.');
    const [field] = all('textarea');
    if (field) field.value = '  It was \ud83d fine. ';
    const [, choice] = all('input[type="checkbox"]');
    if (choice) choice.checked = true;
    pick(0, 0);
    press('send');
    expect(given()).toMatchObject([{ ratings: [0], reason: 'It was \ufffd fine.', choices: ['Choice'] }]);
  });

  it('keeps what is filled in over a reload and over Escape', async () => {
    const stored = new Map<string, string>();
    const first = await asked({ ...TWO, reason: 'Why?' }, {}, stored);
    vi.advanceTimersByTime(1_000);
    first.pick(0, 3);
    const [field] = first.all('textarea');
    if (!field) throw new Error('no field');
    field.value = 'Because ';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
    expect(first.all('textarea')[0]?.value).toBe('Because ');
    off?.();
    const second = await asked({ ...TWO, reason: 'Why?' }, {}, stored);
    expect(second.all('input:checked').map(({ value }) => value)).toEqual(['3']);
    expect(second.all('textarea')[0]?.value).toBe('Because ');
    second.pick(1, 4);
    second.press('send');
    expect(second.given()).toMatchObject([{ ratings: [3, 4], reason: 'Because' }]);
    expect([...stored.values()].join()).not.toContain('Because'); // nothing stays behind in the browser
  });

  it('stays as it is while the panel is drawn anew', async () => {
    const { fake, all, root, press } = await asked(TWO);
    const [first] = all('input');
    first?.focus();
    fake.tell('status', 'offline');
    expect(root.activeElement).toBe(first);
    press('what');
    press('back');
    expect(all('input')[0]).toBe(first);
  });

  it('comes up out of a small panel once, and may be made small', async () => {
    const stored = new Map([['place', '{"right":16,"bottom":16,"isFolded":true}']]);
    const { all, fake } = await asked(TWO, {}, stored);
    const card = (): boolean => (all('.card')[0]?.hidden ?? true) === true;
    expect(card()).toBe(false);
    all('.fold')[0]?.click();
    fake.tell('status', 'offline');
    expect(card()).toBe(true);
  });

  it('goes to the heading of what comes next, never to its main button', async () => {
    const { pick, press, root, all } = await asked(TWO, {
      forms: [{ ...TWO, tasks: ['a'] }, form('seq', { tasks: ['a'] })],
    });
    pick(0, 1);
    pick(1, 1);
    all('[data-name="send"]')[0]?.focus();
    press('send');
    expect(root.querySelector('form')?.getAttribute('data-form')).toBe('seq@a');
    expect(root.activeElement).toBe(root.querySelector('h2'));
  });

  it('is named among what is recorded, where a study asks', async () => {
    const { press, words } = await asked(TWO);
    press('what');
    expect(words()).toContain('what_answers');
  });
});

describe('a slider of many ticks', () => {
  it('has no answer before it is touched', async () => {
    const { all, press, given } = await asked(TLX);
    const [slider] = all('input[type="range"]');
    expect(slider).toMatchObject({ min: '0', max: '100', step: '5' });
    expect(slider?.className).toBe('unset');
    expect(slider?.getAttribute('aria-label')).toBe('How was it?');
    expect(slider?.getAttribute('aria-valuetext')).toContain('form_unset');
    expect(all('.ticks i')).toHaveLength(21);
    press('send');
    expect(given()).toEqual([]);
  });

  it('takes a press on its very middle for an answer', async () => {
    const { all, press, given } = await asked(TLX);
    const [slider] = all('input[type="range"]');
    slider?.click();
    expect(slider?.className).toBe('');
    expect(slider?.getAttribute('aria-valuetext')).toContain('50');
    press('send');
    expect(given()).toMatchObject([{ ratings: [50] }]);
  });

  it('takes what it is moved to, and keeps it over a reload', async () => {
    const stored = new Map<string, string>();
    const first = await asked(TLX, {}, stored);
    const [slider] = first.all('input[type="range"]');
    if (!slider) throw new Error('no slider');
    slider.value = '85';
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    off?.();
    const second = await asked(TLX, {}, stored);
    second.press('send');
    expect(second.given()).toMatchObject([{ ratings: [85] }]);
  });
});

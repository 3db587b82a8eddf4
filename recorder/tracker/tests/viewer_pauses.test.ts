import { beforeEach, describe, expect, it, test, vi } from 'vitest';
import { makeBands, pausesAt, placeOf } from '../../../web/viewer/bands.js';
import { fetched } from '../../../web/viewer/fetched.js';
import { listenToKeys, press } from '../../../web/viewer/keys.js';
import { makePauses, marked, pauseText, type Marking, type Pauses } from '../../../web/viewer/pauses.js';
import { makeSaid, type Said } from '../../../web/viewer/said.js';
import type { Index, NewPause, PauseSpan } from '../../../web/viewer/source.js';
import { entries, filtered, GROUPS } from '../../../web/viewer/steps.js';
import { makeTimeline } from '../../../web/viewer/timeline.js';

const pause = (id: number, from: number, until: number, note = ''): PauseSpan =>
  ({ id, from, until, reason: 'moderator', label: 'Moderator spoke or probed', note, author: null });

describe('a band', () => {
  it('lies where its pause does, and is cut where the session ends', () => {
    expect(placeOf(1_000, 3_000, 10_000)).toEqual({ start: 0.1, wide: 0.2 });
    expect(placeOf(-500, 2_000, 10_000)).toEqual({ start: 0, wide: 0.2 });
    expect(placeOf(8_000, 60_000, 10_000)).toEqual({ start: 0.8, wide: 0.2 });
  });

  it('is not there where nothing of the pause is in the session', () => {
    expect([placeOf(10_000, 12_000, 10_000), placeOf(-9, -1, 10_000), placeOf(0, 5, 0)]).toEqual([undefined, undefined, { start: 0, wide: 1 }]);
    expect(makeBands().set([pause(1, 20_000, 30_000)], 10_000, undefined)).toBe(false);
    expect(makeBands().set([], 10_000, undefined)).toBe(false);
  });

  it('says its reason, and not by a colour alone', () => {
    const bands = makeBands();
    expect(bands.set([pause(1, 1_000, 3_000), pause(2, 2_000, 4_000)], 10_000, undefined)).toBe(true);
    const [first] = bands.element.querySelectorAll<HTMLElement>('.v-band');
    expect(first?.textContent).toBe('Moderator spoke or probed');
    expect(first?.querySelector('svg')).not.toBeNull();
    expect(first?.style.getPropertyValue('inset-inline-start')).toBe('10.000%');
    expect(bands.element.children.length).toBe(2);
  });

  it('grows with the player until its end is marked', () => {
    const bands = makeBands();
    const wide = (): string | undefined => bands.element.querySelector<HTMLElement>('.is-open')?.style.getPropertyValue('inline-size');
    expect(bands.set([], 10_000, { from: 2_000, until: undefined })).toBe(true);
    bands.move(5_000);
    expect(wide()).toBe('30.000%');
    bands.move(1_000);
    expect(wide()).toBe('10.000%');
    bands.set([], 10_000, { from: 2_000, until: 3_000 });
    bands.move(9_000);
    expect(wide()).toBe('10.000%');
  });

  test('of a moment are all that hold it', () => {
    expect(pausesAt([pause(1, 0, 2_000), pause(2, 1_000, 3_000)], 1_000).map(({ id }) => id)).toEqual([1, 2]);
    expect(pausesAt([pause(1, 0, 2_000)], 2_000)).toEqual([]);
  });
});

test('the time line says that a moment lies in a pause, and has a lane for them only while there are any', () => {
  const timeline = makeTimeline(() => undefined);
  const slider = timeline.element.querySelector('[role=slider]');
  const scene = (...pauses: PauseSpan[]) => ({ index: { length_ms: 10_000, tasks: [], pauses } as unknown as Index, idle: [], away: [] });
  timeline.set(scene(pause(1, 1_000, 3_000)), []);
  timeline.move(2_000);
  expect(slider?.getAttribute('aria-valuetext')).toBe('0:02.0 of 0:10.0, in a pause');
  timeline.move(3_000);
  expect(slider?.getAttribute('aria-valuetext')).toBe('0:03.0 of 0:10.0');
  expect(slider?.classList.contains('has-pauses')).toBe(true);
  timeline.set(scene(), []);
  expect(slider?.classList.contains('has-pauses')).toBe(false);
  timeline.marking({ from: 3_000, until: undefined });
  expect(slider?.classList.contains('has-pauses')).toBe(true);
});

test('pauses stand in the list by their beginnings, and are found by their words', () => {
  const all = entries({ moments: [{ t: 500, kind: 'click', text: 'x' }], notes: [], pauses: [pause(1, -100, 3_000, 'Why?'), pause(2, 900, 1_000)] });
  expect(all.map(({ t, kind }) => [t, kind])).toEqual([[0, 'pause'], [500, 'click'], [900, 'pause']]);
  expect(filtered(all, { hidden: new Set(), text: 'probed: why' }).length).toBe(1);
  expect(GROUPS.pause).toBe('pauses');
  expect(pauseText(pause(1, 0, 12_000, 'Why?'))).toBe('Pause of 12\u00a0s: Moderator spoke or probed: Why?');
});

test('a second mark is the end; before the first it is the beginning', () => {
  expect(marked({ from: 1_000, until: undefined }, 3_000)).toEqual({ from: 1_000, until: 3_000 });
  expect(marked({ from: 1_000, until: 3_000 }, 4_000)).toEqual({ from: 1_000, until: 4_000 });
  expect(marked({ from: 2_000, until: undefined }, 1_000)).toEqual({ from: 1_000, until: 2_000 });
  expect(marked({ from: 2_000, until: 3_000 }, 1_000)).toEqual({ from: 1_000, until: 3_000 });
  expect(marked({ from: 1_000, until: undefined }, 1_000.4)).toBeUndefined();
});

describe('marking', () => {
  let t = 0;
  let kept: PauseSpan[] = [];
  let sent: NewPause[] = [];
  let markings: (Marking | undefined)[] = [];
  let refusal = '';
  let said: Said;
  let pauses: Pauses;
  const settled = (): Promise<void> => new Promise((done) => setTimeout(done));
  const button = (name: string, among: HTMLElement): HTMLButtonElement => {
    const found = [...among.querySelectorAll('button')].find(({ textContent }) => textContent === name);
    if (!found) throw new Error(`no button ${name}`);
    return found;
  };
  const note = (): HTMLInputElement => pauses.form.querySelector('input') as HTMLInputElement;
  const at = (moment: number): void => {
    t = moment;
    pauses.press();
  };
  const submit = async (): Promise<void> => {
    pauses.form.dispatchEvent(new SubmitEvent('submit', { cancelable: true }));
    await settled();
  };

  beforeEach(() => {
    [t, kept, sent, markings, refusal] = [0, [], [], [], ''];
    said = makeSaid();
    pauses = makePauses({
      reasons: { moderator: 'Moderator spoke or probed', break: 'Break' },
      add: async (one) => {
        if (refusal) throw new Error(refusal);
        sent.push(one);
        return { ...one, id: sent.length, label: one.reason };
      },
      remove: async () => {
        if (refusal) throw new Error(refusal);
      },
    }, {
      now: () => t, pauses: () => kept, changed: (next) => (kept = next), marking: (one) => void markings.push(one),
      hold: () => undefined, closed: () => undefined,
    }, said);
    document.body.replaceChildren(pauses.form, said.element);
  });

  it('goes from the first press to the second, and says aloud what happens', async () => {
    at(1_000);
    expect(said.element.getAttribute('role')).toBe('status');
    expect(said.element.textContent).toContain('A pause begins at 0:01.0. Press P where it ends');
    at(4_000);
    expect(document.activeElement).toBe(pauses.form.querySelector('select'));
    (pauses.form.querySelector('select') as HTMLSelectElement).value = 'break';
    note().value = ' Coffee ';
    await submit();
    expect(sent).toEqual([{ from: 1_000, until: 4_000, reason: 'break', note: 'Coffee', author: null }]);
    expect(said.element.textContent).toContain('Pause kept. The report takes it off when it is calculated again.');
    expect([pauses.form.hidden, markings.at(-1)]).toEqual([true, undefined]);
  });

  it('by the mouse ends where its button is pressed', async () => {
    at(1_000);
    t = 2_000;
    await submit();
    expect(sent).toEqual([]);
    expect(pauses.form.textContent).toContain('from 0:01.0 to 0:02.0');
    await submit();
    expect(sent.length).toBe(1);
  });

  it('stays open where it would have no length', () => {
    at(1_000);
    at(1_000);
    expect(said.element.textContent).toContain('A pause ends after it began');
    expect(markings).toEqual([{ from: 1_000, until: undefined }]);
  });

  it('is discarded by Escape, and comes back with all that was written', () => {
    at(1_000);
    at(2_000);
    note().value = 'Why?';
    note().dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
    expect([pauses.form.hidden, markings.at(-1), pauses.discard()]).toEqual([true, undefined, false]);
    button('Undo', said.element).click();
    expect([pauses.form.hidden, note().value, markings.at(-1)?.until]).toEqual([false, 'Why?', 2_000]);
  });

  it('that is refused says why and loses nothing', async () => {
    at(1_000);
    at(2_000);
    note().value = 'Why?';
    refusal = 'A session has at most 500 pauses; remove some, or mark longer ones.';
    await submit();
    expect(pauses.form.querySelector('[role=alert]')?.textContent).toContain('at most 500 pauses');
    expect([pauses.form.hidden, note().value]).toEqual([false, 'Why?']);
    refusal = '';
    await submit();
    expect(kept.length).toBe(1);
  });

  it('is removed and taken back with its author', async () => {
    const one = { ...pause(7, 5_000, 6_000, 'Why?'), author: 'Ada' };
    kept = [one, pause(8, 9_000, 9_500)];
    pauses.remove(one);
    await settled();
    expect(kept.map(({ id }) => id)).toEqual([8]);
    expect(said.element.textContent).toContain('counts that time when it is calculated again');
    button('Undo', said.element).click();
    await settled();
    expect(kept.map(({ from, author }) => [from, author])).toEqual([[5_000, 'Ada'], [9_000, null]]);
    refusal = 'the server answered 500';
    pauses.remove(one);
    await settled();
    expect(kept.length).toBe(2);
    expect(said.element.textContent).toContain('could not be removed: the server answered 500.');
  });
});

test('Escape is left alone where nothing is being marked', () => {
  const orders = { discard: () => false } as Parameters<typeof press>[1];
  expect(press({ key: 'Escape', shiftKey: false }, orders)).toBe(false);
});

test('a key that is held marks once, and moves on', () => {
  const done: string[] = [];
  const orders = { pause: () => void done.push('pause'), toggle: () => void done.push('toggle'), jump: () => void done.push('jump') };
  listenToKeys(orders as unknown as Parameters<typeof press>[1], () => false);
  const down = (key: string, repeat: boolean): boolean => {
    const event = new KeyboardEvent('keydown', { key, repeat, bubbles: true, cancelable: true });
    document.body.dispatchEvent(event);
    return event.defaultPrevented;
  };
  const prevented = (['p', ' ', 'ArrowRight', 'Tab'] as const).flatMap((key) => [down(key, false), down(key, true)]);
  expect(done).toEqual(['pause', 'toggle', 'jump', 'jump']);
  expect(prevented).toEqual([true, false, true, true, true, true, false, false]);
});

test('a pause goes by the form of the page of its session, and a refusal comes with its reason', async () => {
  const asked: [string, string][] = [];
  let answer = new Response('{"id":3}', { status: 201 });
  vi.stubGlobal('fetch', async (place: string, init: RequestInit) => {
    asked.push([place, String(init.body)]);
    return answer;
  });
  const { pauses } = fetched({ base: '/r', csrf: 'c', pauses: '/p', reasons: { break: 'Break' } });
  await pauses?.add({ from: 1_234.4, until: 60_000, reason: 'break', note: 'a&b', author: null });
  await pauses?.remove(3).catch(() => undefined);
  expect(asked).toEqual([['/p', 'from=1.234&to=60.000&reason=break&note=a%26b&author='], ['/p', 'remove=3']]);
  answer = new Response('{"detail":"A pause has one of these reasons."}', { status: 422, headers: { 'Content-Type': 'application/problem+json' } });
  await expect(pauses?.remove(3)).rejects.toThrow('one of these reasons');
});

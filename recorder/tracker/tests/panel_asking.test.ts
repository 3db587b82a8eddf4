import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import * as forms from '../src/forms/index.js';
import { dueForm, keptStanding } from '../src/panel/asking.js';
import { createFlow } from '../src/panel/flow.js';
import type { AnswerBody, HelloAnswer, NewEvent } from '../src/protocol.js';
import { answer, fakeHost, form, goTo, task } from './panel_host.js';

const TASKS = [task('a'), task('b')];
const SEQ = form('seq', { tasks: ['a', 'b'] });
const SUS = form('sus', { tasks: [] });
const GIVEN = { ratings: [3], is_skipped: false, duration_ms: 5 };

beforeEach(() => {
  vi.useFakeTimers();
  goTo('/');
});
afterEach(() => vi.useRealTimers());

async function begun(over: Partial<HelloAnswer> = {}, stored = new Map<string, string>(), load = () => Promise.resolve(forms)) {
  const made = fakeHost(answer(TASKS, { forms: [SEQ, SUS], ...over }), stored);
  const flow = createFlow(made.host, () => undefined, vi.fn(), load);
  flow.begin();
  await vi.advanceTimersByTimeAsync(0);
  const given = (): string[] =>
    made.events
      .filter((event): event is NewEvent & AnswerBody => event.type === 'answer')
      .map(({ questionnaire, task: after }) => `${questionnaire} ${after ?? '-'}`);
  const give = (): void => {
    const due = flow.due();
    if (due) flow.give(due, GIVEN);
  };
  return { ...made, flow, given, give };
}

describe('what is due', () => {
  const hello = answer(TASKS, { forms: [SUS, SEQ] });

  it('is nothing before a task has ended, and nothing while one runs', () => {
    expect(dueForm(hello, { ended: [], answered: [] }, 'ready')).toBeUndefined();
    expect(dueForm(hello, { ended: ['a'], answered: [] }, 'running')).toBeUndefined();
  });

  it('comes after its task, in the order of the tasks, and those of the study at the end', () => {
    const all = { ended: ['b', 'a'], answered: [] as string[] };
    expect(dueForm(hello, all, 'ready')?.id).toBe('seq@a');
    expect(dueForm(hello, { ...all, answered: ['seq@a'] }, 'ready')?.id).toBe('seq@b');
    expect(dueForm(hello, { ...all, answered: ['seq@a', 'seq@b'] }, 'ready')).toBeUndefined();
    expect(dueForm(hello, { ...all, answered: ['seq@a', 'seq@b'] }, 'finished')?.id).toBe('sus');
  });

  it('is not what a task asks that was never tried', () => {
    expect(dueForm(hello, { ended: ['b'], answered: ['seq@b', 'sus'] }, 'finished')).toBeUndefined();
  });

  it.each(['', 'null', '{', '[]', '{"ended":"a","answered":7}'])('survives a store that holds %j', (rubbish) => {
    const { host } = fakeHost(hello, new Map([['forms', rubbish]]));
    expect(keptStanding(host.store)).toEqual({ ended: [], answered: [] });
  });
});

describe('the road with forms', () => {
  it.each(['done', 'giveUp'] as const)('asks after a task that ended by %s, before the next one can start', async (way) => {
    const { flow, give, given, said } = await begun();
    await flow.start();
    expect(flow.due()).toBeUndefined();
    flow[way]();
    expect(flow.due()).toMatchObject({ id: 'seq@a', task: 'a' });
    await flow.start();
    expect(said()).toHaveLength(2);
    give();
    expect(given()).toEqual(['seq a']);
    await flow.start();
    expect(said()[2]).toBe('start b participant 0');
  });

  it('asks after a time that is over, and after a goal', async () => {
    const timed = [task('a', { time_limit_s: 5 }), task('b', { goal_kind: 'url', goal_value: '/done' })];
    const { flow, give } = await begun({ tasks: timed });
    await flow.start();
    vi.advanceTimersByTime(5_000);
    expect(flow.due()?.id).toBe('seq@a');
    give();
    await flow.start();
    goTo('/done');
    vi.advanceTimersByTime(3_000);
    flow.done();
    expect(flow.due()?.id).toBe('seq@b');
  });

  it('asks after a task that the page itself ended', async () => {
    const { flow, fake } = await begun();
    fake.tell('task', { task: 'b', action: 'start', t: 1 });
    fake.tell('task', { task: null, action: 'success', t: 2 });
    expect(flow.due()?.id).toBe('seq@b');
  });

  it('leaves the clock of the next task alone while a form is filled in', async () => {
    const { flow, give, said } = await begun();
    await flow.start();
    flow.done();
    vi.advanceTimersByTime(60_000);
    give();
    vi.advanceTimersByTime(1_000);
    await flow.start();
    expect(said()).toEqual(['start a participant 0', 'done a participant 0', 'start b participant 61000']);
  });

  it('closes the session after the last form, not before', async () => {
    const { flow, give, given, fake } = await begun({ progress: { task_index: 1, state: 'running', started_t: 0 } });
    flow.done();
    give();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(flow.due()?.id).toBe('sus');
    expect(fake.close).not.toHaveBeenCalled();
    give();
    await vi.advanceTimersByTimeAsync(0);
    expect(given()).toEqual(['seq b', 'sus -']);
    expect(fake.close).toHaveBeenCalledOnce();
  });

  it('asks nothing again after a reload, and goes on with what is left', async () => {
    const stored = new Map<string, string>();
    const first = await begun({}, stored);
    await first.flow.start();
    first.flow.done();
    first.give();
    first.flow.stop();
    const second = await begun({}, stored);
    expect(second.flow.due()).toBeUndefined();
    await second.flow.start();
    second.flow.done();
    expect(second.flow.due()?.id).toBe('seq@b');
  });

  it('does not take a form that another tab has given back', async () => {
    const stored = new Map<string, string>();
    const left = await begun({}, stored);
    const right = await begun({}, stored);
    await left.flow.start();
    left.flow.done();
    window.dispatchEvent(new Event('storage'));
    const due = right.flow.due();
    left.give();
    if (due) right.flow.give(due, GIVEN);
    expect([left.given(), right.given()]).toEqual([['seq a'], []]);
  });

  it('learns from the collector what was done on another origin', async () => {
    const { flow, fake } = await begun({ ended: ['a'], progress: { task_index: 1, state: 'ready' } });
    expect(flow.due()?.id).toBe('seq@a');
    fake.answer = { ...fake.answer, answered: ['seq@a'] };
    fake.tell('status', 'stored');
    expect(flow.due()).toBeUndefined();
  });

  it('tries again to get what draws forms, and keeps nobody for ever', async () => {
    const load = vi.fn(() => Promise.reject(new Error('offline')));
    const { flow, fake } = await begun({ ended: ['a'], progress: { task_index: 2, state: 'finished' } }, new Map(), load);
    expect(flow.due()?.id).toBe('seq@a');
    expect(flow.forms()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(70_000);
    expect(load).toHaveBeenCalledTimes(7);
    expect(flow.due()).toBeUndefined();
    expect(fake.close).toHaveBeenCalledOnce();
    expect(fake.delivery.counts.note).toContain('questionnaires');
  });

  it('loads nothing where a study asks nothing', async () => {
    const load = vi.fn(() => Promise.resolve(forms));
    await begun({ forms: [] }, new Map(), load);
    expect(load).not.toHaveBeenCalled();
  });
});

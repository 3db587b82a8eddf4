import { describe, expect, it } from 'vitest';

import { afterEnd, keepState, keptState, progressOf, stateAtLoad, type PanelState } from '../src/panel/state.js';
import { durationText, textsOf } from '../src/panel/texts.js';
import { answer, task } from './panel_host.js';

function storeOf(content: Record<string, string> = {}) {
  const kept = new Map(Object.entries(content));
  return { get: (key: string) => kept.get(key) ?? null, set: (key: string, value: string) => void kept.set(key, value) };
}

const RUNNING: PanelState = { index: 1, phase: 'running', startedT: 5_000, ended: 'done' };
const TWO = [task('a'), task('b')];

describe('the state at the page load', () => {
  it('is what this browser kept', () => {
    const store = storeOf();
    keepState(store, RUNNING);
    expect(stateAtLoad(store, answer(TWO))).toEqual(RUNNING);
  });

  it('is what the collector says where this browser knows nothing', () => {
    const told = answer(TWO, { progress: { task_index: 1, state: 'running', started_t: 700 } });
    expect(stateAtLoad(storeOf(), told)).toEqual({ index: 1, phase: 'running', startedT: 700, ended: null });
  });

  it('is what the collector says where the participant went on at another origin', () => {
    const store = storeOf();
    keepState(store, { index: 0, phase: 'running', startedT: 10, ended: null });
    const told = answer(TWO, { progress: { task_index: 1, state: 'ready' } });
    expect(stateAtLoad(store, told).index).toBe(1);
  });

  it('is finished when no task is left', () => {
    const told = answer(TWO, { progress: { task_index: 2, state: 'ready' } });
    expect(stateAtLoad(storeOf(), told).phase).toBe('finished');
  });

  it.each(['', 'null', '{', '[]', '{"index":"1"}'])('survives a store that holds %j', (rubbish) => {
    const store = storeOf({ panel: rubbish });
    expect(keptState(store)).toBeNull();
    expect(stateAtLoad(store, answer(TWO)).phase).toBe('ready');
  });
});

describe('the end of a task', () => {
  it('makes the next one ready', () => {
    const next = afterEnd({ ...RUNNING, index: 0 }, 'give_up', 2);
    expect(next).toEqual({ index: 1, phase: 'ready', startedT: null, ended: 'give_up' });
    expect(progressOf(next)).toEqual({ task_index: 1, state: 'ready', started_t: null });
  });

  it('of the last one finishes the session', () => {
    expect(afterEnd(RUNNING, 'done', 2).phase).toBe('finished');
  });
});

describe('the words', () => {
  it('fill their holes, and show the key where a text did not come', () => {
    const text = textsOf({ task_of: 'Task {n} of {total}' });
    expect(text('task_of', { n: 2, total: 4 })).toBe('Task 2 of 4');
    expect(text('done')).toBe('done');
  });

  it.each([
    [300, 'en', '5 minutes'],
    [60, 'en', '1 minute'],
    [90, 'en', '90 seconds'],
    [300, 'de', '5 Minuten'],
    [300, 'zh_Hans', '5分钟'],
    [300, 'not a tag', '5 minutes'],
  ])('say a limit of %d s in %s as %s', (seconds, locale, expected) => {
    expect(durationText(seconds, locale)).toBe(expected);
  });
});

import { expect, it } from 'vitest';

import { answerCalls } from '../src/calls.js';
import type { NewEvent } from '../src/protocol.js';
import { answer, fakeHost, task } from './panel_host.js';

function page(stored = new Map<string, string>()) {
  const { host, fake } = fakeHost(answer([task('buy'), task('sell')]), stored);
  const events: NewEvent[] = [];
  fake.emit = (event) => void events.push(event);
  const ended: string[] = [];
  Object.assign(host, { end: (why: string) => void ended.push(why) });
  return { call: answerCalls(host), events, ended, host, stored };
}

it('makes of an event only what the wire takes', () => {
  const { call, events } = page();
  const data = { a: 1, b: true, c: null, d: NaN, e: { f: 1 }, g: 'text' };
  call('event', ['n'.repeat(200), data], 5);
  expect(events).toEqual([{
    type: 'custom', name: 'n'.repeat(100), t: 5,
    data: { a: 1, b: true, c: null, d: 'NaN', e: '[object Object]', g: 'text' },
  }]);
});

it('masks what looks personal in the data of an event', () => {
  const { call, events } = page();
  call('event', ['ordered', { by: 'ann.lee@example.org' }], 5);
  expect(JSON.stringify(events)).not.toContain('ann.lee');
});

it('ends the task that runs, which success() does not name', () => {
  const { call, events } = page();
  call('start', ['buy'], 1);
  call('success', [], 2);
  call('success', [], 3);
  expect(events).toMatchObject([
    { type: 'task', task: 'buy', action: 'start', by: 'page', t: 1 },
    { type: 'task', task: 'buy', action: 'success', by: 'page', t: 2 },
  ]);
});

it('ends a task that the participant has started, also on the next page', () => {
  const first = page();
  first.host.tell('progress', { task_index: 1, state: 'running' });
  const { call, events } = page(first.stored);
  call('fail', [], 2);
  expect(events).toMatchObject([{ task: 'sell', action: 'fail' }]);
});

it('ends nothing once the participant has', () => {
  const { call, events, host } = page();
  host.tell('progress', { task_index: 0, state: 'running' });
  host.tell('progress', { task_index: 1, state: 'ready' });
  call('success', [], 2);
  expect(events).toEqual([]);
});

it('ignores a task that the study does not have', () => {
  const { call, events } = page();
  call('start', ['steal'], 1);
  expect(events).toEqual([]);
});

it('stops', () => {
  const { call, ended } = page();
  call('stop', [], 1);
  expect(ended).toEqual(['stopped']);
});

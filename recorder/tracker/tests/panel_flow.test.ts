import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { createFlow } from '../src/panel/flow.js';
import type { HelloAnswer, TaskCard } from '../src/protocol.js';
import { answer, fakeHost, goTo, task } from './panel_host.js';

beforeEach(() => {
  vi.useFakeTimers();
  goTo('/');
});
afterEach(() => vi.useRealTimers());

function begun(tasks: TaskCard[], stored = new Map<string, string>(), over: Partial<HelloAnswer> = {}) {
  const made = fakeHost(answer(tasks, over), stored);
  const open = vi.fn();
  const flow = createFlow(made.host, () => undefined, open);
  flow.begin();
  return { ...made, flow, open, page: () => fakeHost(answer(tasks), stored) };
}

describe('a task', () => {
  it('is started and ended by the participant, and the next one is ready', async () => {
    const { flow, said } = begun([task('a'), task('b')]);
    vi.advanceTimersByTime(100);
    await flow.start();
    vi.advanceTimersByTime(900);
    flow.done();
    expect(said()).toEqual(['start a participant 100', 'done a participant 1000']);
    expect(flow.state()).toMatchObject({ index: 1, phase: 'ready', ended: 'done' });
  });

  it('takes the time of the press, however late the page heard it', async () => {
    const { flow, said } = begun([task('a'), task('b')]);
    vi.advanceTimersByTime(500);
    await flow.start(200);
    vi.advanceTimersByTime(1500);
    flow.done(1700);
    expect(said()).toEqual(['start a participant 200', 'done a participant 1700']);
  });

  it('can be given up', async () => {
    const { flow, said } = begun([task('a'), task('b')]);
    await flow.start();
    flow.giveUp();
    expect(said()).toContain('give_up a participant 0');
  });

  it('does not end twice', async () => {
    const { flow, said } = begun([task('a'), task('b')]);
    await flow.start();
    flow.done();
    flow.done();
    flow.giveUp();
    expect(said()).toHaveLength(2);
  });

  it('survives a reload', async () => {
    const stored = new Map<string, string>();
    const { flow } = begun([task('a'), task('b')], stored);
    vi.advanceTimersByTime(50);
    await flow.start();
    flow.stop();
    const second = begun([task('a'), task('b')], stored);
    expect(second.flow.state()).toMatchObject({ index: 0, phase: 'running', startedT: 50 });
    second.flow.done();
    expect(second.said()).toEqual(['done a participant 0']);
  });

  it('that starts on another page opens it once its start is on its way', async () => {
    const { flow, open, flush, said } = begun([task('a', { start_url: '/shop?x=1' })]);
    let sent: (isSent: boolean) => void = () => undefined;
    flush.mockReturnValueOnce(new Promise((done) => (sent = done)));
    const started = flow.start();
    expect(said()).toEqual(['start a participant 0']);
    expect(open).not.toHaveBeenCalled();
    sent(true);
    await started;
    expect(open).toHaveBeenCalledExactlyOnceWith('http://shop.test/shop?x=1');
  });

  it('opens its page all the same when the collector does not answer', async () => {
    const { flow, open, flush } = begun([task('a', { start_url: '/shop' })]);
    flush.mockReturnValue(new Promise(() => undefined));
    void flow.start();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(open).toHaveBeenCalledOnce();
  });

  it('takes the session along to another origin', async () => {
    const { flow, open } = begun([task('a', { start_url: 'https://else.test/x' })]);
    await flow.start();
    expect(open).toHaveBeenCalledExactlyOnceWith('https://else.test/x#thinkaloud=TOKEN');
  });

  it('leaves the other origin its own fragment', async () => {
    const { flow, open } = begun([task('a', { start_url: 'https://else.test/#/home' })]);
    await flow.start();
    expect(open).toHaveBeenCalledExactlyOnceWith('https://else.test/#/home&thinkaloud=TOKEN');
  });

  it('that another origin ended is over here as well, once the collector says so', () => {
    const { flow, fake } = begun([task('a'), task('b')]);
    fake.answer = { ...fake.answer, progress: { task_index: 1, state: 'running', started_t: 9 } };
    fake.tell('status', 'stored');
    expect(flow.state()).toMatchObject({ index: 1, phase: 'running', startedT: 9 });
  });

  it('is not set back by a collector that has not heard of it yet', async () => {
    const { flow, fake } = begun([task('a'), task('b')]);
    await flow.start();
    fake.answer = { ...fake.answer, progress: { task_index: 0, state: 'ready' } };
    fake.tell('status', 'stored');
    expect(flow.state().phase).toBe('running');
  });
});

describe('the time limit', () => {
  it('ends the task at its very moment', async () => {
    const { flow, said } = begun([task('a', { time_limit_s: 60 }), task('b')]);
    vi.advanceTimersByTime(10);
    await flow.start();
    vi.advanceTimersByTime(59_999);
    expect(said()).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(said()).toContain('timeout a rule 60010');
  });

  it('goes on over a reload, and over an absence', async () => {
    const tasks = [task('a', { time_limit_s: 60 }), task('b')];
    const stored = new Map<string, string>();
    const first = begun(tasks, stored);
    await first.flow.start();
    vi.advanceTimersByTime(30_000);
    first.flow.stop();
    vi.advanceTimersByTime(90_000);
    expect(first.said()).toHaveLength(1);
    const late = createFlow(first.host, () => undefined, () => undefined);
    late.begin();
    vi.advanceTimersByTime(0);
    expect(first.said()).toEqual(['start a participant 0', 'timeout a rule 60000']);
  });
});

describe('the goal', () => {
  const tasks = [task('a', { goal_kind: 'url', goal_value: '/done' }), task('b')];

  it('ends the task at the moment it was reached', async () => {
    const { flow, fake, said } = begun(tasks);
    await flow.start();
    vi.advanceTimersByTime(500);
    goTo('/done');
    fake.tell('page', { page: 'p', screen: '/', route: '/', url: location.href, kind: 'push', t: 500 });
    vi.advanceTimersByTime(1_000);
    expect(said()).toContain('goal a rule 500');
    expect(flow.state()).toMatchObject({ index: 1, phase: 'ready', ended: 'goal' });
  });

  it('counts when Done is pressed before its second is over', async () => {
    const { flow, fake, said } = begun(tasks);
    await flow.start();
    vi.advanceTimersByTime(500);
    goTo('/done');
    fake.tell('page', { page: 'p', screen: '/', route: '/', url: location.href, kind: 'push', t: 500 });
    vi.advanceTimersByTime(300);
    flow.done();
    expect(said()).toEqual(['start a participant 0', 'goal a rule 500']);
  });

  it('is noted once, and the task goes on, where it does not end the task', async () => {
    const { flow, fake, said } = begun([{ ...tasks[0], ends_on_goal: false } as TaskCard]);
    await flow.start();
    goTo('/done');
    fake.tell('page', { page: 'p', screen: '/', route: '/', url: location.href, kind: 'push', t: 0 });
    vi.advanceTimersByTime(1_000);
    expect(flow.state().phase).toBe('running');
    vi.advanceTimersByTime(1_000);
    flow.done();
    expect(said()).toEqual(['start a participant 0', 'goal a rule 0', 'done a participant 2000']);
  });

  it('reached within the limit counts even if its second ends after it', async () => {
    const { flow, fake, said } = begun([task('a', { goal_kind: 'url', goal_value: '/done', time_limit_s: 10 }), task('b')]);
    await flow.start();
    vi.advanceTimersByTime(9_500);
    goTo('/done');
    fake.tell('page', { page: 'p', screen: '/', route: '/', url: location.href, kind: 'push', t: 9_500 });
    vi.advanceTimersByTime(2_000);
    expect(said()).toEqual(['start a participant 0', 'goal a rule 9500']);
  });
});

describe('two tabs', () => {
  it('follow one another, and a task ends in one of them alone', async () => {
    const stored = new Map<string, string>();
    const tasks = [task('a'), task('b')];
    const left = begun(tasks, stored);
    const right = begun(tasks, stored);
    await left.flow.start();
    window.dispatchEvent(new Event('storage'));
    expect(right.flow.state().phase).toBe('running');
    right.flow.done();
    left.flow.done(); // has not heard of it yet
    expect(left.said()).toEqual(['start a participant 0']);
    expect(right.said()).toEqual(['done a participant 0']);
    expect(left.flow.state().index).toBe(1);
  });
});

describe('the page under test', () => {
  it('starts and ends tasks by its own calls, whose events are queued already', () => {
    const { flow, fake, said } = begun([task('a'), task('b'), task('c')]);
    fake.tell('task', { task: 'b', action: 'start', t: 70 });
    expect(flow.state()).toMatchObject({ index: 1, phase: 'running', startedT: 70 });
    fake.tell('task', { task: 'nonsense', action: 'start', t: 80 });
    fake.tell('task', { task: null, action: 'success', t: 90 });
    expect(flow.state()).toMatchObject({ index: 2, phase: 'ready' });
    expect(said()).toEqual([]);
  });
});

describe('the end of the session', () => {
  it('closes it when everything is acknowledged, not before', async () => {
    const { flow, fake, flush } = begun([task('a')]);
    await flow.start();
    flush.mockResolvedValue(false);
    flow.done();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(flow.state().phase).toBe('finished');
    expect(flow.sending()).toBe('closing');
    expect(fake.close).not.toHaveBeenCalled();
    flush.mockResolvedValue(true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(fake.close).toHaveBeenCalledOnce();
    expect(flow.sending()).toBe('closed');
  });

  it('is taken up after a reload', async () => {
    const stored = new Map([['panel', '{"index":1,"phase":"finished"}']]);
    const { fake } = begun([task('a')], stored);
    await vi.advanceTimersByTimeAsync(0);
    expect(fake.close).toHaveBeenCalledOnce();
  });

  it('may be a withdrawal, at any moment', async () => {
    const { flow, fake } = begun([task('a')]);
    await flow.start();
    await flow.withdraw();
    expect(fake.withdraw).toHaveBeenCalledOnce();
    expect(flow.state().phase).toBe('withdrawn');
  });

  it('says so when the withdrawal did not arrive', async () => {
    const { flow, fake } = begun([task('a')]);
    fake.withdraw.mockRejectedValue(new Error('offline'));
    await flow.withdraw();
    expect(flow.sending()).toBe('erase_failed');
    expect(flow.state().phase).toBe('ready');
  });
});

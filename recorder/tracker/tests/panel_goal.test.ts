import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { armGoal, watchGoal } from '../src/panel/goal.js';
import { answer, fakeHost, goTo, task } from './panel_host.js';

const URL_TASK = task('buy', { goal_kind: 'url', goal_value: '/done' });
const SELECTOR_TASK = task('see', { goal_kind: 'selector', goal_value: '.toast' });

beforeEach(() => {
  vi.useFakeTimers();
  goTo('/');
  document.body.innerHTML = '';
});
afterEach(() => vi.useRealTimers());

function watching(card = URL_TASK, stored = new Map<string, string>(), loadT = 0) {
  const { host, fake } = fakeHost(answer([card]), stored);
  const reached = vi.fn();
  const watch = watchGoal(host, card, 0, loadT, reached);
  const visit = (path: string, t = host.now()): void => {
    goTo(path);
    fake.tell('page', { page: 'p', screen: '/', route: '/', url: location.href, kind: 'push', t });
  };
  return { host, fake, reached, watch, visit, stored };
}

describe('a goal by address', () => {
  it('is reached when the page stands for a second, at the moment it came up', () => {
    const { reached, visit } = watching();
    vi.advanceTimersByTime(4_000);
    visit('/done');
    vi.advanceTimersByTime(999);
    expect(reached).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(reached).toHaveBeenCalledExactlyOnceWith(4_000);
  });

  it('is not reached when the page is left within a second', () => {
    const { reached, visit } = watching();
    visit('/done');
    vi.advanceTimersByTime(700);
    visit('/else');
    vi.advanceTimersByTime(5_000);
    expect(reached).not.toHaveBeenCalled();
  });

  it('counts from the first of two pages that match', () => {
    const { reached, visit } = watching(task('buy', { goal_kind: 'url', goal_value: '/done*' }));
    vi.advanceTimersByTime(100);
    visit('/done/1');
    vi.advanceTimersByTime(600);
    visit('/done/2');
    vi.advanceTimersByTime(400);
    expect(reached).toHaveBeenCalledExactlyOnceWith(100);
  });

  it('goes on counting after a reload', () => {
    const first = watching();
    vi.advanceTimersByTime(2_000);
    first.visit('/done');
    vi.advanceTimersByTime(400);
    first.watch.stop();
    const reached = vi.fn();
    vi.advanceTimersByTime(300);
    watchGoal(first.host, URL_TASK, 0, 2_700, reached);
    vi.advanceTimersByTime(300);
    expect(reached).toHaveBeenCalledExactlyOnceWith(2_000);
    expect(first.reached).not.toHaveBeenCalled();
  });

  it('counts anew when the participant comes back much later', () => {
    const first = watching();
    first.visit('/done');
    vi.advanceTimersByTime(400);
    first.watch.stop();
    vi.advanceTimersByTime(60_000);
    const reached = vi.fn();
    watchGoal(first.host, URL_TASK, 0, 60_400, reached);
    vi.advanceTimersByTime(1_000);
    expect(reached).toHaveBeenCalledExactlyOnceWith(60_400);
  });

  it('that holds at the start has to be left first', () => {
    goTo('/done');
    const { host, fake } = fakeHost(answer([URL_TASK]));
    armGoal(host, URL_TASK, 0, null);
    const reached = vi.fn();
    watchGoal(host, URL_TASK, 0, 0, reached);
    vi.advanceTimersByTime(5_000);
    expect(reached).not.toHaveBeenCalled();
    for (const path of ['/else', '/done']) {
      goTo(path);
      fake.tell('page', { page: 'p', screen: '/', route: '/', url: location.href, kind: 'push', t: host.now() });
    }
    vi.advanceTimersByTime(1_000);
    expect(reached).toHaveBeenCalledExactlyOnceWith(5_000);
  });

  it('counts when the task opens another page first', () => {
    goTo('/done');
    const { host } = fakeHost(answer([URL_TASK]));
    armGoal(host, URL_TASK, 0, new URL('http://shop.test/start'));
    const reached = vi.fn();
    watchGoal(host, URL_TASK, 0, 0, reached); // the next page that is seen is the goal already
    vi.advanceTimersByTime(1_000);
    expect(reached).toHaveBeenCalledOnce();
  });

  it('tells since when it holds to who presses Done before the second is over', () => {
    const { watch, visit } = watching();
    expect(watch.holdsSince()).toBeNull();
    vi.advanceTimersByTime(300);
    visit('/done');
    vi.advanceTimersByTime(200);
    expect(watch.holdsSince()).toBe(300);
  });
});

describe('a goal by selector', () => {
  it('is reached when the element is there for a second', async () => {
    const { reached } = watching(SELECTOR_TASK);
    await vi.advanceTimersByTimeAsync(1_200);
    document.body.innerHTML = '<p class="toast">Saved</p>';
    await vi.advanceTimersByTimeAsync(1_600);
    expect(reached).toHaveBeenCalledOnce();
    const [t] = reached.mock.calls[0] as [number];
    expect(t).toBeGreaterThanOrEqual(1_200);
    expect(t).toBeLessThanOrEqual(1_250);
  });

  it('is not reached by an element that goes away within a second', async () => {
    const { reached } = watching(SELECTOR_TASK);
    document.body.innerHTML = '<p class="toast">Saved</p>';
    await vi.advanceTimersByTimeAsync(600);
    document.body.innerHTML = '';
    await vi.advanceTimersByTimeAsync(5_000);
    expect(reached).not.toHaveBeenCalled();
  });

  it('never throws for a rule that is no selector', async () => {
    const { reached } = watching(task('x', { goal_kind: 'selector', goal_value: ':::' }));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(reached).not.toHaveBeenCalled();
  });
});

describe('a goal by event', () => {
  const card = task('pay', { goal_kind: 'event', goal_value: 'paid' });

  it('is reached at once, by its name alone', () => {
    const { reached, fake } = watching(card);
    fake.tell('custom', { name: 'opened', data: {}, t: 40 });
    expect(reached).not.toHaveBeenCalled();
    fake.tell('custom', { name: 'paid', data: {}, t: 90 });
    fake.tell('custom', { name: 'paid', data: {}, t: 95 });
    expect(reached).toHaveBeenCalledExactlyOnceWith(90);
  });
});

it('a goal for the moderator is never reached by rule', () => {
  const { reached, visit } = watching(task('talk', { goal_kind: 'moderator' }));
  visit('/done');
  vi.advanceTimersByTime(10_000);
  expect(reached).not.toHaveBeenCalled();
});

import { beforeEach, expect, it, vi } from 'vitest';

import { makeTab, randomId } from '../src/tab.js';
import { forgetAll } from './slices.js';

beforeEach(forgetAll);

it('numbers each stream from 0 and goes on after a page change', () => {
  const first = makeTab('s1');
  expect([first.add('events', 1), first.add('events', 1), first.add('replay', 1)]).toEqual([0, 1, 0]);
  first.leave();
  const second = makeTab('s1');
  expect(second.id()).toBe(first.id());
  expect(second.add('events', 1)).toBe(2);
});

it('takes a new name where its own is claimed by a living tab', () => {
  const opener = makeTab('s1');
  const name = opener.id(); // window.open copies the storage, claim and all
  const opened = makeTab('s1');
  expect(opened.id()).not.toBe(name);
  expect(opened.add('events', 1)).toBe(0);
});

it('keeps its name where the claim is of a tab that crashed long ago', () => {
  const crashed = makeTab('s1').id();
  localStorage.setItem(`thinkaloud.claim.s1.${crashed}`, `${Date.now() - 4_000}`);
  expect(makeTab('s1').id()).toBe(crashed);
});

it('takes a hidden tab for alive longer, since its timers hardly run', () => {
  const isAliveAfter = (ms: number): boolean => {
    const tab = makeTab('s1');
    const now = Date.now();
    const later = vi.spyOn(Date, 'now').mockReturnValue(now + ms);
    const isAlive = tab.isAlive(tab.id());
    later.mockRestore();
    forgetAll();
    return isAlive;
  };
  expect([isAliveAfter(5_000), isAliveAfter(7_000)]).toEqual([true, false]);
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  expect([isAliveAfter(100_000), isAliveAfter(200_000)]).toEqual([true, false]);
  vi.restoreAllMocks();
  expect(makeTab('s1').isAlive('unheard-of')).toBe(false);
});

it('does not take a dead tab for alive because the clock was set back', () => {
  const tab = makeTab('s1');
  localStorage.setItem('thinkaloud.claim.s1.other', `${Date.now() + 3_600_000}`);
  expect(tab.isAlive('other')).toBe(false);
});

it('counts on over page changes, and looks without counting', () => {
  makeTab('s1').add('made', 7);
  makeTab('s1').leave();
  const later = makeTab('s1');
  later.renew();
  expect(later.add('made', 0)).toBe(0); // a name of its own has counts of its own
  later.add('made', 5);
  later.leave();
  expect(makeTab('s1').add('made', 0)).toBe(5);
});

it('begins at 0 in another session', () => {
  makeTab('s1').add('events', 1);
  expect(makeTab('s2').add('events', 1)).toBe(0);
});

it('makes ids that the protocol takes', () => {
  for (let n = 0; n < 50; n += 1) expect(randomId()).toMatch(/^[a-z0-9]{12}$/);
});

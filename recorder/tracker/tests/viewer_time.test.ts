import { describe, expect, it, test } from 'vitest';
import { idleLength, idleSpans, skipFrom } from '../../../web/viewer/idle.js';
import { makePlayback, nextSpeed, type Beat } from '../../../web/viewer/playback.js';
import { awaySpans, openTabs, segmentAt, shownAt, shownTabs } from '../../../web/viewer/presence.js';
import type { Presence } from '../../../web/viewer/source.js';

const tabs = [{ id: 'a', from: 0, until: 100_000 }, { id: 'b', from: 20_000, until: 60_000 }];
const shown = (...presence: [number, string, Presence['state']][]): [number, string, boolean][] =>
  shownTabs({ tabs, presence: presence.map(([t, tab, state]) => ({ t, tab, state })) })
    .map(({ from, tab, isAway }) => [from, tab, isAway]);

describe('the tab in front', () => {
  it('is the one that was opened, until another one is', () => {
    expect(shown([0, 'a', 'opened'], [20_000, 'a', 'hidden'], [20_100, 'b', 'opened']))
      .toEqual([[0, 'a', false], [20_000, 'a', true], [20_100, 'b', false]]);
  });

  it('follows what is told later: a new tab that opens before the old one is hidden', () => {
    expect(shown([0, 'a', 'opened'], [20_000, 'b', 'opened'], [20_200, 'a', 'hidden']))
      .toEqual([[0, 'a', false], [20_200, 'b', false]]);
  });

  it('stays while a tab opens in the background', () => {
    expect(shown([0, 'a', 'opened'], [20_000, 'b', 'opened'], [21_000, 'a', 'active'])).toEqual([[0, 'a', false]]);
  });

  it('is where something is done, whatever was told of visibility', () => {
    expect(shown([0, 'a', 'opened'], [20_000, 'b', 'active'], [30_000, 'a', 'active']))
      .toEqual([[0, 'a', false], [20_000, 'b', false], [30_000, 'a', false]]);
  });

  it('returns to the tab before when the one in front is hidden', () => {
    expect(shown([0, 'a', 'opened'], [20_000, 'b', 'visible'], [30_000, 'b', 'hidden']))
      .toEqual([[0, 'a', false], [20_000, 'b', false], [30_000, 'a', false]]);
  });

  it('does not go away when one page of a tab gives way to the next', () => {
    expect(shown([0, 'a', 'opened'], [5_000, 'a', 'hidden'], [5_900, 'a', 'opened'])).toEqual([[0, 'a', false]]);
  });

  it('is away while no tab is to be seen', () => {
    const presence: Presence[] = [
      { t: 0, tab: 'a', state: 'opened' }, { t: 5_000, tab: 'a', state: 'hidden' }, { t: 40_000, tab: 'a', state: 'visible' },
    ];
    const spans = shownTabs({ tabs, presence });
    expect(awaySpans(spans, 100_000)).toEqual([[5_000, 40_000]]);
    expect(shownAt(spans, 20_000)).toMatchObject({ tab: 'a', isAway: true });
  });

  it('is the first one where nothing was told', () => {
    expect(shown()).toEqual([[0, 'a', false]]);
    expect(shownTabs({ tabs: [], presence: [] })).toEqual([]);
  });
});

test('open tabs are those that were heard of before and after', () => {
  expect(openTabs(tabs, 10_000).map(({ id }) => id)).toEqual(['a']);
  expect(openTabs(tabs, 30_000).map(({ id }) => id)).toEqual(['a', 'b']);
});

test('a moment is drawn by the last segment of its tab, or by the first one if that is near', () => {
  const segments = [
    { id: 'a.0', tab: 'a', from: 4_000, until: 5_000, events: 1 },
    { id: 'a.1', tab: 'a', from: 9_000, until: 10_000, events: 1 },
    { id: 'b.0', tab: 'b', from: 2_000, until: 10_000, events: 1 },
  ];
  const at = (tab: string, t: number): string | undefined => segmentAt(segments, tab, t)?.id;
  expect([at('a', 999), at('a', 1_000), at('a', 4_000), at('a', 5_000), at('a', 5_001), at('a', 9_500), at('b', 9_500)])
    .toEqual([undefined, 'a.0', 'a.0', 'a.0', undefined, 'a.1', 'b.0']);
});

describe('idleness', () => {
  const idle = idleSpans([[1_000, 3_000], [7_000, 8_000], [20_000, 21_000]], 60_000);

  it('is rest of five seconds and more, at the beginning and the end too', () => {
    expect(idle).toEqual([[8_000, 20_000], [21_000, 60_000]]);
    expect(idleSpans([], 4_000)).toEqual([]);
    expect(idleSpans([], 9_000)).toEqual([[0, 9_000]]);
  });

  it('is skipped after what answers the last input, up to shortly before the next', () => {
    expect(skipFrom(idle, 8_500)).toBeUndefined();
    expect(skipFrom(idle, 9_000)).toBe(19_400);
    expect(skipFrom(idle, 19_400)).toBeUndefined();
    expect(skipFrom(idle, 2_000)).toBeUndefined();
  });

  it('says how much of it can be left out', () => {
    expect(idleLength(idle)).toBe(12_000 - 1_600 + 39_000 - 1_600);
  });
});

describe('the clock', () => {
  function made(length = 10_000) {
    const said: string[] = [];
    let time = 0;
    let queue: (() => void)[] = [];
    const beat: Beat = { now: () => time, frame: (run) => void queue.push(run) };
    const skipped: number[] = [];
    const playback = makePlayback(
      { tick: () => undefined, change: (_, cause) => said.push(cause), skipped: (ms) => skipped.push(ms) }, beat);
    playback.setLength(length);
    const pass = (ms: number): void => {
      time += ms;
      const due = queue;
      queue = [];
      for (const run of due) run();
    };
    return { playback, said, skipped, pass };
  }

  it('runs at its speed and stands when it is paused', () => {
    const { playback, pass } = made();
    playback.play();
    pass(1_000);
    playback.setSpeed(4);
    pass(500);
    expect(playback.t()).toBe(3_000);
    playback.pause();
    pass(1_000);
    expect(playback.t()).toBe(3_000);
  });

  it('stands while the recording is fetched', () => {
    const { playback, pass } = made();
    playback.play();
    playback.hold(true);
    pass(5_000);
    playback.hold(false);
    pass(100);
    expect(playback.t()).toBe(100);
  });

  it('stays within the session and begins anew after its end', () => {
    const { playback, said, pass } = made();
    playback.seek(99_999);
    expect(playback.t()).toBe(10_000);
    playback.seek(Number.NaN);
    expect(playback.t()).toBe(0);
    playback.seek(9_900);
    playback.play();
    pass(500);
    expect([playback.t(), playback.isPlaying()]).toEqual([10_000, false]);
    expect(said.at(-1)).toBe('end');
    playback.play();
    expect(playback.t()).toBe(0);
  });

  it('skips idleness when it is asked to, and says how much', () => {
    const { playback, skipped, pass } = made(60_000);
    playback.setIdle([[8_000, 20_000]]);
    playback.seek(8_900);
    playback.play();
    pass(200);
    expect(playback.t()).toBe(19_400);
    expect(skipped).toEqual([10_300]);
  });

  it('plays once, however often it is told to', () => {
    const { playback, pass } = made();
    playback.play();
    playback.pause();
    playback.play();
    pass(100);
    expect(playback.t()).toBe(100);
  });
});

test('speeds go up and down by steps', () => {
  expect([nextSpeed(1, 1), nextSpeed(8, 1), nextSpeed(1, -1), nextSpeed(0.5, -1)]).toEqual([2, 8, 0.5, 0.5]);
});

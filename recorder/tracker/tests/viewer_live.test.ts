import { afterEach, describe, expect, it, vi } from 'vitest';
import { sparsely } from '../../../web/viewer/grow.js';
import { following, type Stream } from '../../../web/viewer/live.js';
import { bounded, makeIntake, type Message } from '../../../web/viewer/live_intake.js';
import { makeLiveLine } from '../../../web/viewer/live_line.js';
import { makePlayback, type Beat } from '../../../web/viewer/playback.js';
import type { Append, Index, LiveState, PageView, RecordedEvent, Segment, Source } from '../../../web/viewer/source.js';

const ORIGIN = 1_000_000;
const event = (t: number, type = 3): RecordedEvent => ({ type, timestamp: ORIGIN + t });
const run = (...events: RecordedEvent[]) => [{ origin_ms: ORIGIN, events }];
const fileAt = (digest: string): string => `/files/${digest}`;
const times = (segment: Segment | undefined): number[] => (segment?.runs ?? []).flatMap(({ origin_ms, events }) => events.map(({ timestamp }) => timestamp - origin_ms));

function index(changes: Partial<Index> = {}): Index {
  return {
    v: 1, session: 's', participant: 'P01', study: 'Shop', is_simulated: false, is_open: true, length_ms: 2_000, recorder: 'full',
    tabs: [{ id: 'a', from: 0, until: 2_000 }], presence: [], pages: [], screens: [], gaps: [], tasks: [], moments: [], activity: [],
    notes: [], pauses: [], troubles: [], row: 4, rows: [3, 4],
    segments: [{ id: 'a.0', tab: 'a', from: 100, until: 2_000, events: 9, is_open: true }],
    ...changes,
  };
}

const recorded = (id: number, events: RecordedEvent[], more: Partial<Message> = {}): Message =>
  ({ id, tab: 'a', from: 0, runs: run(...events), index: { length_ms: 3_000 }, ...more });

describe('what has come', () => {
  it('goes to the end of the segment that is open', () => {
    const append = makeIntake(index(), fileAt).take(recorded(5, [event(2_500)]));
    expect(append?.segments?.map((one) => [one.id, times(one)])).toEqual([['a.0', [2_500]]]);
    expect(append?.index).toMatchObject({ length_ms: 3_000, tabs: [{ id: 'a', from: 0, until: 3_000 }] });
    expect(append?.index?.segments).toMatchObject([{ id: 'a.0', until: 3_000, is_open: true }]);
  });

  it('is taken once, and never what the index has already', () => {
    const intake = makeIntake(index(), fileAt);
    expect(intake.take(recorded(4, [event(1_900)]))).toBeUndefined();
    expect(intake.take(recorded(5, [event(2_500)]))).toBeDefined();
    expect(intake.take(recorded(5, [event(2_500)]))).toBeUndefined();
    // Out of order, as PostgreSQL may give them.
    expect(intake.take(recorded(2, [event(1_800)]))).toBeDefined();
  });

  it('begins a segment at a full snapshot, under the name that the server will give it', () => {
    const intake = makeIntake(index(), fileAt);
    intake.take(recorded(5, [event(2_500), event(2_599, 4)]));
    const append = intake.take(recorded(6, [event(2_600, 2), event(2_700)], { assets: { 'http://x/a.png': 'd1' } }));
    expect(append?.index?.segments).toMatchObject([
      { id: 'a.0', until: 2_600, is_open: false }, { id: 'a.1', from: 2_600, until: 3_000, is_open: true },
    ]);
    const own = intake.own('a.1');
    expect(times(own)).toEqual([2_599, 2_600, 2_700]); // the page's size goes before
    expect(own?.assets).toEqual({ 'http://x/a.png': '/files/d1' });
    intake.take(recorded(7, [event(2_800)]));
    expect(times(own)).toHaveLength(3); // what was given out grows by additions alone
    expect(times(intake.own('a.1'))).toHaveLength(4);
    expect(intake.own('a.0')).toBeUndefined();
  });

  it('takes no forged time for a segment', () => {
    const append = makeIntake(index(), fileAt).take(recorded(5, [event(-5, 2), event(8e8, 2)]));
    expect(append?.index?.segments).toHaveLength(1);
  });

  it('opens a tab of its own, whose pointer waits for the first snapshot', () => {
    const intake = makeIntake(index(), fileAt);
    const pointer = { t: 2_100, dt: [0], x: [1], y: [2] };
    const early = intake.take({ id: 5, tab: 'b', from: 2_050, pointers: [pointer], index: { length_ms: 2_150 } });
    expect(early?.segments).toEqual([]);
    expect(early?.index?.tabs).toMatchObject([{ id: 'a' }, { id: 'b', from: 2_050, until: 2_150 }]);
    intake.take({ id: 6, tab: 'b', from: 2_200, runs: run(event(2_200, 4), event(2_201, 2)), index: { length_ms: 2_300 } });
    expect(intake.own('b.0')).toMatchObject({ pointers: [pointer] });
  });

  it('comes behind a segment that was asked for meanwhile, without what the answer has', () => {
    const intake = makeIntake(index(), fileAt);
    const settle = intake.ask('a.0');
    intake.take(recorded(5, [event(2_500)]));
    intake.take(recorded(6, [event(2_600)]));
    const answer = settle({ id: 'a.0', row: 5, runs: run(event(100, 2), event(2_500)), pointers: [], assets: {} });
    expect(times(answer)).toEqual([100, 2_500, 2_600]);
    // The answer may be ahead of the stream.
    intake.ask('a.0')({ id: 'a.0', row: 7, runs: [], pointers: [], assets: {} });
    expect(intake.take(recorded(7, [event(2_700)]))?.segments).toEqual([]);
    expect(intake.take(recorded(8, [event(2_800)]))?.segments).toHaveLength(1);
  });

  it('ends what is shown where a document was loaded that is not recorded yet', () => {
    const page = (t: number): PageView => ({ id: `p${t}`, tab: 'a', t, url: '', title: '', width: 1, height: 1, is_document: true });
    const segments = index().segments;
    expect(bounded(segments, [page(1_000), page(1_500)], 2_000)).toMatchObject([{ until: 1_000, is_open: true }]);
    const two = [...segments, { id: 'a.1', tab: 'a', from: 1_600, until: 2_000, events: 1 }];
    expect(bounded(two, [page(1_500)], 2_000)).toMatchObject([{ until: 1_600 }, { until: 2_000 }]);
    expect(bounded(two, [page(1_000), page(1_500)], 2_000)).toMatchObject([{ until: 1_000 }, { until: 2_000 }]);
  });
});

describe('the stream', () => {
  const lines: (Stream & { address: string; isClosed: boolean; hear: (name: string, data?: unknown) => void })[] = [];

  function open(address: string): Stream {
    const takes: Record<string, (event: MessageEvent<string>) => void> = {};
    const line = {
      address, isClosed: false, readyState: 1, onopen: null, onerror: null,
      addEventListener: (name: string, take: (event: MessageEvent<string>) => void) => { takes[name] = take; },
      close() { line.isClosed = true; },
      hear: (name: string, data: unknown = {}) => takes[name]?.(new MessageEvent(name, { data: JSON.stringify(data) })),
    };
    lines.push(line);
    return line;
  }

  async function opened(changes: Partial<Index> = {}): Promise<{ source: Source; came: Append[]; states: LiveState[]; close: () => void }> {
    lines.length = 0;
    let asked = 0;
    const stored: Source = {
      index: async () => (asked++ ? index({ is_open: false, length_ms: 9_000 }) : index(changes)),
      segment: async (id) => ({ id, row: 4, runs: run(event(100, 2)), pointers: [], assets: {} }),
    };
    const source = following(stored, '//x/live/s', fileAt, open);
    await source.index();
    const [came, states]: [Append[], LiveState[]] = [[], []];
    source.live?.onState((state) => states.push(state));
    const close = source.onAppend?.((append) => came.push(append)) ?? (() => undefined);
    return { source, came, states, close };
  }

  afterEach(() => void vi.useRealTimers());

  it('begins after what the index has', async () => {
    const { came, states } = await opened();
    lines[0]?.onopen?.(new Event('open'));
    lines[0]?.hear('message', recorded(5, [event(2_500)]));
    expect(lines.map(({ address }) => address)).toEqual(['//x/live/s?after=4']);
    expect(came).toHaveLength(1);
    expect(states).toEqual(['following']);
  });

  it('is not opened for a session that has ended', async () => {
    await opened({ is_open: false });
    expect(lines).toEqual([]);
  });

  it('says that it is lost, and begins anew after the last batch where the browser does not', async () => {
    vi.useFakeTimers();
    const { states } = await opened();
    lines[0]?.hear('message', recorded(7, [event(2_500)]));
    lines[0]?.onerror?.(new Event('error'));
    expect(lines).toHaveLength(1); // the browser connects again by itself
    Object.assign(lines[0] ?? {}, { readyState: 2 });
    lines[0]?.onerror?.(new Event('error'));
    vi.advanceTimersByTime(3_000);
    expect(lines.map(({ address }) => address)).toEqual(['//x/live/s?after=4', '//x/live/s?after=7']);
    lines[1]?.onopen?.(new Event('open'));
    expect(states).toEqual(['lost', 'following']);
  });

  it('ends with the session, which is an ordinary replay then', async () => {
    const { came, states } = await opened();
    lines[0]?.hear('end', { state: 'closed' });
    await vi.waitFor(() => expect(came).toMatchObject([{ index: { is_open: false, length_ms: 9_000 } }]));
    expect(states).toEqual(['ended']);
    expect(lines[0]?.isClosed).toBe(true);
  });

  it('ends at once with a session that was erased, and asks for nothing more', async () => {
    const { came, states } = await opened();
    lines[0]?.hear('gone', { state: 'erased' });
    expect([states, came, lines[0]?.isClosed]).toEqual([['gone'], [], true]);
  });

  it('is closed with the viewer', async () => {
    const { close } = await opened();
    close();
    expect(lines[0]?.isClosed).toBe(true);
  });
});

describe('following', () => {
  function made() {
    let now = 0;
    let next: (() => void) | undefined;
    const beat: Beat = { now: () => now, frame: (step) => void (next = step) };
    const heard: string[] = [];
    const playback = makePlayback({ tick: () => undefined, change: (_, cause) => heard.push(cause), skipped: () => undefined }, beat);
    const pass = (ms: number): void => { for (let left = ms; left > 0; left -= 20) { now += 20; next?.(); } };
    playback.setLength(10_000);
    playback.setOpen(true);
    return { playback, heard, pass };
  }

  it('stands at the end, and catches up with what comes within half a second', () => {
    const { playback, pass } = made();
    playback.follow();
    pass(1_000);
    expect([playback.t(), playback.isPlaying()]).toEqual([10_000, true]);
    playback.setLength(11_000);
    pass(100);
    expect(playback.t()).toBeGreaterThan(10_300);
    expect(playback.t()).toBeLessThan(11_000);
    pass(500);
    expect(playback.t()).toBeGreaterThan(10_950);
  });

  it.each(['pause', 'seek'] as const)('is left by a %s', (how) => {
    const { playback } = made();
    playback.follow();
    if (how === 'pause') playback.pause();
    else playback.seek(3_000);
    expect(playback.isFollowing()).toBe(false);
  });

  it('is begun by playing to the end of what there is, and by playing on there', () => {
    const { playback, pass } = made();
    playback.seek(9_900);
    playback.play();
    pass(400);
    expect(playback.isFollowing()).toBe(true);
    playback.pause();
    playback.seek(10_000);
    playback.play();
    expect(playback.isFollowing()).toBe(true);
  });

  it('leaves out what it was away for', () => {
    const { playback, pass } = made();
    playback.follow();
    playback.setLength(60_000);
    pass(20);
    expect(playback.t()).toBe(60_000);
  });

  it('ends with the session', () => {
    const { playback, heard, pass } = made();
    playback.follow();
    playback.setOpen(false);
    pass(40);
    expect([playback.isFollowing(), playback.isPlaying(), heard.at(-1)]).toEqual([false, false, 'end']);
    playback.follow();
    expect(playback.isFollowing()).toBe(false);
  });

  it('is offered by a button that says how far one is behind', () => {
    const { playback } = made();
    let hear: (state: LiveState) => void = () => undefined;
    const gone = vi.fn();
    const line = makeLiveLine({ state: () => 'joining', onState: (take) => void (hear = take) }, playback, gone);
    playback.seek(4_000);
    line.paint(10_000);
    const pill = line.element.querySelector('button');
    expect(line.element.textContent).toContain('Back to live6.0\u00a0s behind');
    pill?.click();
    line.paint(10_000);
    expect([pill?.getAttribute('aria-pressed'), pill?.textContent]).toEqual(['true', 'Live']);
    hear('lost');
    expect(line.element.textContent).toContain('trying again');
    hear('ended');
    expect([pill?.hidden, line.element.textContent?.includes('has ended')]).toEqual([true, true]);
    hear('gone');
    expect(gone).toHaveBeenCalledOnce();
  });
});

it('what is drawn anew for each batch is drawn at once, and then not more often than twice a second', () => {
  vi.useFakeTimers();
  const run = vi.fn();
  const soon = sparsely(run);
  soon(); soon(); soon();
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(500);
  expect(run).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5_000);
  expect(run).toHaveBeenCalledTimes(2);
});

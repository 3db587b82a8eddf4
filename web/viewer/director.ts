/**
 * Brings what belongs to a moment onto the stage: the tab that was looked at (or the one that is
 * pinned), its segment, fetched where it is not there yet, and says what cannot be shown and why.
 */

import { segmentAt, shownAt, shownTabs, type Shown } from './presence.js';
import { lackAt, lacks, type Lack } from './unseen.js';
import { samples, type Sample } from './pointer.js';
import type { Loader } from './loader.js';
import type { Playback } from './playback.js';
import type { Index, Moment, Segment, SegmentInfo } from './source.js';
import type { Stage } from './stage.js';
import { clock } from './format.js';

export interface Director {
  /** Brings the moment at which the clock stands onto the stage. */
  put(isJump: boolean): void;
  pin(tab: string | null): void;
  pinned(): string | null;
  tab(): string;
  shown(): Shown | undefined;
  spans(): readonly Shown[];
  pointer(): readonly Sample[];
  /** What the recording cannot show now, in words. */
  lack(): string;
  /** More has come. */
  renew(index: Index, segments: readonly Segment[]): void;
}

export interface Screen {
  /** Says why nothing is drawn; null: something is. */
  placard(text: string | null): void;
  busy(isBusy: boolean): void;
}

export function makeDirector(given: Index, stage: Stage, loader: Loader, playback: Playback, screen: Screen): Director {
  let index = given;
  let spans = shownTabs(index);
  let pin: string | null = null;
  let tab = '';
  let wanted: string | undefined;
  let onShow: string | undefined;
  let pointer: Sample[] = [];
  let lacking: Lack[] = [];
  const failed = new Map<string, string>();

  const ahead = (info: SegmentInfo): void => {
    const next = index.segments.filter(({ from }) => from >= info.until - 1).sort((a, b) => a.from - b.from)[0];
    loader.ahead(next?.id);
  };

  const clicksOf = ({ tab: of, from, until }: SegmentInfo): Moment[] =>
    index.moments.filter((one) => one.kind === 'click' && one.tab === of && from <= one.t && one.t <= until);

  function blank(text: string): void {
    wanted = onShow = undefined;
    pointer = [];
    lacking = [];
    playback.hold(false);
    screen.busy(false);
    stage.clear();
    screen.placard(text);
  }

  function draw(info: SegmentInfo, segment: Segment): void {
    const isNew = onShow !== info.id;
    try {
      stage.show(info, segment, playback.t(), playback.isPlaying(), playback.speed());
    } catch (error) {
      failed.set(info.id, reason(error));
      blank(unshown(info.id));
      return;
    }
    onShow = info.id;
    if (isNew) pointer = samples(segment.pointers, clicksOf(info));
    if (isNew) lacking = lacks(segment);
    screen.busy(false);
    screen.placard(null);
    playback.hold(false);
    ahead(info);
  }

  const unshown = (id: string): string => `This part cannot be shown: ${failed.get(id) ?? 'it is damaged'}. The rest plays.`;

  function fetch(info: SegmentInfo): void {
    wanted = info.id;
    playback.hold(true);
    screen.busy(true);
    loader.get(info.id).then(
      (segment) => {
        if (wanted !== info.id) return;
        const now = index.segments.find(({ id }) => id === info.id) ?? info;
        draw(now, segment);
      },
      (error: unknown) => {
        if (wanted !== info.id) return;
        // Not remembered: the network may be back at the next try.
        blank(`This part cannot be shown: ${reason(error)}. The rest plays.`);
      },
    );
  }

  function choose(): SegmentInfo | undefined {
    const t = playback.t();
    const front = shownAt(spans, t);
    tab = pin ?? front?.tab ?? '';
    return segmentAt(index.segments, tab, t);
  }

  return {
    put(isJump) {
      const info = choose();
      if (!info) return blank(missing(index, tab, playback.t()));
      if (failed.has(info.id)) return blank(unshown(info.id));
      wanted = info.id;
      if (info.id === onShow && !isJump) {
        if (playback.isPlaying()) stage.follow(playback.t(), playback.speed());
        return;
      }
      const there = loader.ready(info.id);
      if (there) draw(info, there);
      else fetch(info);
    },
    pin(chosen) {
      pin = chosen;
      this.put(true);
    },
    pinned: () => pin,
    tab: () => tab,
    shown: () => shownAt(spans, playback.t()),
    spans: () => spans,
    pointer: () => pointer,
    lack: () => lackAt(lacking, playback.t()),
    renew(next, segments) {
      index = next;
      spans = shownTabs(index);
      for (const segment of segments) {
        loader.extend(segment);
        stage.extend(segment);
        const info = index.segments.find(({ id }) => id === onShow && id === segment.id);
        if (info) pointer = samples(loader.ready(segment.id)?.pointers ?? [], clicksOf(info));
      }
    },
  };
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 200).replace(/\.$/, '');

const RECORDERS: Record<string, string> = {
  off: 'The pages were not recorded in this study (capture.dom is off).',
  blocked: 'The page under test kept the recorder from loading.',
  failed: 'The recorder failed on this page.',
};

/** Why a moment has nothing to show, in words that name what there is instead. */
export function missing(index: Index, tab: string, t: number): string {
  if (!index.segments.length) {
    const why = RECORDERS[index.recorder ?? ''] ?? 'Nothing of the pages was recorded in this session.';
    const n = index.moments.length;
    return n ? `${why} What the participant did was: it stands in the list.` : why;
  }
  const mine = index.segments.filter((segment) => segment.tab === tab);
  const next = mine.find(({ from }) => from > t);
  const gap = index.gaps.find((one) => one.tab === tab && one.from <= t && t <= one.until);
  const why = gap ? `${gap.why}.` : 'Nothing of this page was recorded yet.';
  if (next) return `${why} The recording of this tab goes on at ${clock(next.from)}.`;
  return mine.length ? `${gap ? why : 'Nothing of this page was recorded.'} This tab has no later recording.` : 'Nothing of this tab was recorded.';
}

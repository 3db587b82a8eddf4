/**
 * Draws a segment in the stage: a document without scripts under a policy of its own, in which
 * rrweb's Replayer makes a frame that inherits both. One Replayer for one segment; it begins at
 * the segment's full snapshot, so that no jump has further to go than that.
 */

import { Replayer } from '@rrweb/replay';
import { cleaner, FULL_SNAPSHOT, META } from './clean.js';
import { links } from './clean_css.js';
import { showPopovers } from './popovers.js';
import { isNumber, isObject } from './shape.js';
import type { RecordedEvent, Segment, SegmentInfo } from './source.js';

const BASE = 1_000; // the Replayer takes a time of 0 for none
const CUSTOM = 5; // rrweb's EventType
const DRIFT_MS = 120;
const SILENT = { log: () => undefined, warn: () => undefined };

export interface Size {
  width: number;
  height: number;
}

export interface Stage {
  /** Shows a segment as it was at `t`. @throws what cannot be drawn */
  show(info: SegmentInfo, segment: Segment, t: number, isPlaying: boolean, speed: number): void;
  /** While it plays: keeps the drawing in step with the clock. */
  follow(t: number, speed: number): void;
  pause(t: number): void;
  clear(): void;
  /** More of the segment on show. */
  extend(segment: Segment): void;
  current(): string | undefined;
  dropped(): number;
}

interface Showing {
  info: SegmentInfo;
  replayer: Replayer;
  clean: ReturnType<typeof cleaner>;
  first: number;
  snapshot: number;
  dropped: number;
  at: number;
}

export function makeStage(root: HTMLElement, fallback: (tab: string, t: number) => Size, resized: (size: Size) => void): Stage {
  let showing: Showing | undefined;

  function build(info: SegmentInfo, { runs, assets }: Segment, speed: number): Showing {
    const clean = cleaner(links(assets));
    const { events, dropped } = clean(runs);
    const from = events.findIndex(({ type }) => type === FULL_SNAPSHOT);
    const snapshot = events[from];
    if (!snapshot) throw new Error('its first picture is missing');
    const meta = events.slice(0, from).findLast(({ type }) => type === META);
    const size = isObject(meta?.data) ? (meta.data as unknown as Size) : fallback(info.tab, info.from);
    resized({ width: clampSide(size.width), height: clampSide(size.height) });
    const first = snapshot.timestamp - 1;
    const rest = events.slice(from + 1).filter(({ type, timestamp }) => type !== META && timestamp >= snapshot.timestamp);
    const all: RecordedEvent[] = [
      { type: META, data: { href: '', width: clampSide(size.width), height: clampSide(size.height) }, timestamp: first },
      snapshot,
      ...rest.filter(({ timestamp }) => info.is_open || timestamp <= info.until),
      // Of a session that goes on this would be the newest event, and later ones would count as old.
      ...(info.is_open ? [] : [{ type: CUSTOM, data: { tag: 'end', payload: {} }, timestamp: Math.max(info.until, snapshot.timestamp + 1) }]),
    ];
    for (const event of all) event.timestamp += BASE - first;
    const replayer = new Replayer(all as never, {
      root, speed, mouseTail: false, triggerFocus: false, showWarning: false, logger: SILENT as never,
      // With it, elements would be made in this document, under its policy and with its scripts.
      useVirtualDom: false,
    });
    replayer.on('resize', (given) => {
      const { width, height } = given as Size;
      if (showing?.replayer === replayer && isNumber(width) && isNumber(height)) resized({ width, height });
    });
    return { info, replayer, clean, first, snapshot: snapshot.timestamp - BASE + first, dropped, at: 0 };
  }

  /** ms from the Replayer's first event; past the snapshot, or nothing would be drawn. */
  const offset = ({ first, snapshot }: Showing, t: number): number => Math.max(t, snapshot + 1) - first;

  function go(one: Showing, t: number, isPlaying: boolean): void {
    if (isPlaying) one.replayer.play(offset(one, t));
    else one.replayer.pause(offset(one, t));
    one.at = t;
    showPopovers(one.replayer.iframe.contentDocument);
  }

  function destroy(one: Showing | undefined): void {
    try {
      one?.replayer.destroy();
    } catch {
      root.querySelector('.replayer-wrapper')?.remove();
    }
  }

  return {
    show(info, segment, t, isPlaying, speed) {
      // Going back in one Replayer would meet events that it has changed.
      const isSame = showing?.info.id === info.id && t >= showing.at;
      if (isSame && showing) {
        showing.info = info;
        showing.replayer.setConfig({ speed });
        return go(showing, t, isPlaying);
      }
      const before = showing;
      const next = build(info, segment, speed);
      showing = next;
      try {
        go(next, t, isPlaying);
      } catch (error) {
        destroy(next);
        showing = before;
        throw error;
      }
      destroy(before);
    },
    follow(t, speed) {
      if (!showing) return;
      const drift = showing.replayer.getCurrentTime() - offset(showing, t);
      // Where more is to come rrweb's timer may be ahead: there is nothing yet that it could show.
      const isAhead = drift > 0 && showing.info.is_open;
      if (!isAhead && Math.abs(drift) > DRIFT_MS * Math.max(1, speed)) go(showing, t, true);
      showing.at = Math.max(showing.at, t);
      showPopovers(showing.replayer.iframe.contentDocument);
    },
    pause(t) {
      if (showing) go(showing, Math.max(t, showing.at), false);
    },
    clear() {
      destroy(showing);
      showing = undefined;
    },
    extend({ id, runs, assets }) {
      if (showing?.info.id !== id) return;
      // What stands there without its pictures is drawn anew at the next order to show it.
      if (!runs.length && Object.keys(assets).length) showing.at = Number.POSITIVE_INFINITY;
      const { events, dropped } = showing.clean(runs);
      showing.dropped += dropped;
      for (const event of events) {
        if (event.type === META) continue;
        showing.replayer.addEvent({ ...event, timestamp: event.timestamp + BASE - showing.first } as never);
      }
    },
    current: () => showing?.info.id,
    dropped: () => showing?.dropped ?? 0,
  };
}

const clampSide = (px: number): number => Math.min(Math.max(Math.round(px), 100), 8_000);

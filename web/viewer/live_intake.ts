/** Turns what the live site tells of a batch into additions to the index and to segments. */

import { FULL_SNAPSHOT, META } from './clean.js';
import { lastAt } from './presence.js';
import type { Append, EventRun, Index, PageView, PointerRun, RecordedEvent, Segment, SegmentInfo } from './source.js';

/** The mirror of `web/live_news.py`. */
export interface Message {
  id: number;
  tab: string;
  from: number;
  index?: Partial<Index> | undefined;
  pointers?: PointerRun[] | undefined;
  runs?: EventRun[] | undefined;
  /** Digests of archived files, by the addresses that the recording names them with. */
  assets?: Record<string, string> | undefined;
}

export interface Intake {
  /** @returns nothing for a batch that is known already */
  take(message: Message): Append | undefined;
  /** A segment that began while we looked on, as far as it has come. */
  own(id: string): Segment | undefined;
  /** To be called when a segment is asked for: what comes meanwhile is put behind the answer. */
  ask(id: string): (answer: Segment) => Segment;
}

const LONGEST_MS = 7 * 86_400_000; // as in the protocol: a forged time makes no segment
const KEPT = 2_000; // numbers of batches

type Piece = Omit<Segment, 'id'>;

export function makeIntake(given: Index, fileAt: (digest: string) => string): Intake {
  const seen = new Set(given.rows ?? []);
  const tabs = given.tabs.map((tab) => ({ ...tab }));
  const segments = given.segments.map((segment) => ({ ...segment }));
  const pages: PageView[] = [...given.pages];
  const owned = new Map<string, Segment>();
  const covered = new Map<string, number>(); // the last batch that was in the server's answer
  const waiting = new Map<string, { row: number; piece: Piece }[]>();
  const early = new Map<string, PointerRun[]>(); // of tabs without a snapshot yet
  const sizes = new Map<string, RecordedEvent>(); // the last event of a tab, if it tells the page's size
  let length = given.length_ms;

  const of = (tab: string): SegmentInfo[] => segments.filter((segment) => segment.tab === tab);

  function begin(tab: string, from: number): SegmentInfo {
    for (const { id } of of(tab)) owned.delete(id); // asked for again, the server gives it
    const info = { id: `${tab}.${of(tab).length}`, tab, from, until: from, events: 0 };
    segments.push(info);
    owned.set(info.id, { id: info.id, runs: [], pointers: early.get(tab) ?? [], assets: {} });
    early.delete(tab);
    return info;
  }

  /** Cuts events where a full snapshot begins a segment; the page's size goes before it. */
  function cut(tab: string, { origin_ms, events }: EventRun, put: (id: string, event: RecordedEvent) => void): void {
    for (const event of events) {
      const t = event.timestamp - origin_ms;
      let now = of(tab).at(-1);
      if (event.type === FULL_SNAPSHOT && t >= 0 && t <= LONGEST_MS) {
        now = begin(tab, t);
        const size = sizes.get(tab);
        if (size) put(now.id, size);
      }
      sizes.delete(tab);
      if (event.type === META) sizes.set(tab, event);
      if (!now) continue;
      now.events += 1;
      put(now.id, event);
    }
  }

  function pieces({ tab, runs = [], pointers = [], assets = {} }: Message): Map<string, Piece> {
    const found = new Map<string, Piece>();
    const piece = (id: string): Piece => {
      const known = found.get(id) ?? { runs: [], pointers: [], assets: {} };
      found.set(id, known);
      return known;
    };
    for (const run of runs) {
      const cuts = new Map<string, RecordedEvent[]>();
      cut(tab, run, (id, event) => {
        const list = cuts.get(id) ?? [];
        list.push(event);
        cuts.set(id, list);
      });
      for (const [id, events] of cuts) piece(id).runs.push({ origin_ms: run.origin_ms, events });
    }
    const mine = of(tab);
    for (const run of pointers) {
      const at = mine[Math.max(0, lastAt(mine, run.t, ({ from }) => from))];
      if (at) piece(at.id).pointers.push(run);
      else early.set(tab, [...(early.get(tab) ?? []), run]);
    }
    const last = mine.at(-1);
    for (const [address, digest] of Object.entries(assets)) if (last) piece(last.id).assets[address] = fileAt(digest);
    return found;
  }

  function meet({ tab, from }: Message, until: number): void {
    const known = tabs.find(({ id }) => id === tab);
    if (known) known.until = Math.max(known.until, until);
    else tabs.push({ id: tab, from, until });
  }

  return {
    take(message) {
      if (seen.has(message.id)) return undefined;
      seen.add(message.id);
      for (const old of seen) if (seen.size > KEPT) seen.delete(old); else break;
      const { index = {} } = message;
      const until = index.length_ms ?? 0;
      length = Math.max(length, until);
      pages.push(...(index.pages ?? []));
      meet(message, until);
      const additions: Segment[] = [];
      for (const [id, piece] of pieces(message)) {
        if (message.id <= (covered.get(id) ?? 0)) continue;
        const own = owned.get(id);
        if (own) join(own, piece);
        waiting.get(id)?.push({ row: message.id, piece });
        additions.push({ id, ...piece });
      }
      const ends = bounded(segments, pages, length);
      return { index: { ...index, length_ms: length, tabs: tabs.map((one) => ({ ...one })), segments: ends }, segments: additions };
    },
    own: (id) => {
      const own = owned.get(id);
      return own && { id, runs: [...own.runs], pointers: [...own.pointers], assets: { ...own.assets } };
    },
    ask(id) {
      waiting.set(id, []);
      return (answer) => {
        const row = answer.row ?? 0;
        covered.set(id, row);
        for (const late of waiting.get(id) ?? []) if (late.row > row) join(answer, late.piece);
        waiting.delete(id);
        return answer;
      };
    },
  };
}

function join(segment: Segment, { runs, pointers, assets }: Piece): void {
  segment.runs.push(...runs);
  segment.pointers.push(...pointers);
  Object.assign(segment.assets, assets);
}

/**
 * How long each segment can be shown, as `web/replay_data.py` has it: to the next of its tab, or to
 * a document that was loaded and is not recorded yet, or to the end as it stands.
 */
export function bounded(segments: readonly SegmentInfo[], pages: readonly PageView[], length: number): SegmentInfo[] {
  return segments.map((segment) => {
    const mine = segments.filter(({ tab }) => tab === segment.tab);
    const next = mine[mine.indexOf(segment) + 1];
    const end = next?.from ?? length;
    const loads = pages.filter(({ tab, t, is_document }) => is_document && tab === segment.tab && t > segment.from && t < end);
    // Of the loads before the next recording the last one is what that recording shows.
    const lost = next ? loads.at(-2) : loads[0];
    return { ...segment, until: Math.max(lost?.t ?? end, segment.from), is_open: !next };
  });
}

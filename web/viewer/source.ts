/**
 * Where the viewer gets a session from. The viewer knows nothing of servers: a source gives the
 * index (small, all at once) and the segments (the recording itself, one at a time). It is made by
 * `fetched` (the server), `embedded` (one HTML file), or anything else that keeps these types.
 *
 * Times are ms since the session's start; places are CSS px in the viewport of the page.
 */

/** What a line of the list and a mark on the time line tell. */
export type MomentKind =
  | 'page' | 'click' | 'input' | 'key' | 'error' | 'signal' | 'task' | 'screen' | 'window' | 'event';

export interface Moment {
  t: number;
  kind: MomentKind;
  text: string;
  tab?: string | undefined;
  /** The name of a signal's rule, an error's kind, or what a click was made with. */
  name?: string | undefined;
  /** In the viewport; only of what was done with a pointer. */
  x?: number | undefined;
  y?: number | undefined;
}

export interface TabInfo {
  id: string;
  from: number;
  until: number;
}

/** What tells which tab the participant looked at. `active`: something was done there. */
export interface Presence {
  t: number;
  tab: string;
  state: 'visible' | 'hidden' | 'focused' | 'blurred' | 'opened' | 'active';
}

export interface PageView {
  id: string;
  tab: string;
  t: number;
  url: string;
  title: string;
  width: number;
  height: number;
  /** A document was loaded; else the route of one changed. */
  is_document: boolean;
}

export interface ScreenSpan {
  t: number;
  tab: string;
  key: string;
}

/** A stretch of one tab that can be drawn: from a full snapshot to the next. */
export interface SegmentInfo {
  /** Stays the same while a session grows. */
  id: string;
  tab: string;
  from: number;
  until: number;
  events: number;
  /** Live: more of it may come. */
  is_open?: boolean | undefined;
}

/** What was recorded and is not there. */
export interface Gap {
  tab: string;
  from: number;
  until: number;
  why: string;
}

export interface TaskSpan {
  task: string;
  title: string;
  number: number;
  from: number;
  until: number | null;
  /** An outcome's name, or `running`, or empty where nothing was calculated yet. */
  outcome: string;
  outcome_label: string;
}

export interface Note {
  id: number;
  t: number;
  text: string;
  code: string | null;
  author: string | null;
}

/** A stretch that is no part of any time on task. */
export interface PauseSpan {
  id: number;
  from: number;
  until: number;
  reason: string;
  /** The reason in words. */
  label: string;
  note: string;
  author: string | null;
}

export interface Index {
  v: 1;
  session: string;
  participant: string;
  study: string;
  is_simulated: boolean;
  /** The session goes on: the end is where it stands now. */
  is_open: boolean;
  length_ms: number;
  /** How the DOM was recorded, by the tracker's own word; null where it said nothing. */
  recorder: 'full' | 'sliced' | 'off' | 'blocked' | 'failed' | null;
  tabs: TabInfo[];
  presence: Presence[];
  pages: PageView[];
  screens: ScreenSpan[];
  segments: SegmentInfo[];
  gaps: Gap[];
  tasks: TaskSpan[];
  moments: Moment[];
  /** Stretches with input, less than five seconds of rest within each: `[from, until]`. */
  activity: [number, number][];
  notes: Note[];
  pauses: PauseSpan[];
  /** What could not be read, in words. */
  troubles: string[];
  /** The last batch that is in here. */
  row?: number | undefined;
  /** The last batches that are in here: a stream may tell them once more. */
  rows?: number[] | undefined;
}

/** A run of the pointer: the first sample is at `t`, `dt` are ms since the one before. */
export interface PointerRun {
  t: number;
  dt: number[];
  x: number[];
  y: number[];
}

export interface RecordedEvent {
  type: number;
  timestamp: number;
  data?: unknown;
}

/** Consecutive rrweb events; `timestamp - origin_ms` is session time. */
export interface EventRun {
  origin_ms: number;
  events: RecordedEvent[];
}

export interface Segment {
  id: string;
  /** The last batch that is in here. */
  row?: number | undefined;
  runs: EventRun[];
  pointers: PointerRun[];
  /** From an address in the recording to where its archived file is: a route of ours, or `data:`. */
  assets: Record<string, string>;
}

/** What has come since: each list goes to the end of the index's own, the rest replaces. */
export interface Append {
  index?: Partial<Index> | undefined;
  /** Additions to segments that may be on show. */
  segments?: Segment[] | undefined;
}

/** `lost`: it connects again by itself. `gone`: the session was withdrawn or erased. */
export type LiveState = 'joining' | 'following' | 'lost' | 'ended' | 'gone';

/** The connection to a session that goes on. */
export interface Live {
  state(): LiveState;
  onState(take: (state: LiveState) => void): void;
}

/** One file of sound; session ms. */
export interface AudioPiece {
  url: string;
  first_t: number;
  last_t: number;
}

export type NewNote = Pick<Note, 't' | 'text' | 'code'>;

/** Keeps notes. A source without it (a file) shows notes and takes none. */
export interface NoteKeeper {
  add(note: NewNote): Promise<Note>;
  change(id: number, note: NewNote): Promise<Note>;
  remove(id: number): Promise<void>;
}

export type NewPause = Omit<PauseSpan, 'id' | 'label'>;

/** Keeps pauses, as `NoteKeeper` keeps notes. */
export interface PauseKeeper {
  /** What a pause may be for, in words, by name. */
  reasons: Readonly<Record<string, string>>;
  add(pause: NewPause): Promise<PauseSpan>;
  remove(id: number): Promise<void>;
}

export interface Source {
  index(): Promise<Index>;
  segment(id: string): Promise<Segment>;
  notes?: NoteKeeper | undefined;
  pauses?: PauseKeeper | undefined;
  /** What the participant said; absent where there is no sound. */
  audio?: (() => Promise<AudioPiece[]>) | undefined;
  /** The address that opens this session at a second; absent in a file. */
  link?: ((t_s: number) => string) | undefined;
  /** Live: tells what has come; gives back what ends it. */
  onAppend?: ((take: (append: Append) => void) => () => void) | undefined;
  live?: Live | undefined;
}

/** A source whose data is all there: the whole of one HTML file. */
export function embedded(index: Index, segments: readonly Segment[]): Source {
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  return {
    index: async () => index,
    async segment(id) {
      const found = byId.get(id);
      if (!found) throw new Error('this part is not in the file');
      return found;
    },
  };
}

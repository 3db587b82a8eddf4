/**
 * Protocol v1, mirrored by hand from `recorder/protocol.py`; `docs/protocol.md` says it in words.
 *
 * `t` is milliseconds since the session's start, lengths are CSS px, names are as on the wire.
 */

export const VERSION = 1;
export const MAX_EVENTS = 2_000; // of one batch, on the collector's side
export const SLICE_BYTES = 60_000; // browsers refuse beacons above 64 KiB in all

export type Box = readonly [x: number, y: number, width: number, height: number];

/** Which element a point belongs to, in a form that survives a changed page. */
export interface Anchor {
  tag: string;
  path: string;
  box: Box;
  key?: string;
  text?: string;
  label?: string;
  role?: string;
  interactive?: boolean;
}

export interface Scroller {
  path: string;
  x: number;
  y: number;
  key?: string;
}

/** What every event carries: when, in which page view, on which screen. */
export interface Stamp {
  t: number;
  page: string;
  screen: string;
}

export interface PageBody {
  type: 'page';
  url: string;
  kind: 'load' | 'reload' | 'back_forward' | 'bfcache' | 'push' | 'replace' | 'pop' | 'hash';
  time_origin_ms: number;
  width: number;
  height: number;
  page_width: number;
  page_height: number;
  dpr?: number;
  title?: string;
  referrer?: string;
}

export interface ScreenBody {
  type: 'screen';
  page_width: number;
  page_height: number;
  scroll_x?: number;
  scroll_y?: number;
}

export interface ClickBody {
  type: 'click';
  x: number;
  y: number;
  vx: number;
  vy: number;
  fx: number;
  fy: number;
  anchor: Anchor;
  pointer?: 'mouse' | 'touch' | 'pen' | 'keyboard';
  button?: number;
  is_trusted?: boolean;
  selected_text?: boolean;
  target?: string;
  cursor?: string;
  near?: Anchor;
  scroller?: Scroller;
}

export type Reaction =
  | 'mutation' | 'navigation' | 'focus' | 'selection' | 'scroll' | 'request' | 'media'
  | 'input' | 'window' | 'download' | 'error';

export interface ReactionBody {
  type: 'reaction';
  of: number;
  watched_ms: number;
  after_ms?: Partial<Record<Reaction, number>>;
}

export interface PointerBody {
  type: 'pointer';
  dt: number[];
  x: number[];
  y: number[];
  scroll_x?: number;
  scroll_y?: number;
  is_down?: boolean;
}

export interface ScrollBody {
  type: 'scroll';
  x: number;
  y: number;
  width: number;
  height: number;
  full_width: number;
  full_height: number;
  element?: Anchor;
}

export interface InputBody {
  type: 'input';
  anchor: Anchor;
  field: string;
  duration_ms?: number;
  length?: number;
  keys?: number;
  deletions?: number;
  was_filled?: boolean;
  is_checked?: boolean;
}

export type CommandKey =
  | 'enter' | 'escape' | 'tab' | 'space' | 'undo' | 'redo' | 'copy' | 'cut' | 'paste' | 'find'
  | 'help';

export interface KeyBody {
  type: 'key';
  key: CommandKey;
  anchor?: Anchor;
}

export interface FocusBody {
  type: 'focus';
  anchor: Anchor;
  gained: boolean;
}

export interface VisibilityBody {
  type: 'visibility';
  state: 'visible' | 'hidden' | 'blurred' | 'focused';
}

export interface ErrorBody {
  type: 'error';
  kind: 'uncaught' | 'rejection' | 'resource' | 'request';
  message: string;
  source?: string;
  line?: number;
  status?: number;
}

export interface ValidationBody {
  type: 'validation';
  anchor: Anchor;
  kind: 'constraint' | 'aria';
  message?: string;
}

export interface RequestBody {
  type: 'request';
  method: string;
  url: string;
  duration_ms: number;
  status?: number;
}

export interface TimingBody {
  type: 'timing';
  name: 'TTFB' | 'FCP' | 'LCP' | 'CLS' | 'INP' | 'load';
  value: number;
}

export interface TaskBody {
  type: 'task';
  task: string;
  action: 'start' | 'done' | 'give_up' | 'goal' | 'timeout' | 'success' | 'fail' | 'cancel';
  by: 'participant' | 'page' | 'rule' | 'moderator';
}

export type CustomData = Record<string, string | number | boolean | null>;

export interface CustomBody {
  type: 'custom';
  name: string;
  data?: CustomData;
}

export interface AnswerBody {
  type: 'answer';
  questionnaire: string;
  ratings: (number | null)[];
  task?: string;
  reason?: string;
  choices?: string[];
  locale?: string;
  duration_ms?: number;
  is_skipped?: boolean;
}

export interface HealthBody {
  type: 'health';
  guarded_errors?: number;
  dropped?: number;
  recovered?: number;
  clock_offset_ms?: number;
  clock_rtt_ms?: number;
  note?: string;
  emitted?: number;
  batches?: number;
  replay_batches?: number;
  recorder?: 'full' | 'sliced' | 'off' | 'blocked' | 'failed';
  has_snapshot?: boolean;
  gave_way?: number;
}

export type EventBody =
  | PageBody | ScreenBody | ClickBody | ReactionBody | PointerBody | ScrollBody | InputBody
  | KeyBody | FocusBody | VisibilityBody | ErrorBody | ValidationBody | RequestBody | TimingBody
  | TaskBody | CustomBody | AnswerBody | HealthBody;

/** An event before it is queued: what is absent of the stamp is filled in. */
export type NewEvent = EventBody & Partial<Stamp>;
export type Event = EventBody & Stamp;

export interface Batch {
  stream: 'events';
  v: number;
  tab: string;
  seq: number;
  sent_t: number;
  events: Event[];
}

export interface ReplayBatch {
  stream: 'replay';
  v: number;
  tab: string;
  seq: number;
  page: string;
  sent_t: number;
  origin_ms: number;
  events?: unknown[];
  part?: number;
  parts?: number;
  text?: string;
}

export interface TaskCard {
  id: string;
  title: string;
  instructions: string;
  start_url: string | null;
  time_limit_s: number | null;
  ends_on_goal: boolean;
  goal_kind: 'url' | 'selector' | 'event' | 'moderator' | null;
  goal_value: string | null;
}

/** A questionnaire as the panel shows it, in the study's language. */
export interface Form {
  questionnaire: string;
  /** After which tasks; empty: after the last one. */
  tasks: string[];
  items: { text: string; name: string; ends: [string, string] }[];
  low: number;
  high: number;
  step: number;
  has_numbers: boolean;
  required: boolean;
  /** The question below the items; empty: none. */
  reason: string;
  choices: string[];
  locale: string;
}

/** Where a participant stands: the task at hand and whether it runs. */
export interface Progress {
  task_index: number;
  state: 'ready' | 'running' | 'finished';
  started_t?: number | null;
}

export interface Hello {
  v: number;
  token: string;
  tracker: string;
  origin_ms?: number;
  width: number;
  height: number;
  dpr: number;
}

export interface Capture {
  dom?: boolean;
  pointer?: boolean;
  mask?: string[];
  unmask?: string[];
  ignore?: string[];
  screen?: boolean;
  audio?: boolean;
}

export type ChunkName = 'capture' | 'panel' | 'recording' | 'slices' | 'media' | 'forms';

export interface HelloAnswer {
  v: number;
  session: string;
  consent: boolean;
  closed: boolean;
  server_ms: number;
  origin_ms: number | null;
  title: string;
  locale: string;
  tasks: TaskCard[];
  progress: Progress;
  capture: Capture;
  chunks: Partial<Record<ChunkName, string>>;
  thanks: string;
  texts: Record<string, string>;
  forms?: Form[];
  /** Tasks that came to an end. */
  ended?: string[];
  /** Forms that are stored: `seq@find`, or `sus` after the last task. */
  answered?: string[];
}

export interface Stored {
  stored: number[];
  duplicate: boolean;
  server_ms: number;
}

export interface Problem {
  code: string;
  title: string;
  status: number;
  detail: string;
  type?: string;
  invalid?: number[];
}

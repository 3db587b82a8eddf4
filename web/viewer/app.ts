/** The viewer put together: one clock, one director, and the parts that show them. */

import { makeControls } from './controls.js';
import { makeDirector } from './director.js';
import { h } from './dom.js';
import { clock, duration, plural } from './format.js';
import { makeHead } from './head.js';
import { idleLength, idleSpans } from './idle.js';
import { keyCard, listenToKeys } from './keys.js';
import { makeList } from './list.js';
import { GONE, makeLiveLine } from './live_line.js';
import { makeLoader } from './loader.js';
import { CODES, makeNotebook } from './notebook.js';
import { makePauses } from './pauses.js';
import { makePlayback, nextSpeed } from './playback.js';
import { awaySpans } from './presence.js';
import { makeSaid } from './said.js';
import { makeSound } from './sound.js';
import { makeScreen, type StageDocument } from './screen.js';
import { grown, sparsely } from './grow.js';
import { makeStage } from './stage.js';
import { entries, step, stepTask, type Entry } from './steps.js';
import { makeTimeline } from './timeline.js';
import type { Note, PauseSpan, Source } from './source.js';

export interface Viewer {
  seek(t: number): void;
  play(): void;
  pause(): void;
  t(): number;
  /** Of a session that goes on: as it happens. */
  follow(): void;
  isPlaying(): boolean;
  speed(): number;
}

/**
 * @param root an empty element; styled by `web/static/replay.css`
 * @param document_ the empty document in which the pages are drawn, under a policy of its own
 * @param at where to begin, ms
 */
export async function openViewer(root: HTMLElement, source: Source, document_: StageDocument, at = 0): Promise<Viewer> {
  let isThere = false; // until then there is nothing to paint
  const screen = makeScreen(document_, () => paint());
  const main = h('div', { class: 'v-main' }, screen.element);
  root.tabIndex = -1;
  root.replaceChildren(main);
  const [body, given] = await Promise.all([screen.stage, source.index()]);
  let index = given;
  let all: Entry[] = entries(index);
  let idle = idleSpans(index.activity, index.length_ms);
  let isSkipping = false;
  const loader = makeLoader(source);
  const playback = makePlayback({
    tick: () => {
      director.put(false);
      paint();
    },
    change: (t, cause) => {
      sound.follow();
      if (cause === 'pause' || cause === 'end') drawing.pause(t);
      else director.put(true);
      if (cause === 'seek' || cause === 'skip') list.follow(t);
      paint();
    },
    skipped: (ms) => screen.toast(`Skipped ${duration(ms)} without input`),
  });
  const sound = makeSound(source, () => ({ t: playback.t(), isPlaying: playback.isRunning(), speed: playback.speed() }), screen.toast);
  const sizeOf = (tab: string, t: number): { width: number; height: number } =>
    index.pages.findLast((page) => page.tab === tab && page.t <= t) ?? index.pages[0] ?? { width: 1280, height: 800 };
  const drawing = makeStage(body, sizeOf, screen.resize);
  const director = makeDirector(index, drawing, loader, playback, {
    placard: screen.placard,
    // What has arrived while time stands is to be seen at once.
    busy: (isBusy) => { screen.busy(isBusy); if (!isBusy) paint(); },
  });
  const head = makeHead((tab) => { director.pin(tab); paint(); });
  const timeline = makeTimeline((t) => playback.seek(t));

  const said = makeSaid();
  const closed = (): void => root.focus({ preventScroll: true });
  const notebook = source.notes && makeNotebook(source.notes, () => index.notes, keepNotes, closed, said);
  const pauses = source.pauses && makePauses(source.pauses, {
    now: playback.t, pauses: () => index.pauses, changed: keepPauses, hold: playback.pause, closed,
    marking: (marking) => { timeline.marking(marking); controls.marking(marking !== undefined); paint(); },
  }, said);
  const list = makeList({
    seek: (t) => playback.seek(t),
    edit: ({ note }) => note && notebook?.edit(note),
    remove: ({ note, pause }) => note ? notebook?.remove(note) : pause && pauses?.remove(pause),
    canWrite: notebook !== undefined,
  }, () => undefined);

  function write(): void {
    playback.pause();
    notebook?.write(playback.t());
  }

  async function copy(): Promise<void> {
    const link = source.link?.(playback.t() / 1000);
    if (!link) return;
    try {
      await navigator.clipboard.writeText(link);
      screen.toast(`Link to ${clock(playback.t())} copied`);
    } catch {
      // Over plain HTTP from another machine there is no clipboard: the address bar has it then.
      history.replaceState(null, '', link);
      screen.toast('The address above is the link to this moment');
    }
  }

  const setSkip = (isOn: boolean): void => {
    isSkipping = isOn;
    playback.setIdle(isOn ? idle : null);
    const left = idleLength(idle);
    controls.skip(isOn, left ? `Skip idle (I): leaves out ${duration(left)} of ${plural(idle.length, 'rest')}` : 'No rest of 5 s and more in this session');
  };
  const setZoom = (isFit: boolean): void => { screen.setFit(isFit); controls.zoom(isFit); };
  const setSpeed = (speed: number): void => { playback.setSpeed(speed); controls.speed(speed); };
  const toggle = (): void => (playback.isPlaying() ? playback.pause() : playback.play());
  const goStep = (way: -1 | 1): void => {
    const found = step(list.entries(), playback.t(), way);
    if (found) playback.seek(found.t);
    else screen.toast(way > 0 ? 'No later event in the list' : 'No earlier event in the list');
  };
  const card = keyCard();
  const help = (): void => card.showModal();
  const controls = makeControls({
    toggle, step: goStep, setSpeed, setSkip, setZoom, help, sound: sound.element,
    write: notebook && write, pause: pauses?.press, copy: source.link && (() => void copy()),
  });
  listenToKeys({
    toggle, help, step: goStep, write, pause: pauses?.press, discard: () => pauses?.discard() ?? false,
    jump: (ms) => playback.seek(playback.t() + ms),
    task: (way) => { const found = stepTask(index.tasks, playback.t(), way); if (found) playback.seek(found.from); },
    faster: (way) => setSpeed(nextSpeed(playback.speed(), way)),
    ends: (way) => playback.seek(way < 0 ? 0 : index.length_ms),
    skip: () => setSkip(!isSkipping), zoom: () => setZoom(!screen.isFit()),
    mark: (number) => { const name = CODES[number - 1]; if (name) notebook?.mark(playback.t(), name); },
    copy: () => void copy(), sound: sound.toggle,
    live: source.live && (() => playback.follow()),
  }, () => card.open);

  function keepNotes(notes: Note[]): void {
    index = { ...index, notes };
    show();
  }

  function keepPauses(pauses: PauseSpan[]): void {
    index = { ...index, pauses };
    show();
  }

  /** Everything that rests on the index. */
  function show(): void {
    all = entries(index);
    idle = idleSpans(index.activity, index.length_ms);
    playback.setLength(index.length_ms);
    setSkip(isSkipping);
    head.set(index);
    timeline.set({ index, idle, away: awaySpans(director.spans(), index.length_ms) }, all);
    list.set(all);
    list.follow(playback.t());
    screen.notices(index);
    paint();
  }

  /** One moment, on every part. */
  function paint(): void {
    if (!isThere) return;
    const t = playback.t();
    if (playback.isPlaying()) list.follow(t);
    const isAway = director.pinned() === null && (director.shown()?.isAway ?? false);
    const tab = director.tab();
    head.move(t, tab, isAway, director.pinned());
    controls.move(t, index.length_ms);
    controls.playing(playback.isPlaying());
    timeline.move(t);
    screen.paint(t, director.pointer(), index, tab, isAway);
    live?.paint(index.length_ms);
    screen.lack(director.lack());
  }

  function gone(): void {
    leave?.();
    playback.pause();
    root.replaceChildren(h('p', { class: 'notice danger', role: 'alert' }, GONE));
  }

  const live = source.live && index.is_open ? makeLiveLine(source.live, playback, gone) : undefined;
  main.prepend(head.element);
  main.append(h('div', { class: 'v-deck' }, live?.element, controls.element, timeline.element));
  root.append(
    h('aside', { class: 'v-side', 'aria-label': 'Events, notes and pauses' }, notebook?.form, pauses?.form, list.element, said.element),
    card,
  );
  isThere = true;
  setZoom(true);
  show();
  playback.seek(at);
  const showSoon = sparsely(show);
  const leave = source.onAppend?.((append) => {
    const wasAtEnd = playback.t() >= index.length_ms;
    index = grown(index, append.index ?? {});
    playback.setLength(index.length_ms);
    director.renew(index, append.segments ?? []);
    showSoon();
    const hasFiles = append.segments?.some(({ runs, assets }) => !runs.length && Object.keys(assets).length);
    if (hasFiles || (wasAtEnd && !playback.isPlaying())) director.put(true);
  });
  const { seek, play, pause, t, isPlaying, speed, follow } = playback;
  return { seek, play, pause, t, isPlaying, speed, follow };
}

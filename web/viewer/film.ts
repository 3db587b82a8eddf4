/**
 * The replay without its instruments, for a program that takes its pictures one after the other:
 * time stands wherever it is put, and a picture is ready when what it shows has been drawn.
 */

import { makeDirector } from './director.js';
import { makeLoader } from './loader.js';
import { makePlayback } from './playback.js';
import { lastAt } from './presence.js';
import { makeScreen, type StageDocument } from './screen.js';
import { makeStage } from './stage.js';
import type { Index, Segment, Source } from './source.js';

const WAKE_MS = 1_500; // so long a trail or a click's mark is to be seen
const REST_MS = 1_000; // a page that moves by itself is looked at again after so long
const SETTLE_MS = 600; // and one that has just changed, at each picture: pictures in it come late
const PATIENCE_MS = 1_500;

export interface Film {
  /** Puts time at `t` (ms). @returns whether it may look otherwise than the last picture */
  draw(t: number): Promise<boolean>;
}

export async function openFilm(root: HTMLElement, source: Source, document_: StageDocument): Promise<Film> {
  let isThere = false;
  let arrived: (() => void) | undefined;
  let isBusy = false;
  const screen = makeScreen(document_, () => paint());
  root.replaceChildren(screen.element);
  const [body, index] = await Promise.all([screen.stage, source.index()]);
  const loader = makeLoader(source);
  const playback = makePlayback({ tick: () => undefined, change: () => director.put(true), skipped: () => undefined });
  const sizeOf = (tab: string, t: number): { width: number; height: number } =>
    index.pages.findLast((page) => page.tab === tab && page.t <= t) ?? index.pages[0] ?? { width: 1280, height: 800 };
  const drawing = makeStage(body, sizeOf, screen.resize);
  let placard: string | null = null;
  const director = makeDirector(index, drawing, loader, playback, {
    placard: (text) => { placard = text; screen.placard(text); },
    busy(now) {
      isBusy = now;
      if (!now) arrived?.();
    },
  });
  playback.setLength(index.length_ms);
  screen.setFit(true);
  isThere = true;

  const isAway = (): boolean => director.shown()?.isAway ?? false;

  function paint(): void {
    if (isThere) screen.paint(playback.t(), director.pointer(), index, director.tab(), isAway());
  }

  const times = new Map<string, number[]>();
  function changes(): number {
    const id = drawing.current();
    const segment = id === undefined ? undefined : loader.ready(id);
    if (id === undefined || !segment) return -1;
    const known = times.get(id) ?? eventTimes(segment);
    times.set(id, known);
    return lastAt(known, playback.t(), (t) => t);
  }

  let [before, changedAt, drawnAt] = ['', -Infinity, -Infinity];

  return {
    async draw(t) {
      const waited = new Promise<void>((done) => (arrived = done));
      playback.seek(t);
      if (isBusy) await within(waited, PATIENCE_MS * 10);
      paint();
      const state = [drawing.current(), changes(), placard, isAway(), wake(index, director.pointer(), director.tab(), t), hole(index, director.tab(), t)].join('\n');
      if (state !== before) changedAt = t;
      before = state;
      const isStill = t - changedAt > SETTLE_MS && t - drawnAt < REST_MS && t >= drawnAt;
      if (isStill) return false;
      drawnAt = t;
      await within(settled(body), PATIENCE_MS);
      await new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
      return true;
    },
  };
}

function eventTimes({ runs }: Segment): number[] {
  return runs.flatMap(({ origin_ms, events }) => events.map(({ timestamp }) => timestamp - origin_ms)).sort((a, b) => a - b);
}

/** The moment itself while the cursor or a mark moves; else nothing. */
function wake(index: Index, pointer: readonly { t: number }[], tab: string, t: number): string {
  const last = pointer[lastAt(pointer, t, (sample) => sample.t)];
  const isMoving = last !== undefined && t - last.t < WAKE_MS;
  const isMarked = index.moments.some((one) => one.kind === 'click' && (one.tab ?? tab) === tab && one.t <= t && t - one.t < WAKE_MS);
  return isMoving || isMarked ? String(t) : '';
}

const hole = ({ gaps }: Index, tab: string, t: number): boolean => gaps.some((one) => one.tab === tab && one.from <= t && t <= one.until);

/** Resolves when the recorded page's pictures and fonts are there. */
async function settled(stage: HTMLElement): Promise<void> {
  const page = stage.querySelector('iframe')?.contentDocument;
  if (!page) return;
  const pictures = [...page.images].filter((one) => !one.complete);
  await Promise.all([page.fonts.ready, ...pictures.map((one) => new Promise((done) => {
    one.addEventListener('load', done, { once: true });
    one.addEventListener('error', done, { once: true });
  }))]);
}

/** Waits, but not for ever: what does not come is left out of the picture. */
async function within(what: Promise<unknown>, ms: number): Promise<void> {
  await Promise.race([what, new Promise((done) => setTimeout(done, ms))]);
}

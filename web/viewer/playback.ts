/** The viewer's clock: one time for all tabs, which runs, stands, jumps and skips. */

import { skipFrom, type Span } from './idle.js';

/** What comes in a burst is played faster at first: two thirds of it within this time. */
const CATCH_UP_MS = 150;
const JUMP_MS = 5_000; // so much is not caught up with but left out

export const SPEEDS = [0.5, 1, 2, 4, 8] as const;

export interface Playback {
  t(): number;
  isPlaying(): boolean;
  /** It plays, and nothing has to be fetched first. */
  isRunning(): boolean;
  speed(): number;
  play(): void;
  pause(): void;
  seek(t: number): void;
  setSpeed(speed: number): void;
  /** While the recording is fetched time stands, though it plays. */
  hold(isHeld: boolean): void;
  setIdle(idle: readonly Span[] | null): void;
  setLength(length: number): void;
  /** More may come: at the end it goes on as soon as there is more. */
  setOpen(isOpen: boolean): void;
  /** Stays as close to the end as what has come allows. */
  follow(): void;
  isFollowing(): boolean;
}

export interface Listener {
  /** Time moved by itself. */
  tick(t: number): void;
  /** It jumped, or began or ceased to run. */
  change(t: number, cause: 'seek' | 'play' | 'pause' | 'speed' | 'skip' | 'end'): void;
  /** So many ms of idleness were left out. */
  skipped(ms: number): void;
}

export interface Beat {
  now(): number;
  frame(run: () => void): void;
}

const browser: Beat = { now: () => performance.now(), frame: (run) => void requestAnimationFrame(run) };

export function makePlayback(listener: Listener, beat: Beat = browser): Playback {
  let position = 0;
  let length = 0;
  let since = 0;
  let rate = 1;
  let isPlaying = false;
  let isHeld = false;
  let idle: readonly Span[] | null = null;
  let loop = 0;
  let isOpen = false;
  let isFollowing = false;

  const clamp = (t: number): number => Math.min(Math.max(Number.isFinite(t) ? t : 0, 0), length);

  function run(own: number): void {
    if (!isPlaying || own !== loop) return;
    const now = beat.now();
    if (!isHeld) position = clamp(position + (isFollowing ? nearer(now - since) : (now - since) * rate));
    since = now;
    const target = idle && !isHeld && !isFollowing ? skipFrom(idle, position) : undefined;
    if (target !== undefined) {
      const ms = target - position;
      position = clamp(target);
      listener.change(position, 'skip');
      listener.skipped(ms);
    }
    listener.tick(position);
    if (position >= length && !isHeld && !isFollowing && isOpen) api.follow();
    else if (position >= length && !isHeld && !isFollowing) {
      isPlaying = false;
      listener.change(position, 'end');
      return;
    }
    beat.frame(() => run(own));
  }

  function nearer(passed: number): number {
    const left = length - position;
    return left > JUMP_MS ? left : Math.max(passed, left * Math.min(1, passed / CATCH_UP_MS));
  }

  const api: Playback = {
    t: () => position,
    isPlaying: () => isPlaying,
    isRunning: () => isPlaying && !isHeld,
    speed: () => rate,
    play() {
      if (isPlaying || length <= 0) return;
      if (position >= length && isOpen) return api.follow();
      if (position >= length) position = 0;
      isPlaying = true;
      since = beat.now();
      loop += 1;
      const own = loop;
      listener.change(position, 'play');
      beat.frame(() => run(own));
    },
    pause() {
      if (!isPlaying) return;
      isPlaying = isFollowing = false;
      listener.change(position, 'pause');
    },
    seek(t) {
      position = clamp(t);
      since = beat.now();
      isFollowing = false;
      listener.change(position, 'seek');
    },
    setSpeed(speed) {
      rate = speed;
      listener.change(position, 'speed');
    },
    hold(held) {
      if (isHeld !== held) since = beat.now();
      isHeld = held;
    },
    setIdle(spans) {
      idle = spans;
    },
    setLength(ms) {
      length = Math.max(0, ms);
    },
    setOpen(open) {
      isOpen = open;
      if (!open) isFollowing = false;
    },
    follow() {
      if (!isOpen) return;
      isFollowing = true;
      position = length;
      since = beat.now();
      if (isPlaying) return listener.change(position, 'play');
      isPlaying = true;
      loop += 1;
      const own = loop;
      listener.change(position, 'play');
      beat.frame(() => run(own));
    },
    isFollowing: () => isFollowing,
  };
  return api;
}

export function nextSpeed(speed: number, way: -1 | 1): number {
  const at = SPEEDS.findIndex((one) => one >= speed);
  return SPEEDS[Math.min(Math.max(at + way, 0), SPEEDS.length - 1)] ?? 1;
}

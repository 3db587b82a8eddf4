/**
 * Plays a session's think-aloud audio in step with the replay.
 *
 * The replay's clock leads. A small lag is made up by a slightly other speed, which nobody hears; a
 * larger one by a jump.
 */

import type { AudioPiece } from './source.js';

export type { AudioPiece };

/** Where the replay stands. */
export interface Clock {
  /** Session ms. */
  t: number;
  isPlaying: boolean;
  speed: number;
}

export interface Sound {
  /** Looks at the clock now, for instance after a jump. */
  follow(): void;
  stop(): void;
}

const LOOK_MS = 50;
const NUDGE_S = 0.03; // a lag that is left alone
const JUMP_S = 0.12; // below the 150 ms at which speech and picture come apart
const NUDGE = 0.06; // of the speed
const SPEEDS = [0.0625, 16] as const; // what a media element takes

/**
 * Keeps an audio element in step.
 *
 * @param element Plays; hidden or shown, as the page likes.
 * @param blocked The browser refuses to play before a press.
 */
export function keepInStep(
  { pieces }: { pieces: readonly AudioPiece[] },
  clock: () => Clock,
  element: HTMLAudioElement,
  blocked: () => void = () => undefined,
): Sound {
  let now: AudioPiece | undefined;
  let latency_s = 0; // how long a jump takes until sound comes: the next one aims ahead by it
  let jumpedAt = 0;

  function follow(): void {
    const { t, isPlaying, speed } = clock();
    const piece = pieces.find(({ first_t, last_t }) => t >= first_t && t < last_t);
    if (!piece) {
      if (!element.paused) element.pause();
      return;
    }
    if (piece !== now) {
      now = piece;
      element.src = piece.url;
      element.preload = 'auto';
      jump((t - piece.first_t) / 1_000, 0);
    }
    const rate = Math.min(SPEEDS[1], Math.max(SPEEDS[0], speed));
    if (isPlaying && element.paused) element.play().catch(blocked);
    if (!isPlaying && !element.paused) element.pause();
    if (element.seeking || element.readyState < 1) return;
    const lag_s = (t - piece.first_t) / 1_000 - element.currentTime;
    if (Math.abs(lag_s) > JUMP_S * (isPlaying ? Math.max(1, speed) : 0.5)) {
      jump(element.currentTime + lag_s, isPlaying ? rate : 0);
    }
    const nudge = Math.abs(lag_s) < NUDGE_S ? 0 : NUDGE * Math.sign(lag_s);
    element.playbackRate = isPlaying ? Math.min(SPEEDS[1], rate * (1 + nudge)) : rate;
  }

  function jump(to_s: number, rate: number): void {
    jumpedAt = performance.now();
    element.currentTime = Math.max(0, to_s + latency_s * rate);
  }

  function arrived(): void {
    latency_s = Math.min(0.5, (performance.now() - jumpedAt) / 1_000);
  }

  element.addEventListener('seeked', arrived);
  const timer = setInterval(follow, LOOK_MS);
  follow();
  return {
    follow,
    stop() {
      clearInterval(timer);
      element.removeEventListener('seeked', arrived);
      element.pause();
      element.removeAttribute('src');
      element.load();
    },
  };
}

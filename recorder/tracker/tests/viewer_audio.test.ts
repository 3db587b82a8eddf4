import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { keepInStep, type Clock } from '../../../web/viewer/audio.js';

const PIECES = [
  { url: '/one', first_t: 1_000, last_t: 11_000 },
  { url: '/two', first_t: 15_000, last_t: 20_000 },
];

/** An audio element that runs by vitest's clock, `drift` times too fast. */
function fakeAudio(drift = 1) {
  let at = 0;
  let since = 0;
  let paused = true;
  const settle = (): void => {
    if (!paused) at += ((performance.now() - since) / 1_000) * fake.playbackRate * drift;
    since = performance.now();
  };
  const target = new EventTarget();
  const jumps: number[] = [];
  const fake = {
    src: '', preload: '', playbackRate: 1, seeking: false, readyState: 4, jumps,
    get paused() { return paused; },
    get currentTime() { return settle(), at; },
    set currentTime(value: number) {
      settle();
      at = value;
      jumps.push(value);
      target.dispatchEvent(new Event('seeked'));
    },
    play: () => (settle(), (paused = false), Promise.resolve()),
    pause: () => (settle(), void (paused = true)),
    load: () => undefined,
    removeAttribute: () => undefined,
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
  };
  return fake;
}

function play(audio: ReturnType<typeof fakeAudio>, from_t: number, speed = 1) {
  const clock: Clock = { t: from_t, isPlaying: true, speed };
  const sound = keepInStep({ pieces: PIECES }, () => clock, audio as unknown as HTMLAudioElement);
  const run = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += 10) {
      clock.t += 10 * clock.speed;
      vi.advanceTimersByTime(10);
    }
  };
  return { clock, sound, run };
}

const lag = (audio: ReturnType<typeof fakeAudio>, clock: Clock, first_t = 1_000): number =>
  Math.abs((clock.t - first_t) / 1_000 - audio.currentTime);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('plays the piece at hand from where the replay stands', () => {
  const audio = fakeAudio();
  const { clock, run } = play(audio, 5_000);
  run(2_000);
  expect(audio.src).toBe('/one');
  expect(audio.paused).toBe(false);
  expect(lag(audio, clock)).toBeLessThan(0.05);
});

it('is silent between the pieces and takes up the next', () => {
  const audio = fakeAudio();
  const { clock, run } = play(audio, 10_500);
  run(1_000);
  expect(audio.paused).toBe(true);
  run(4_500);
  expect(audio.src).toBe('/two');
  expect(audio.paused).toBe(false);
  expect(lag(audio, clock, 15_000)).toBeLessThan(0.05);
});

it.each([0.5, 1, 2, 8])('keeps within 150 ms of session time a second at speed %d, though it drifts by 3 %%', (speed) => {
  const audio = fakeAudio(1.03);
  const { clock, run } = play(audio, 1_000, speed);
  for (let step = 0; step < 10; step += 1) {
    run(100);
    expect(lag(audio, clock)).toBeLessThan(0.15 * Math.max(1, speed));
  }
  expect(audio.jumps.length).toBeLessThan(3); // a jump is heard, another speed is not
});

it('follows a jump and a pause at once', () => {
  const audio = fakeAudio();
  const { clock, sound, run } = play(audio, 1_000);
  run(500);
  clock.t = 9_000;
  sound.follow();
  expect(lag(audio, clock)).toBeLessThan(0.05);
  clock.isPlaying = false;
  sound.follow();
  expect(audio.paused).toBe(true);
  clock.t = 4_000;
  sound.follow();
  expect(lag(audio, clock)).toBeLessThan(0.05);
});

it('says that the browser wants a press first', async () => {
  const audio = { ...fakeAudio(), play: () => Promise.reject(new DOMException('no', 'NotAllowedError')) };
  const blocked = vi.fn();
  const clock: Clock = { t: 2_000, isPlaying: true, speed: 1 };
  keepInStep({ pieces: PIECES }, () => clock, audio as unknown as HTMLAudioElement, blocked);
  await vi.advanceTimersByTimeAsync(10);
  expect(blocked).toHaveBeenCalled();
});

it('stops for good', () => {
  const audio = fakeAudio();
  const { sound, run } = play(audio, 1_000);
  sound.stop();
  run(500);
  expect(audio.paused).toBe(true);
});

/** The row of controls below the stage. */

import { h, icon, tool } from './dom.js';
import { clock } from './format.js';
import { SPEEDS } from './playback.js';

export interface Orders {
  toggle(): void;
  step(way: -1 | 1): void;
  setSpeed(speed: number): void;
  setSkip(isOn: boolean): void;
  setZoom(isFit: boolean): void;
  write: (() => void) | undefined;
  pause: (() => void) | undefined;
  copy: (() => void) | undefined;
  /** What stands beside the speed. */
  sound: HTMLElement;
  help(): void;
}

export interface Controls {
  element: HTMLElement;
  move(t: number, length: number): void;
  playing(isPlaying: boolean): void;
  speed(speed: number): void;
  skip(isOn: boolean, note: string): void;
  zoom(isFit: boolean): void;
  marking(isMarking: boolean): void;
}

export function makeControls(orders: Orders): Controls {
  const play = tool('play', 'Play', orders.toggle, 'space');
  play.classList.add('v-play');
  const now = h('span', { class: 'v-now' });
  const whole = h('span', { class: 'v-whole' });
  const speed = h('select', {
    class: 'v-speed', 'aria-label': 'Speed', title: 'Speed (+ and -)',
    change: () => orders.setSpeed(Number(speed.value)),
  }, ...SPEEDS.map((one) => h('option', { value: one }, `${one}×`)));
  speed.value = '1';
  let isSkipping = false;
  const skip = h('button', {
    type: 'button', class: 'v-toggle', 'aria-pressed': 'false', title: 'Skip idle (I)',
    click: () => orders.setSkip(!isSkipping),
  }, icon('skip'), h('span', {}, 'Skip idle'));
  let isFit = true;
  const zoom = h('button', { type: 'button', class: 'v-toggle', title: 'Size (F)', click: () => orders.setZoom(!isFit) }, icon('fit'), h('span', {}, 'Fit'));
  const halt = h('button', {
    type: 'button', class: 'v-toggle v-halt', 'aria-pressed': 'false', title: 'Mark a pause: from here, again until here (P)', click: () => orders.pause?.(),
  }, icon('halt'), h('span', {}, 'Mark a pause'));
  const element = h('div', { class: 'v-controls', role: 'group', 'aria-label': 'Playback' },
    tool('previous', 'Previous event', () => orders.step(-1), 'shift ←'), play, tool('next', 'Next event', () => orders.step(1), 'shift →'),
    h('p', { class: 'v-clock' }, now, ' / ', whole), speed, skip, orders.sound, h('span', { class: 'v-spring' }), zoom,
    orders.write ? h('button', { type: 'button', class: 'v-toggle', title: 'Write a note here (N)', click: () => orders.write?.() }, icon('note'), h('span', {}, 'Note')) : null,
    orders.pause ? halt : null,
    orders.copy ? h('button', { type: 'button', class: 'v-toggle', title: 'Copy a link to this moment (C)', click: () => orders.copy?.() }, icon('link'), h('span', {}, 'Copy link')) : null,
    tool('help', 'Keyboard', orders.help, '?'));

  return {
    element,
    move(t, length) {
      const text = clock(t);
      if (now.textContent !== text) now.textContent = text;
      const end = clock(length);
      if (whole.textContent !== end) whole.textContent = end;
    },
    playing(isPlaying) {
      const name = isPlaying ? 'Pause' : 'Play';
      if (play.getAttribute('aria-label') === name) return;
      play.setAttribute('aria-label', name);
      play.title = `${name} (space)`;
      play.replaceChildren(icon(isPlaying ? 'pause' : 'play'));
    },
    speed: (rate) => (speed.value = String(rate)),
    skip(isOn, note) {
      isSkipping = isOn;
      skip.setAttribute('aria-pressed', String(isOn));
      skip.title = note;
    },
    marking: (isMarking) => halt.setAttribute('aria-pressed', String(isMarking)),
    zoom(fits) {
      isFit = fits;
      zoom.querySelector('span')?.replaceChildren(fits ? 'Fit' : '1 : 1');
      zoom.setAttribute('aria-label', fits ? 'Size: fits the window. Press for 1 to 1' : 'Size: 1 to 1. Press to fit the window');
    },
  };
}

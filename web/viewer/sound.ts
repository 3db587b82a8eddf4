/** What the participant said while thinking aloud: heard in step, muted or louder at wish. */

import { keepInStep, type AudioPiece, type Clock, type Sound } from './audio.js';
import { h, icon } from './dom.js';
import type { Source } from './source.js';

export interface SoundBox {
  /** Hidden until it is known that there is sound. */
  element: HTMLElement;
  /** Looks at the clock at once, after a jump. */
  follow(): void;
  toggle(): void;
}

export function makeSound(source: Pick<Source, 'audio'>, clock: () => Clock, say: (text: string) => void): SoundBox {
  const audio = h('audio', { preload: 'auto' });
  const pieces: AudioPiece[] = [];
  let sound: Sound | undefined;
  let hasSaid = false;
  const button = h('button', { type: 'button', class: 'v-toggle v-mute', click: toggle });
  const volume = h('input', {
    type: 'range', class: 'v-volume', min: 0, max: 1, step: 0.05, value: 1, 'aria-label': 'Volume', title: 'Volume',
    input: () => {
      audio.volume = Number(volume.value);
      audio.muted = audio.volume === 0;
      show();
    },
  });
  const element = h('div', { class: 'v-sound', role: 'group', 'aria-label': 'Think-aloud audio', hidden: true }, button, volume, audio);

  function show(): void {
    const name = audio.muted ? 'Sound off' : 'Sound on';
    button.replaceChildren(icon(audio.muted ? 'silent' : 'sound'), h('span', {}, name));
    button.setAttribute('aria-pressed', String(!audio.muted));
    button.title = `${audio.muted ? 'Turn the sound on' : 'Turn the sound off'} (M)`;
  }

  function toggle(): void {
    if (!pieces.length) return;
    audio.muted = !audio.muted;
    if (!audio.muted && !audio.volume) {
      audio.volume = 1;
      volume.value = '1';
    }
    show();
  }

  function blocked(): void {
    if (!hasSaid) say('The browser plays sound after a press on this page');
    hasSaid = true;
  }

  async function look(): Promise<void> {
    pieces.push(...((await source.audio?.()) ?? []));
    element.hidden = !pieces.length;
    if (pieces.length) sound = keepInStep({ pieces }, clock, audio, blocked);
  }

  show();
  look().catch(() => say('The sound could not be fetched; the rest plays'));
  return { element, toggle, follow: () => sound?.follow() };
}

/** Screen and microphone in the panel: the question before the first task, and what is on now. */

import type { Happenings, MediaKind, MediaView } from '../host.js';
import { button, el, icon } from './draw.js';
import type { TextKey, Texts } from './texts.js';

const KINDS = ['screen', 'audio'] as const;
const MIC = 'M8 2.5a2 2 0 0 1 2 2v3.5a2 2 0 0 1-4 0v-3.5a2 2 0 0 1 2-2zM4 8a4 4 0 0 0 8 0M8 12v2';
const TAB = 'M2.5 3.5h11v8h-11zM5.5 14h5';
const ICONS: Record<MediaKind, string> = { screen: TAB, audio: MIC };

export type MediaPress = (kind: MediaKind, action: Happenings['media_press']['action']) => void;

/** What has to be asked now, if anything: one question at a time, the screen first. */
export const asked = (view: MediaView): MediaKind | undefined =>
  KINDS.find((kind) => /^(?:ask|again|other|asking)$/.test(view[kind] ?? ''));

/** The question: why, what the browser will want to know, and that it can be left out. */
export function question(view: MediaView, kind: MediaKind, text: Texts, press: MediaPress): Node[] {
  const state = view[kind];
  const lead: TextKey | null =
    state === 'other' ? 'media_other' : state === 'again' ? `media_${kind}_again` : null;
  const turnOn = button('media_on', 'press main', text(`media_${kind}_ask`), () => press(kind, 'turn_on'));
  turnOn.disabled = state === 'asking';
  return [
    ...(lead ? [el('p', { class: 'note' }, text(lead))] : []),
    el('p', {}, text(`media_${kind}_why`)),
    el(
      'div',
      { class: 'actions' },
      turnOn,
      button('media_off', 'press', text('media_without'), () => press(kind, 'decline')),
    ),
  ];
}

/** What is on, with the microphone's switch; nothing where nothing is. */
export function running(view: MediaView, text: Texts, press: MediaPress): Node[] {
  const parts: Node[] = [];
  if (view.screen === 'on') parts.push(sign('screen', text('media_screen_on'), true));
  if (view.audio === 'on') {
    parts.push(sign('audio', text('media_audio_on'), true));
    parts.push(button('media_pause', 'link', text('media_pause'), () => press('audio', 'pause')));
  }
  if (view.audio === 'paused') {
    parts.push(sign('audio', text('media_audio_paused'), false));
    parts.push(button('media_pause', 'link', text('media_resume'), () => press('audio', 'resume')));
  }
  return parts;
}

/** The same, for the small panel: signs alone. */
export const signs = (view: MediaView): Node[] =>
  KINDS.filter((kind) => view[kind] === 'on').map((kind) => icon(ICONS[kind]));

function sign(kind: MediaKind, words: string, isOn: boolean): HTMLElement {
  return el('span', { class: isOn ? 'sign on' : 'sign' }, icon(ICONS[kind]), words);
}

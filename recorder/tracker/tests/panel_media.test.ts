import { afterEach, beforeEach, expect, it } from 'vitest';

import type { Happenings, MediaView } from '../src/host.js';
import { start } from '../src/panel/index.js';
import { answer, fakeHost, task } from './panel_host.js';

let stop: () => void;
let stand: ReturnType<typeof fakeHost>;
let pressed: Happenings['media_press'][];

beforeEach(() => {
  stand = fakeHost(answer([task('find')]));
  pressed = [];
  stand.host.on('media_press', (press) => void pressed.push(press));
  stop = start(stand.host);
});
afterEach(() => stop());

const root = (): ShadowRoot => document.querySelector('[data-thinkaloud-panel]')?.shadowRoot as ShadowRoot;
const says = (): string => root().querySelector('.card')?.textContent ?? '';
const press = (name: string): void => root().querySelector<HTMLButtonElement>(`[data-name=${name}]`)?.click();
const told = (view: MediaView): void => stand.host.tell('media', view);

it('asks one after the other before the first task, the screen first', () => {
  told({ screen: 'ask', audio: 'ask' });
  expect(says()).toContain('media_screen_ask');
  expect(root().querySelector('[data-name=start]')).toBeNull();
  press('media_on');
  told({ screen: 'on', audio: 'ask' });
  expect(says()).toContain('media_audio_ask');
  press('media_off');
  expect(pressed).toEqual([{ kind: 'screen', action: 'turn_on' }, { kind: 'audio', action: 'decline' }]);
  told({ screen: 'on', audio: 'over' });
  expect(root().querySelector('[data-name=start]')).not.toBeNull();
});

it('says why it asks again, beside a task that runs', () => {
  press('start');
  told({ screen: 'again', audio: 'on' });
  expect(says()).toContain('media_screen_again');
  expect(root().querySelector('[data-name=done]')).not.toBeNull();
  told({ screen: 'other', audio: 'on' });
  expect(says()).toContain('media_other');
});

it('shows what is on, and lets the microphone rest', () => {
  told({ screen: 'on', audio: 'on' });
  expect(root().querySelectorAll('.sign.on')).toHaveLength(2);
  press('media_pause');
  told({ screen: 'on', audio: 'paused' });
  expect(says()).toContain('media_audio_paused');
  press('media_pause');
  expect(pressed.map(({ action }) => action)).toEqual(['pause', 'resume']);
});

it('shows it in the small panel too, and opens it for a question', () => {
  told({ audio: 'on' });
  root().querySelector<HTMLButtonElement>('.fold')?.click();
  expect(root().querySelectorAll('.pill svg')).toHaveLength(1);
  told({ audio: 'again' });
  expect(root().querySelector<HTMLElement>('.card')?.hidden).toBe(false);
});

it('asks nothing where nothing is captured', () => {
  expect(root().querySelector('.media')?.childNodes).toHaveLength(0);
  expect(root().querySelector('[data-name=start]')).not.toBeNull();
});

/**
 * The task panel: one small card over the page under test, in a shadow root of its own.
 *
 * It hangs on the document's root element, so that a page that swaps its body keeps it, and carries
 * `data-ta-ignore`: nothing in it is captured. It never takes the focus by itself; F6 goes there.
 */

import type { Happenings, Host, MediaView } from '../host.js';
import { body, count, spoken, type Cover, type Model, type Presses } from './card.js';
import { createDock } from './dock.js';
import { el } from './draw.js';
import { createFlow } from './flow.js';
import { makeSheet } from './sheet.js';
import { asked, running, signs } from './media.js';
import { createShell } from './shell.js';
import { textsOf } from './texts.js';

const NARROW = '(max-width: 560px)'; // as in style.ts

/** Shows the panel; the answer takes it off, but for a last word that the participant should read. */
export function start(host: Host, load?: Parameters<typeof createFlow>[3]): () => void {
  const text = textsOf(host.answer.texts);
  const { tasks, thanks, locale, title } = host.answer;
  const shell = createShell(host, text, escape);
  const dock = createDock(host, shell.frame);
  const flow = createFlow(host, host.guard(draw), (url) => location.assign(url), load);
  const sheet = makeSheet(host, shell.root, flow, text);
  let cover: Cover = 'none';
  let isOffline = false;
  let isTextOpen = flow.state().phase !== 'running' || !matchMedia(NARROW).matches;
  let said = '';
  let isLastWord = false;
  let media: MediaView = {};

  const press: Presses = {
    // A busy page hears a press late: the press's own time counts, as it does for clicks.
    start: host.guard((timeStamp) => {
      isTextOpen = !matchMedia(NARROW).matches; // on a phone the sheet would cover half of the page
      void flow.start(host.at(timeStamp));
    }),
    done: host.guard((timeStamp) => flow.done(host.at(timeStamp))),
    giveUp: host.guard((timeStamp) => {
      cover = 'none';
      flow.giveUp(host.at(timeStamp));
    }),
    withdraw: host.guard(() => {
      cover = 'none';
      void flow.withdraw();
    }),
    cover: host.guard(uncover),
    toggleText: host.guard(() => {
      isTextOpen = !isTextOpen;
      draw();
    }),
    // Told at once: what the browser then asks, it asks only while a press lasts.
    media: (kind, action) => host.tell('media_press', { kind, action }),
  };

  function model(): Model {
    const { state, sending, task } = flow;
    return {
      state: state(), sending: sending(), task: task(), tasks: tasks.length, isEarly: flow.isEarly(),
      isOffline, isTextOpen, cover, thanks, locale, capture: host.capture, media,
      form: sending() === 'ended' ? undefined : sheet.form(), hasForms: Boolean(host.answer.forms?.length),
    };
  }

  function uncover(next: Cover): void {
    const from = cover;
    cover = next;
    draw();
    if (next === 'none' && shell.root.activeElement) focusOn(from === 'give_up' ? 'give_up' : 'what');
  }

  /** Escape closes what covers the task first. */
  function escape(): boolean {
    if (cover === 'none') return false;
    uncover('none');
    return true;
  }

  function focusOn(name: string): void {
    shell.root.querySelector<HTMLElement>(`[data-name="${name}"]`)?.focus();
  }

  function fold(isFolded: boolean): void {
    const hadFocus = shell.root.activeElement !== null;
    dock.fold(isFolded);
    draw();
    if (hadFocus) (isFolded ? shell.pill : shell.fold).focus();
  }

  function draw(): void {
    const now = model();
    const { phase } = now.state;
    const before = shell.root.activeElement;
    const form = now.form instanceof HTMLElement ? now.form : undefined;
    if (form && sheet.isNew() && dock.isFolded()) dock.fold(false); // a small panel would hide it
    const isFolded = dock.isFolded() && (phase === 'ready' || phase === 'running' || form !== undefined) && now.sending !== 'ended';
    fill(body(now, text, press));
    shell.count.replaceChildren(count(now, text) || title, dots(now));
    shell.pillText.replaceChildren(count(now, text), ...signs(media));
    const isOver = !(now.task || form) || now.sending === 'ended';
    shell.frame.classList.toggle('asking', form !== undefined && cover === 'none');
    shell.media.replaceChildren(...(isOver ? [] : running(media, text, press.media)));
    shell.card.hidden = isFolded;
    shell.pill.hidden = !isFolded;
    shell.frame.classList.toggle('open', !isFolded);
    shell.fold.hidden = !(now.task || form);
    shell.foot.hidden = isOver || cover !== 'none';
    dock.settle();
    // Where the focus was is gone with the old body. The heading takes it, never the next main button:
    // a key held too long would press it.
    if (before && !before.isConnected) {
      const name = before.getAttribute('data-name') ?? '';
      const next = form ? null : shell.body.querySelector<HTMLElement>(`[data-name="${name}"]`);
      (next ?? shell.body.querySelector('h2'))?.focus();
    }
    const words = spoken(now, text);
    if (words !== said) shell.live.textContent = said = words;
  }

  /** What stands there already stays: a form would lose its focus, and a slider its drag. */
  function fill(next: Node[]): void {
    const now = shell.body.childNodes;
    if (now.length === next.length && next.every((node, index) => node === now[index])) return;
    shell.body.replaceChildren(...next);
    shell.body.scrollTop = 0;
  }

  function dots({ state, task }: Model): HTMLElement {
    const place = (index: number): string => (index < state.index ? 'past' : index === state.index ? 'here' : '');
    const isShown = task && tasks.length > 1 && tasks.length < 9;
    const marks = isShown ? tasks.map((_, index) => el('i', { class: place(index) })) : [];
    return el('span', { class: 'dots', 'aria-hidden': 'true' }, ...marks);
  }

  function status(next: Happenings['status']): void {
    if (isOffline === (next === 'offline')) return;
    isOffline = next === 'offline';
    draw();
  }

  /** A question has come up: a small panel would hide it. */
  function heed(next: MediaView): void {
    const isNew = asked(next) && asked(next) !== asked(media);
    media = next;
    if (isNew && dock.isFolded()) dock.fold(false);
    draw();
  }

  const offs = [
    host.on('media', host.guard(heed)),
    host.on('status', host.guard(status)),
    host.on('stopped', (why) => void (isLastWord = why !== 'stopped')),
  ];
  shell.fold.addEventListener('click', host.guard(() => fold(true)));
  shell.pill.addEventListener('click', host.guard(() => fold(false)));
  shell.what.addEventListener('click', () => press.cover('what'));
  dock.draggable(shell.bar);
  dock.draggable(shell.pill);
  dock.arrows(shell.handle);
  flow.begin();
  draw();
  host.tell('media_ask', null);

  return () => {
    offs.forEach((off) => off());
    flow.stop();
    dock.stop();
    if (isLastWord) shell.rest();
    else shell.remove();
  };
}

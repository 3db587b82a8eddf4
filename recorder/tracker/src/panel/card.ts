/** What the card says in each state: pure drawing, from a model to elements. */

import type { MediaView } from '../host.js';
import type { TaskCard } from '../protocol.js';
import { button, el } from './draw.js';
import type { Sending } from './flow.js';
import { asked, question, type MediaPress } from './media.js';
import type { PanelState } from './state.js';
import { durationText, type Texts } from './texts.js';

/** A question or page that covers the task for a moment. */
export type Cover = 'none' | 'give_up' | 'what' | 'erase';

export interface Model {
  state: PanelState;
  sending: Sending;
  task: TaskCard | undefined;
  tasks: number;
  isOffline: boolean;
  /** Is the page still to be recorded before a task can start? */
  isEarly: boolean;
  /** Are the instructions of a running task shown? */
  isTextOpen: boolean;
  cover: Cover;
  /** The form to answer; `loading` until what draws it has come. */
  form: HTMLElement | 'loading' | undefined;
  thanks: string;
  locale: string;
  capture: { dom: boolean; pointer: boolean; screen?: boolean; audio?: boolean };
  hasForms: boolean;
  media: MediaView;
}

/** What can be pressed; a press of the task tells its event's `timeStamp`. */
export interface Presses {
  start(timeStamp: number): void;
  done(timeStamp: number): void;
  giveUp(timeStamp: number): void;
  withdraw(): void;
  cover(next: Cover): void;
  toggleText(): void;
  media: MediaPress;
}

/** The card's body for a model. */
export function body(model: Model, text: Texts, press: Presses): Node[] {
  const { phase } = model.state;
  if (phase === 'withdrawn') return [heading(text('ended')), el('p', {}, text('erased'))];
  if (model.sending === 'erasing') return [heading(text('erasing')), el('p', {}, text('keep_open'))];
  if (model.cover === 'erase' || model.sending === 'erase_failed') return erase(model, text, press);
  if (model.cover === 'what') return what(model, text, press);
  if (model.form) return asking(model, model.form, text);
  if (phase === 'finished') return finished(model, text);
  if (model.sending === 'ended') return [heading(text('ended')), el('p', {}, text('may_close'))];
  if (!model.task) return [];
  if (model.cover === 'give_up') return giveUp(text, press);
  return phase === 'running'
    ? running(model, model.task, text, press)
    : ready(model, model.task, text, press);
}

/** The sentence for those who listen; it changes only where something happened. */
export function spoken(model: Model, text: Texts): string {
  const { phase } = model.state;
  if (phase === 'withdrawn') return text('erased');
  if (model.form) return model.form === 'loading' ? '' : [overText(model, text), text('form')].join(' ');
  if (phase === 'finished') return model.sending === 'closed' ? text('may_close') : text('all_over');
  if (model.isOffline) return text('offline');
  const over = overText(model, text);
  const title = model.task?.title ?? '';
  return phase === 'ready' ? [over, count(model, text), title].filter(Boolean).join(' ') : '';
}

/** "Task 2 of 4", or nothing when the tasks are over; a form says what it is. */
export function count(model: Model, text: Texts): string {
  if (model.form) return text('form');
  return model.task ? text('task_of', { n: model.state.index + 1, total: model.tasks }) : '';
}

/** The form keeps its elements over all drawing: with them it keeps its focus and what is filled in. */
function asking(model: Model, form: HTMLElement | 'loading', text: Texts): Node[] {
  if (form === 'loading') return [heading(text('form')), model.isOffline ? note(text('offline')) : note(text('form_loading'), true)];
  return [form];
}

function ready(model: Model, task: TaskCard, text: Texts, press: Presses): Node[] {
  const over = overText(model, text);
  const kind = asked(model.media);
  if (kind) return [heading(text('media_title')), ...question(model.media, kind, text, press.media)];
  return [
    ...(over ? [el('p', { class: 'over' }, over)] : []),
    heading(task.title),
    el('p', { class: 'text' }, task.instructions),
    ...limit(model, task, text),
    el('div', { class: 'actions' }, starter(model, text, press)),
    ...(model.isEarly ? [note(text('preparing'), true)] : offline(model, text)),
  ];
}

/** It keeps its place and its focus while it waits, so that nothing moves when it no longer has to. */
function starter({ isEarly }: Model, text: Texts, press: Presses): HTMLButtonElement {
  const start = button('start', 'press main', text('start'), (at) => isEarly || press.start(at));
  if (isEarly) start.setAttribute('aria-disabled', 'true');
  return start;
}

function running(model: Model, task: TaskCard, text: Texts, press: Presses): Node[] {
  if (model.sending === 'opening') {
    return [heading(task.title), note(text('saving'), true)];
  }
  const kind = asked(model.media);
  const toggle = button('text', 'link', text(model.isTextOpen ? 'hide_task' : 'show_task'), press.toggleText);
  toggle.setAttribute('aria-expanded', String(model.isTextOpen));
  return [
    heading(task.title),
    ...(model.isTextOpen ? [el('p', { class: 'text' }, task.instructions), ...limit(model, task, text)] : []),
    toggle,
    el(
      'div',
      { class: 'actions' },
      button('done', 'press main', text('done'), press.done),
      button('give_up', 'press', text('give_up'), () => press.cover('give_up')),
    ),
    ...(kind ? [el('div', { class: 'ask' }, ...question(model.media, kind, text, press.media))] : []),
    ...offline(model, text),
  ];
}

function giveUp(text: Texts, press: Presses): Node[] {
  return [
    heading(text('give_up_ask')),
    el(
      'div',
      { class: 'actions' },
      button('give_up_no', 'press main', text('give_up_no'), () => press.cover('none')),
      button('give_up_yes', 'press', text('give_up_yes'), press.giveUp),
    ),
  ];
}

function what({ capture, hasForms }: Model, text: Texts, press: Presses): Node[] {
  const keys = [
    capture.pointer ? 'what_clicks' : 'what_clicks_only', 'what_pages', 'what_typing',
    ...(capture.dom ? ['what_picture' as const] : []),
    ...(capture.screen ? ['what_screen' as const] : []),
    ...(capture.audio ? ['what_audio' as const] : []),
    ...(hasForms ? ['what_answers' as const] : []),
  ] as const;
  const lines = keys.map((key) => el('li', {}, text(key)));
  return [
    heading(text('what')),
    el('p', { class: 'soft' }, text('what_lead')),
    el('ul', {}, ...lines),
    el('p', {}, text(capture.audio ? 'what_not_audio' : 'what_not')),
    el('p', { class: 'soft' }, text('shortcut')),
    el(
      'div',
      { class: 'actions' },
      button('back', 'press main', text('back'), () => press.cover('none')),
      button('erase', 'press', text('erase'), () => press.cover('erase')),
    ),
  ];
}

function erase(model: Model, text: Texts, press: Presses): Node[] {
  return [
    heading(text('erase')),
    el('p', {}, text('erase_ask')),
    ...(model.sending === 'erase_failed' ? [note(text('erase_failed'))] : []),
    el(
      'div',
      { class: 'actions' },
      button('erase_no', 'press main', text('erase_no'), () => press.cover('none')),
      button('erase_yes', 'press risk', text('erase_yes'), press.withdraw),
    ),
  ];
}

function finished(model: Model, text: Texts): Node[] {
  const isSettled = model.sending === 'closed' || model.sending === 'ended';
  const waiting = model.isOffline ? note(text('offline')) : note(text('saving'), true);
  return [
    heading(text('all_over')),
    el('p', { class: 'text' }, model.thanks || text('thanks')),
    ...(isSettled
      ? [el('p', { class: 'over' }, text(model.sending === 'closed' ? 'may_close' : 'ended'))]
      : [waiting, el('p', { class: 'soft' }, text('keep_open'))]),
  ];
}

/** How the task before ended, in words that do not judge. */
function overText(model: Model, text: Texts): string {
  const { ended } = model.state;
  if (!ended) return '';
  return text(ended === 'timeout' ? 'time_over' : 'task_over');
}

function limit(model: Model, task: TaskCard, text: Texts): Node[] {
  if (task.time_limit_s === null) return [];
  const time = durationText(task.time_limit_s, model.locale);
  return [el('p', { class: 'soft' }, text('time_limit', { time }))];
}

function offline(model: Model, text: Texts): Node[] {
  return model.isOffline ? [note(text('offline'))] : [];
}

function heading(words: string): HTMLElement {
  return el('h2', { tabindex: '-1', id: 'title' }, words);
}

function note(words: string, isCalm = false): HTMLElement {
  return el('p', { class: isCalm ? 'note calm' : 'note' }, words);
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { makeGate } from '../src/panel/gate.js';
import { start } from '../src/panel/index.js';
import type { HelloAnswer, TaskCard } from '../src/protocol.js';
import { answer, fakeHost, goTo, task } from './panel_host.js';

let off: (() => void) | null = null;

beforeEach(() => {
  vi.useFakeTimers();
  goTo('/');
  document.body.innerHTML = '<button id="mine">Mine</button>';
});
afterEach(() => {
  off?.();
  document.querySelector('[data-thinkaloud-panel]')?.remove(); // one with a last word stays
  vi.useRealTimers();
});

function shown(tasks: TaskCard[], over: Partial<HelloAnswer> = {}, stored = new Map<string, string>()) {
  const made = fakeHost(answer(tasks, over), stored);
  off = start(made.host);
  const holder = document.querySelector('[data-thinkaloud-panel]') as HTMLElement;
  const root = holder.shadowRoot as ShadowRoot;
  const find = (selector: string): HTMLElement => root.querySelector(selector) as HTMLElement;
  return {
    ...made,
    holder,
    root,
    find,
    press: (name: string): void => find(`[data-name="${name}"]`).click(),
    words: (): string => find('.body').textContent ?? '',
  };
}

describe('the panel', () => {
  it('shows the first task, and what it says comes from the texts', () => {
    const { words, find } = shown([task('a'), task('b')], { texts: { task_of: 'Task {n} of {total}', start: 'Go' } });
    expect(words()).toContain('Title of a');
    expect(words()).toContain('Please do a.');
    expect(find('.count').textContent).toBe('Task 1 of 2');
    expect(find('[data-name="start"]').textContent).toBe('Go');
  });

  it('is one labelled region that is never captured', () => {
    const { find, holder } = shown([task('a')]);
    expect(find('.card').getAttribute('role')).toBe('region');
    expect(find('.card').getAttribute('aria-label')).toBe('region');
    expect(holder.hasAttribute('data-ta-ignore')).toBe(true);
  });

  it('writes a task as text, never as markup', () => {
    const { find } = shown([task('a', { title: '<img src=x>', instructions: '<b>bold</b>' })]);
    expect(find('.body img')).toBeNull();
    expect(find('.text').textContent).toBe('<b>bold</b>');
  });

  it('lets a task start once the first snapshot of the page is stored, and says why it waits', () => {
    const { press, said, words, find, host, root } = shown([task('a')], { chunks: { recording: 'recording-1.js' } });
    expect(find('[data-name="start"]').getAttribute('aria-disabled')).toBe('true');
    expect(words()).toContain('preparing');
    find('[data-name="start"]').focus();
    press('start');
    expect(said()).toEqual([]);
    host.tell('snapshot', null);
    expect(words()).not.toContain('preparing');
    expect(root.activeElement).toBe(find('[data-name="start"]')); // who waits with a key keeps the place
    press('start');
    expect(said()).toHaveLength(1);
  });

  it('keeps nobody waiting for ever, and has that noted', () => {
    const { press, said, fake } = shown([task('a')], { chunks: { recording: 'recording-1.js' } });
    const overdue = vi.fn();
    Object.assign(fake.delivery, { overdue });
    vi.advanceTimersByTime(8_000);
    expect(overdue).toHaveBeenCalledOnce();
    press('start');
    expect(said()).toHaveLength(1);
  });

  it('does not wait where nothing is recorded of the pages, nor where it is stored already', () => {
    const chunks = { recording: 'recording-1.js' };
    const { host } = fakeHost(answer([task('a')], { chunks }));
    expect(makeGate(host, () => undefined).isShut()).toBe(true);
    Object.assign(host.delivery, { has_snapshot: true });
    expect(makeGate(host, () => undefined).isShut()).toBe(false);
    Object.assign(host, { delivery: {}, capture: { ...host.capture, dom: false } });
    expect(makeGate(host, () => undefined).isShut()).toBe(false);
  });

  it('leads through a task by Start and Done', () => {
    const { press, said, words } = shown([task('a'), task('b')]);
    press('start');
    press('done');
    expect(said()).toEqual(['start a participant 0', 'done a participant 0']);
    expect(words()).toContain('task_over');
    expect(words()).toContain('Title of b');
  });

  it('asks once before it gives up', () => {
    const { press, said, words } = shown([task('a'), task('b')]);
    press('start');
    press('give_up');
    expect(said()).toHaveLength(1);
    press('give_up_no');
    expect(words()).toContain('Title of a');
    press('give_up');
    press('give_up_yes');
    expect(said()).toContain('give_up a participant 0');
  });

  it('takes the second half of a double click for nothing', () => {
    const { press, find, said } = shown([task('a'), task('b')]);
    press('start');
    find('[data-name="done"]').dispatchEvent(new MouseEvent('click', { detail: 2 }));
    expect(said()).toEqual(['start a participant 0']);
  });

  it('asks before it erases, and says that all is erased', async () => {
    const { press, find, fake, words } = shown([task('a')]);
    find('.foot [data-name="what"]').click();
    expect(words()).toContain('what_typing');
    press('erase');
    expect(fake.withdraw).not.toHaveBeenCalled();
    press('erase_yes');
    await vi.advanceTimersByTimeAsync(0);
    expect(fake.withdraw).toHaveBeenCalledOnce();
    expect(words()).toContain('erased');
  });

  it('names as recorded only what the study records', () => {
    const { find, fake, words } = shown([task('a')]);
    find('.foot [data-name="what"]').click();
    expect(words()).toContain('what_picture');
    Object.assign(fake.capture, { dom: false, pointer: false });
    fake.tell('status', 'offline');
    expect(words()).not.toContain('what_picture');
    expect(words()).toContain('what_clicks_only');
  });

  it('thanks at the end, and says when the tab may be closed', async () => {
    const { press, words, holder } = shown([task('a')], { thanks: 'You were great.' });
    press('start');
    press('done');
    expect(words()).toContain('You were great.');
    expect(words()).toContain('keep_open');
    await vi.advanceTimersByTimeAsync(0);
    off?.(); // as the core does after a close
    expect(holder.isConnected).toBe(true);
    expect(words()).toContain('may_close');
  });

  it('says that it is offline, and when it is no more', () => {
    const { fake, words } = shown([task('a')]);
    fake.tell('status', 'offline');
    expect(words()).toContain('offline');
    fake.tell('status', 'sending');
    expect(words()).not.toContain('offline');
  });

  it('goes away when the page stops the tracker', () => {
    const { fake, holder } = shown([task('a')]);
    fake.tell('stopped', 'stopped');
    off?.();
    expect(holder.isConnected).toBe(false);
  });
});

describe('the place of the panel', () => {
  it('is kept when the page swaps its body', async () => {
    const { holder } = shown([task('a')]);
    document.documentElement.replaceChild(document.createElement('body'), document.body);
    await vi.advanceTimersByTimeAsync(0);
    expect(holder.isConnected).toBe(true);
  });

  it('is taken again when the page throws it out', async () => {
    const { holder } = shown([task('a')]);
    holder.remove();
    await vi.advanceTimersByTimeAsync(0);
    expect(holder.parentNode).toBe(document.documentElement);
  });

  it('may be a pill, over reloads', () => {
    const stored = new Map<string, string>();
    const first = shown([task('a')], {}, stored);
    first.find('.fold').click();
    expect(first.find('.card').hidden).toBe(true);
    off?.();
    const second = shown([task('a')], {}, stored);
    expect(second.find('.pill').hidden).toBe(false);
    second.find('.pill').click();
    expect(second.find('.card').hidden).toBe(false);
  });

  it('is moved by arrow keys, and by Home back to the corner', () => {
    const { find } = shown([task('a')]);
    const key = (name: string): void => {
      find('.handle').dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
    };
    const before = find('.frame').style.right;
    key('ArrowLeft');
    expect(find('.frame').style.right).not.toBe(before);
    key('Home');
    expect(find('.frame').style.right).toBe('16px');
  });
});

describe('the keyboard', () => {
  const f6 = (): KeyboardEvent => new KeyboardEvent('keydown', { key: 'F6', bubbles: true, cancelable: true });

  it('gets to the panel by F6 and back by Escape', () => {
    const { root, find } = shown([task('a')]);
    const mine = document.getElementById('mine') as HTMLElement;
    mine.focus();
    window.dispatchEvent(f6());
    expect(root.activeElement).toBe(find('h2'));
    find('h2').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    expect(document.activeElement).toBe(mine);
  });

  it('never lands on the button that replaces the pressed one', () => {
    const { root, find, press } = shown([task('a'), task('b')]);
    find('[data-name="start"]').focus();
    press('start');
    expect(root.activeElement).toBe(find('h2'));
  });

  it('stays in the page while nobody asks for the panel', () => {
    const { press } = shown([task('a'), task('b')]);
    (document.getElementById('mine') as HTMLElement).focus();
    press('start');
    press('done');
    expect(document.activeElement?.id).toBe('mine');
  });

  it('presses in the panel are not heard by the page', () => {
    const { press } = shown([task('a')]);
    const heard = vi.fn();
    document.addEventListener('click', heard);
    press('start');
    document.removeEventListener('click', heard);
    expect(heard).not.toHaveBeenCalled();
  });
});

/** Answers the page's own calls: its tasks, its events, its stop. */

import type { Answering } from './api.js';
import type { Host } from './host.js';
import { maskText } from './masking.js';
import type { CustomData } from './protocol.js';

const MAX_FIELDS = 50;
const MAX_NAME = 100;
const MAX_TEXT = 1_000;

export function answerCalls(host: Host): Answering {
  const { tasks } = host.answer;
  const note = (running = ''): void => host.store.set('task', running);
  host.on('progress', ({ state, task_index }) => note(state === 'running' ? tasks[task_index]?.id : ''));

  return host.guard((name, [first, second], timeStamp) => {
    const t = host.at(timeStamp);
    if (name === 'stop') return host.end('stopped');
    if (name === 'event') {
      const custom = { name: String(first).slice(0, MAX_NAME), data: plain(second), t };
      host.emit({ type: 'custom', ...custom });
      return host.tell('custom', custom);
    }
    // `success()` and `fail()` name no task: the one that runs.
    const asked = name === 'start' ? String(first) : host.store.get('task');
    const task = tasks.find(({ id }) => id === asked)?.id;
    if (!task) return;
    note(name === 'start' ? task : '');
    host.emit({ type: 'task', task, action: name, by: 'page', t });
    host.tell('task', { task, action: name, t });
  });
}

/** Strings, masked, finite numbers, booleans and null stay; anything else becomes text. */
function plain(data: unknown): CustomData {
  const kept: CustomData = {};
  for (const [key, value] of Object.entries(data ?? {}).slice(0, MAX_FIELDS)) {
    const isPlain = value === null || typeof value === 'boolean' || Number.isFinite(value);
    kept[key.slice(0, MAX_NAME)] = isPlain
      ? (value as number | boolean | null)
      : maskText(String(value)).slice(0, MAX_TEXT);
  }
  return kept;
}

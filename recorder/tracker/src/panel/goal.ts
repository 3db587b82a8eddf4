/**
 * Watches whether the running task's goal is reached: an address, a visible element, or an event.
 *
 * A goal must hold for a second, so that passing through does not count; the moment of reaching is
 * when it began to hold. A goal that holds already when the task starts has to be left first, else the
 * page on which the task before ended would finish the next one at its start.
 */

import type { Host } from '../host.js';
import type { TaskCard } from '../protocol.js';
import { matchesAddress } from './address.js';

export const STABLE_MS = 1_000; // METHODS: "goal reached and stable 1 s"
const RESUME_MS = 10_000; // a reload takes less; who stays away longer has left
const THROTTLE_MS = 50; // looks for the element at most this often
const POLL_MS = 500; // an element may turn visible by a style sheet, with no mutation at all
const KEY = 'goal';

interface Kept {
  run: string;
  isArmed: boolean;
  sinceT: number | null;
}

export interface GoalWatch {
  /** Since when the goal holds, session ms; null when it does not. Asked when Done is pressed. */
  holdsSince(): number | null;
  stop(): void;
}

/** Notes at a task's start whether its goal holds already; `target` is the page it opens, if any. */
export function armGoal(host: Host, task: TaskCard, startedT: number, target: URL | null): void {
  const holds =
    target === null
      ? goalHolds(task)
      : task.goal_kind === 'url' && matchesAddress(task.goal_value ?? '', target.href);
  keep(host, { run: runOf(task, startedT), isArmed: !holds, sinceT: null });
}

/**
 * Watches until `stop`; `reached(t)` is called once, `t` being the moment of reaching.
 *
 * @param loadT When the current page view began, session ms.
 */
export function watchGoal(
  host: Host,
  task: TaskCard,
  startedT: number,
  loadT: number,
  reached: (t: number) => void,
): GoalWatch {
  const run = runOf(task, startedT);
  let kept = kept0(host, run);
  let timer = 0;
  let isOver = false;

  const settle = (t: number): void => {
    if (isOver) return;
    stop();
    reached(t);
  };
  const update = (isArmed: boolean, sinceT: number | null): void => {
    if (kept.isArmed === isArmed && kept.sinceT === sinceT) return;
    kept = { run, isArmed, sinceT };
    keep(host, kept);
  };
  const check = (t: number): void => {
    if (isOver) return;
    host.pristine.clearTimeout(timer);
    if (!goalHolds(task)) return update(true, null);
    if (!kept.isArmed) return;
    const sinceT = kept.sinceT ?? t;
    update(true, sinceT);
    const rest = Math.max(0, sinceT + STABLE_MS - host.now());
    timer = host.pristine.setTimeout(host.guard(() => goalHolds(task) ? settle(sinceT) : check(host.now())), rest);
  };

  const offs = sensors(host, task, check, settle);
  const stop = (): void => {
    isOver = true;
    host.pristine.clearTimeout(timer);
    offs.forEach((off) => off());
  };
  check(loadT);
  return {
    holdsSince: () => (!isOver && kept.isArmed && goalHolds(task) ? (kept.sinceT ?? host.now()) : null),
    stop,
  };
}

/** What can make the goal true or false, by its kind. */
function sensors(
  host: Host,
  task: TaskCard,
  check: (t: number) => void,
  settle: (t: number) => void,
): (() => void)[] {
  if (task.goal_kind === 'url') return [host.on('page', host.guard(({ t }) => check(t)))];
  if (task.goal_kind === 'event') {
    const hear = host.guard(({ name, t }: { name: string; t: number }) => {
      if (name === task.goal_value) settle(t); // an event is a moment: there is nothing to hold
    });
    return [host.on('custom', hear)];
  }
  if (task.goal_kind !== 'selector') return [];
  return [onChanges(host, check), host.on('page', host.guard(({ t }) => check(t)))];
}

/** Calls back when the document may look different, with the time of the first change. */
function onChanges(host: Host, check: (t: number) => void): () => void {
  const { setTimeout, clearTimeout, setInterval, clearInterval, MutationObserver } = host.pristine;
  let timer = 0;
  let last = -Infinity;
  let changedT: number | null = null;
  const look = host.guard(() => {
    timer = 0;
    last = host.now();
    const t = changedT ?? last;
    changedT = null;
    check(t);
  });
  const observer = new MutationObserver(
    host.guard(() => {
      changedT ??= host.now();
      if (timer) return;
      const wait = last + THROTTLE_MS - host.now();
      if (wait <= 0) look();
      else timer = setTimeout(look, wait);
    }),
  );
  observer.observe(document, { subtree: true, childList: true, attributes: true });
  const poll = setInterval(look, POLL_MS);
  return () => {
    observer.disconnect();
    clearTimeout(timer);
    clearInterval(poll);
  };
}

/** Does the goal hold at this moment? Never for events and for a moderator's verdict. */
function goalHolds(task: TaskCard): boolean {
  const rule = task.goal_value ?? '';
  if (task.goal_kind === 'url') return matchesAddress(rule, location.href);
  if (task.goal_kind !== 'selector') return false;
  try {
    return [...document.querySelectorAll(rule)].some(isVisible);
  } catch {
    return false; // not a selector that this browser knows
  }
}

function isVisible(element: Element): boolean {
  if (element.checkVisibility) {
    return element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  }
  return element.getClientRects().length > 0 && getComputedStyle(element).visibility === 'visible';
}

function runOf(task: TaskCard, startedT: number): string {
  return `${task.id}@${startedT}`;
}

function keep(host: Host, kept: Kept): void {
  host.store.set(KEY, JSON.stringify(kept));
}

/** What the page before noted of this very run; a goal without a note counts from anew. */
function kept0(host: Host, run: string): Kept {
  const fresh: Kept = { run, isArmed: true, sinceT: null };
  try {
    const kept = JSON.parse(host.store.get(KEY) ?? 'null') as Kept | null;
    if (kept?.run !== run) return fresh;
    const isLate = kept.sinceT !== null && host.now() - kept.sinceT > RESUME_MS;
    return { run, isArmed: kept.isArmed === true, sinceT: isLate ? null : (kept.sinceT ?? null) };
  } catch {
    return fresh;
  }
}

/** The two rules that run beside a task: its goal and its time limit. */

import type { Host } from '../host.js';
import type { TaskCard } from '../protocol.js';
import { watchGoal } from './goal.js';

const HIDDEN_TAB_MS = 250; // the tab in front decides first, so that a rule speaks once

export interface Watch {
  /** Since when the goal holds, session ms; null when it does not. */
  goalSince(): number | null;
  stop(): void;
}

/** What the rules say; each at most once. */
export interface Verdicts {
  reached(t: number): void;
  expired(deadline: number): void;
}

/**
 * Watches a running task until `stop`.
 *
 * @param loadT When the current page view began, session ms.
 */
export function watchTask(host: Host, task: TaskCard, startedT: number, loadT: number, verdicts: Verdicts): Watch {
  const { setTimeout, clearTimeout } = host.pristine;
  let timer = 0;
  const say = (fn: (t: number) => void) => (t: number): void => {
    if (document.hidden) setTimeout(host.guard(() => fn(t)), HIDDEN_TAB_MS);
    else fn(t);
  };
  const goal = watchGoal(host, task, startedT, Math.max(loadT, startedT), say(verdicts.reached));
  if (task.time_limit_s !== null) {
    const deadline = startedT + task.time_limit_s * 1_000;
    const expire = say(verdicts.expired);
    timer = setTimeout(host.guard(() => expire(deadline)), Math.max(0, deadline - host.now()));
  }
  return {
    goalSince: goal.holdsSince,
    stop: () => {
      goal.stop();
      clearTimeout(timer);
    },
  };
}

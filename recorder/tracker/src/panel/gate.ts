/**
 * Whether a task may start: a researcher has to see the page as the participant did, so its first
 * snapshot is to be stored before. Nobody waits for ever for that.
 */

import type { Host } from '../host.js';

export const GATE_MS = 8_000; // then a task may start without, and the session's health says so

export interface Gate {
  isShut(): boolean;
  stop(): void;
}

/** Shut until the snapshot is stored or the time is up; open where nothing is to be recorded. */
export function makeGate(host: Host, opened: () => void): Gate {
  const { delivery, answer, capture, pristine } = host;
  let isShut = capture.dom && Boolean(answer.chunks.recording) && !delivery.has_snapshot;

  function open(): void {
    pristine.clearTimeout(timer);
    if (!isShut) return;
    isShut = false;
    opened();
  }
  const late = host.guard(() => {
    if (isShut) delivery.overdue?.();
    open();
  });
  const timer = isShut ? pristine.setTimeout(late, GATE_MS) : 0;
  const off = host.on('snapshot', open);
  return {
    isShut: () => isShut,
    stop() {
      off();
      pristine.clearTimeout(timer);
    },
  };
}

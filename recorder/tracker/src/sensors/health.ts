/** What the tracker says of itself: what there is to count, and what went wrong. */

import { watchSynchrony } from '../delivery/synchrony.js';
import type { HealthBody } from '../protocol.js';
import type { Sensor } from '../sensing.js';

export const watchHealth: Sensor = (sensing) => {
  const { host } = sensing;
  const { delivery } = host;
  const synchrony = watchSynchrony(host);
  const { stringify } = host.pristine;
  let told = '';
  let emitted = 0;

  /** What stays as it is while all goes well. */
  function state(): Omit<HealthBody, 'type'> {
    const { guarded_errors, dropped, recovered, gave_way, note } = delivery.counts;
    const { recorder = host.capture.dom ? undefined : 'off', has_snapshot = false } = delivery;
    return {
      guarded_errors, dropped, recovered, gave_way,
      ...(recorder ? { recorder } : {}),
      ...(host.capture.dom ? { has_snapshot } : {}),
      ...(note ? { note } : {}),
    };
  }

  /** The whole tab's totals, this event and its batch included. */
  function totals(): Pick<HealthBody, 'emitted' | 'batches' | 'replay_batches'> {
    const { tab, events } = delivery;
    const open = events.size();
    return {
      emitted: tab.add('made', 0) + open + 1,
      batches: tab.add('events', 0) + (open ? 0 : 1),
      replay_batches: tab.add('replay', 0),
    };
  }

  function offset(): Pick<HealthBody, 'clock_offset_ms' | 'clock_rtt_ms'> {
    const best = synchrony();
    if (!best) return {};
    return { clock_offset_ms: Math.round(best.offset_ms), clock_rtt_ms: Math.round(best.rtt_ms) };
  }

  function report(): void {
    const now = state();
    const sums = totals();
    const text = stringify(now);
    // Since the last time there were no events but that report itself.
    if (text === told && sums.emitted === emitted + 1) return;
    told = text;
    emitted = sums.emitted ?? 0;
    sensing.emit({ type: 'health', ...now, ...sums, ...offset() });
  }

  sensing.onLeave(report);
  // At rest all that was sent has been answered, and the counts are as good as they get; the totals
  // alone are no reason to say something, or this event would be a reason for the next.
  return host.on('status', (status) => {
    if (status === 'stored' && delivery.greeting && stringify(state()) !== told) report();
  });
};

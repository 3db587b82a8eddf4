/** What the tracker says of itself, where there is something to say. */

import type { HealthBody } from '../protocol.js';
import type { Sensor } from '../sensing.js';

export const watchHealth: Sensor = (sensing) => {
  const { delivery, on } = sensing.host;
  let told = '{"guarded_errors":0,"dropped":0,"recovered":0}';

  function report(): void {
    const { guarded_errors, dropped, recovered, note } = delivery.counts;
    const body = { guarded_errors, dropped, recovered, ...offset() };
    const text = JSON.stringify(body);
    if (text === told) return;
    told = text;
    sensing.emit({ type: 'health', ...body, ...(note ? { note } : {}) });
  }

  /** How far the collector's clock is ahead, and the round trip that bounds the error. */
  function offset(): Pick<HealthBody, 'clock_offset_ms' | 'clock_rtt_ms'> {
    const { greeting } = delivery;
    if (!greeting) return {};
    const { sent, received, answer } = greeting;
    const middle = performance.timeOrigin + (sent + received) / 2;
    return {
      clock_offset_ms: Math.round(answer.server_ms - middle),
      clock_rtt_ms: Math.round(received - sent),
    };
  }

  sensing.onLeave(report);
  // At rest, all that was sent has been answered, and the counts are as good as they get.
  return on('status', (state) => {
    if (state === 'stored' && delivery.greeting) report();
  });
};

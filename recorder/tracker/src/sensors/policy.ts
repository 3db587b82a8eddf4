/** A Content-Security-Policy of the page that keeps the recording from its collector. */

import type { Sensor } from '../sensing.js';

export const watchPolicy: Sensor = (sensing) => {
  const { base, delivery } = sensing.host;
  sensing.listen(document, 'securitypolicyviolation', (event: SecurityPolicyViolationEvent) => {
    const { blockedURI, effectiveDirective } = event;
    if (!blockedURI.startsWith(base)) return;
    // It is logged with the rest, and sent by the next page that may connect.
    delivery.counts.note ??= `blocked by the page's Content-Security-Policy: ${effectiveDirective}`;
  });
};

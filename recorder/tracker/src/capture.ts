/** The capture chunk: all sensors, and what keeps the delivery going in bad times. */

import { answerCalls } from './calls.js';
import { drainLeftovers } from './delivery/leftovers.js';
import { repairBatches } from './delivery/repairs.js';
import { keepRoom } from './delivery/room.js';
import { watchSnapshot } from './delivery/snapshot.js';
import type { Host } from './host.js';
import * as masking from './masking.js';
import { startSensing } from './sensing.js';
import { watchClicks } from './sensors/click.js';
import { watchErrors } from './sensors/error.js';
import { watchFocus } from './sensors/focus.js';
import { watchHealth } from './sensors/health.js';
import { watchInput } from './sensors/input.js';
import { watchKeys } from './sensors/key.js';
import { watchNavigation } from './sensors/navigation.js';
import { watchPages } from './sensors/page.js';
import { watchPointer } from './sensors/pointer.js';
import { watchReactions } from './sensors/reaction.js';
import { watchPolicy } from './sensors/policy.js';
import { watchRequests } from './sensors/request.js';
import { watchScreens } from './sensors/screen.js';
import { watchScroll } from './sensors/scroll.js';
import { watchValidation } from './sensors/validation.js';
import { watchVisibility } from './sensors/visibility.js';
import { watchVitals } from './sensors/vitals.js';

// Pages come first, so that a page view is told before what happens in it; reactions before
// clicks, so that the clicks made before this chunk came are watched too.
const SENSORS = [
  watchPages, watchScreens, watchReactions, watchClicks, watchPointer, watchScroll, watchNavigation,
  watchInput, watchKeys, watchFocus, watchVisibility, watchErrors, watchRequests, watchValidation,
  watchVitals, watchPolicy, watchHealth,
];

export function start(host: Host): () => void {
  // Before anybody else hears of a new page view: its address may hold what was typed.
  const offPage = host.on('page', (view) => {
    view.route = view.screen = masking.maskPath(view.route);
  });
  const stopSensing = startSensing(host, SENSORS);
  const stopDraining = drainLeftovers(host);
  repairBatches(host);
  keepRoom(host.delivery);
  watchSnapshot(host);
  host.connect(answerCalls(host));
  host.delivery.masking = masking;
  host.tell('sensing', null);
  return () => {
    offPage();
    stopSensing();
    stopDraining();
  };
}


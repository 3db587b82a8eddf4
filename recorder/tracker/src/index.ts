/** The core's entry. Without a token it publishes the page's calls, which then do nothing. */

import { publishApi } from './api.js';
import { readToken, scriptBase } from './session.js';
import { startTracker } from './tracker.js';

try {
  const base = scriptBase();
  const connect = publishApi();
  // In a frame the page around it records; a second panel would stand in the participant's way.
  const token = window.top === window && connect ? readToken() : null;
  if (base && connect && token) void startTracker(base, token, connect).catch(() => undefined);
} catch {
  // Whatever is wrong here, the page under test goes on.
}

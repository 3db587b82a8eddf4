/** Sends what pages that are gone could not get acknowledged: their log and their last copies. */

import type { Delivery, Host } from '../host.js';
import { LAST } from '../last.js';
import { STORE, type Log } from '../log.js';
import type { Pristine } from '../pristine.js';
import { nameOf, type Slice } from '../queue.js';
import { origin, WITHDRAWN } from '../session.js';

const AGAIN_MS = 10_000; // a tab that crashed counts as alive for some seconds yet
const CALL = 'call'; // a tab asks who is still there
const CALL_MS = 1_500;

/** Drains now, whenever the page is shown again, and now and then. */
export function drainLeftovers(host: Host): () => void {
  let isBusy = false;
  async function drain(isLast = false): Promise<void> {
    if (isBusy && !isLast) return;
    isBusy = true;
    await callTabs(host, isLast);
    const { made, transport } = host.delivery;
    for (const slice of await leftovers(host.delivery, host.pristine.parse)) {
      made.add(slice.id);
      transport.add({ ...slice, recovered: true });
    }
    isBusy = false;
  }
  const run = host.guard(() => void drain());
  host.delivery.gather = async () => {
    await drain(true);
    await host.flush(); // so that the last health counts what was recovered
  };
  run();
  // A session that is over leaves nothing in the participant's browser.
  host.on('stopped', (reason) => {
    if (reason !== 'stopped') void purge(host.delivery.log, host.session);
  });
  const timer = host.pristine.setInterval(run, AGAIN_MS);
  const off = host.on('shown', run);
  // Withdrawn in another tab: this one has nothing more to take either.
  const heed = host.guard(({ key, newValue }: StorageEvent) => {
    if (key === `thinkaloud.${CALL}`) {
      host.delivery.tab.beat();
      void host.flush();
    }
    if (key === `thinkaloud.${WITHDRAWN}` && newValue === host.token) host.end('refused');
  });
  window.addEventListener('storage', heed);
  host.on('stored', ({ slice, stored }) => {
    if (slice.recovered && stored && !stored.duplicate) host.delivery.counts.recovered += slice.n;
  });
  return () => {
    host.pristine.clearInterval(timer);
    off();
    window.removeEventListener('storage', heed);
  };
}

/**
 * Asks the other tabs of the session for what they have; who does not answer lives no more. All are
 * asked before the session is closed, else those whose claim has run out: a machine that slept or a
 * clock that was set does that to the living too.
 */
async function callTabs({ delivery, session, pristine }: Host, isLast: boolean): Promise<void> {
  const { tab } = delivery;
  const prefix = `claim.${session}.`;
  const asked = origin.keys().filter((key) => {
    const name = key.slice(prefix.length);
    return key.startsWith(prefix) && name !== tab.id() && (isLast || !tab.isAlive(name));
  });
  if (!asked.length) return;
  for (const claim of asked) origin.set(claim, null); // who lives claims its name again
  origin.set(CALL, `${Date.now()}`);
  await new Promise((done) => pristine.setTimeout(() => done(null), CALL_MS));
  origin.set(CALL, null);
}

/** The batches of tabs that live no more, and of earlier pages of our own tab; oldest first. */
export async function leftovers({ log, tab, made }: Delivery, parse: Pristine['parse'] = JSON.parse): Promise<Slice[]> {
  const found = new Map<string, Slice>();
  for (const slice of await logged(log)) found.set(slice.id, slice);
  // A last copy is whole, where the log may hold the beginning only.
  for (const slice of lastCopies(parse)) found.set(slice.id, slice);
  return [...found.values()]
    .filter((slice) => {
      const name = nameOf(slice).tab;
      return !made.has(slice.id) && (name === tab.id() || !tab.isAlive(name));
    })
    .sort((a, b) => nameOf(a).seq - nameOf(b).seq);
}

async function purge(log: Log, session: string): Promise<void> {
  for (const slice of await logged(log)) if (nameOf(slice).session === session) log.drop(slice.id);
}

async function logged(log: Log): Promise<Slice[]> {
  const db = await log.database();
  return new Promise((resolve) => {
    if (!db) return resolve([]);
    const asked = db.transaction(STORE).objectStore(STORE).getAll();
    asked.onsuccess = () => resolve(asked.result as Slice[]);
    asked.onerror = () => resolve([]);
  });
}

function lastCopies(parse: Pristine['parse']): Slice[] {
  return origin
    .keys()
    .filter((key) => key.startsWith(LAST))
    .map((key) => parse(origin.get(key) ?? '') as Slice);
}

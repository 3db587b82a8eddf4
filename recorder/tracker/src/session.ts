/** Whose session this is: the token from the address or the origin's storage, and the stores. */

import { insist, post, pristine } from './pristine.js';
import type { HelloAnswer } from './protocol.js';

const FRAGMENT = /[#&]thinkaloud=([\w.~-]{1,200})/;

/** Storage under a prefix; memory where the browser forbids it (blocked cookies) or has no room. */
export interface Store {
  get(key: string): string | null;
  /** Sets a value; null removes it. */
  set(key: string, value: string | null): void;
  keys(): string[];
}

function makeStore(name: 'localStorage' | 'sessionStorage', prefix: string): Store {
  let area: Storage | undefined;
  try {
    area = window[name];
  } catch {
    // A sandboxed frame, or cookies are blocked.
  }
  const memory = new Map<string, string | null>();
  return {
    get: (key) => memory.get(key) ?? area?.getItem(prefix + key) ?? null,
    set(key, value) {
      memory.delete(key);
      try {
        if (!area) memory.set(key, value);
        else if (value === null) area.removeItem(prefix + key);
        else area.setItem(prefix + key, value);
      } catch {
        memory.set(key, value);
      }
    },
    keys: () =>
      Object.keys(area ?? {})
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length)),
  };
}

/** What does not belong to one session. */
export const origin = makeStore('localStorage', 'thinkaloud.');
/** What the pages and tabs of one session share. */
export const sessionStore = (session: string): Store =>
  makeStore('localStorage', `thinkaloud.${session}.`);
/** What the pages of one tab share. */
export const tabStore = (session: string): Store =>
  makeStore('sessionStorage', `thinkaloud.${session}.`);

/** The collector's address, from where this script came: `<base>/tracker/thinkaloud.js`. */
export function scriptBase(): string | undefined {
  const script =
    document.currentScript ?? document.querySelector('script[src*="/tracker/thinkaloud.js"]');
  return (script as HTMLScriptElement | null)?.src.match(/^(.*)\/tracker\/[^/]*$/)?.[1];
}

/**
 * The session's token: from the fragment, which is stripped from the address at once (it would
 * show up in the page's own analytics and in bookmarks), else from an earlier page of this origin;
 * at last that of a session that is still to be erased.
 */
export function readToken(): string | null {
  const token = location.hash.match(FRAGMENT)?.[1];
  if (token) {
    history.replaceState(history.state, '', location.href.replace(FRAGMENT, ''));
    origin.set('token', token);
  }
  return origin.get('token') ?? origin.get(WITHDRAWN);
}

/** What the last hello on this origin said, so that the next page need not wait for its own. */
export interface Known {
  token: string;
  origin_ms: number;
  /** The collector's clock minus this browser's at that time. */
  offset_ms?: number;
  answer: HelloAnswer;
}

export function readKnown(token: string): Known | undefined {
  try {
    const known = pristine.parse(origin.get('known') ?? '') as Known;
    return known.token === token ? known : undefined;
  } catch {
    return undefined;
  }
}

export const writeKnown = (known: Known): void => origin.set('known', pristine.stringify(known));

/** Forgets the session: its token and everything that is kept under its name. */
export function forget(session: string): void {
  for (const key of origin.keys()) {
    if (key === 'token' || key === 'known' || key.includes(session)) origin.set(key, null);
  }
}

/** The session that the participant wants erased, until the collector has answered. */
export const WITHDRAWN = 'withdraw';

/** Has a session erased. The mark outlives the page: without a network, the next one asks again. */
export async function erase(base: string, token: string): Promise<void> {
  origin.set(WITHDRAWN, token);
  const ask = (): Promise<Response> =>
    post(`${base}/collect/v1/withdraw?token=${token}`, '', { keepalive: true });
  // 403: this page's origin may not ask; one of the study's pages will.
  if ((await insist(ask)).status !== 403) origin.set(WITHDRAWN, null);
}

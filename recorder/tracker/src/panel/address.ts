/** Addresses: does a goal's rule match one, and where does a task start. */

/**
 * Does an address match a rule with `*` for anything?
 *
 * A rule with a scheme is compared with the whole address, else with its path; the query and the
 * fragment count only where the rule has them. A closing slash makes no difference.
 */
export function matchesAddress(rule: string, address: string): boolean {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(rule);
  const hasPath = !/^[?#]/.test(rule);
  const subject =
    (hasScheme ? url.origin : '') +
    (hasPath ? url.pathname : '') +
    (rule.includes('?') ? url.search : '') +
    (rule.includes('#') ? url.hash : '');
  const whole = hasScheme || !hasPath || /^[/*]/.test(rule) ? rule : `/${rule}`;
  return patternOf(plain(whole)).test(plain(subject));
}

/** The address where a task starts, or null when the participant is there already. */
export function addressToOpen(start: string | null, here: string): URL | null {
  if (!start) return null;
  const current = new URL(here);
  const target = new URL(start, `${current.origin}/`);
  if (!/^https?:$/.test(target.protocol)) return null;
  const isHere =
    target.origin === current.origin &&
    plain(target.pathname) === plain(current.pathname) &&
    target.search === current.search &&
    (!target.hash || target.hash === current.hash);
  return isHere ? null : target;
}

function patternOf(rule: string): RegExp {
  const parts = rule.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

/** One form of what people write in several: escapes read, no closing slash. */
function plain(text: string): string {
  let read = text;
  try {
    read = decodeURI(text);
  } catch {
    // A lone % is no escape: compare what stands there.
  }
  return read.length > 1 ? read.replace(/\/$/, '') : read;
}

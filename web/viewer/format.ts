/** How times are written; the same as `web/formats.py` writes them. */

/** 1:07.4 */
export function clock(ms: number): string {
  const tenths = Math.floor(Math.max(ms, 0) / 100 + 0.5);
  const minutes = Math.floor(tenths / 600);
  const rest = tenths % 600;
  return `${minutes}:${String(Math.floor(rest / 10)).padStart(2, '0')}.${rest % 10}`;
}

/** 1:07 */
export function minute(ms: number): string {
  const seconds = Math.floor(Math.max(ms, 0) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** 3.2 s, 45 s, 2 min 05 s */
export function duration(ms: number): string {
  const seconds = Math.max(ms, 0) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}\u00a0s`;
  if (seconds < 90) return `${Math.round(seconds)}\u00a0s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}\u00a0min ${String(whole % 60).padStart(2, '0')}\u00a0s`;
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/** The path of an address, with its query; another site's with its host. */
export function place(url: string): string {
  try {
    const { host, pathname, search, hash } = new URL(url);
    return `${host}${decodeURI(pathname)}${search}${hash}`;
  } catch {
    return url;
  }
}

/** The route pattern of an address: its path with ids replaced, so that alike pages are one screen. */

// Whole path segments only: numbers, long hex and UUIDs, long mixtures with digits (ULID, hashes),
// and what holds an e-mail address.
const ID = /^(?:\d+|(?=.*\d)[0-9a-f-]{8,}|(?=.*\d)[\w-]{20,}|.*(?:@|%40).*)$/i;
const HASH_ROUTE = /^#!?(\/[^?&]*)/;
const MAX_LENGTH = 160;

export function routePattern(url: URL | Location): string {
  const route = url.hash.match(HASH_ROUTE)?.[1];
  const pattern = path(url.pathname) + (route === undefined ? '' : `#${path(route)}`);
  return pattern.slice(0, MAX_LENGTH);
}

function path(text: string): string {
  const parts = text.replace(/\/index\.html?$/, '/').split('/').filter(Boolean);
  return `/${parts.map((part) => (ID.test(part) ? ':id' : part)).join('/')}`;
}

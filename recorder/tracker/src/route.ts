/** The route pattern of an address: its path with ids replaced, so that alike pages are one screen. */

// Of path segments: what holds an e-mail address or ends in a number of four digits and more
// (`desk-lamp-48213`; `step-2` and `part-12` are named by a person), and whole ones: numbers, long hex
// and UUIDs, long mixtures with digits (`dQw4w9WgXcQ`, ULID, hashes).
const ID = /@|%40|-\d{4,}$|^(\d+|(?=.*\d)([0-9a-f-]{8,}|[0-9a-z]{10,}|[\w-]{20,}))$/i;
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

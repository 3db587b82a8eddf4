/**
 * Uploads the images, fonts and style sheets that the page has loaded, so that its pictures never
 * depend on the live site. Only what the collector does not have, one at a time, at rest.
 */

import type { Host } from '../host.js';
import type { Privacy } from '../privacy.js';
import type { Masking } from './redact.js';
import { idle } from './outlet.js';

const MAX_BYTES = 5_000_000;
const MAX_TOTAL_BYTES = 60_000_000; // of a page
const MAX_URLS = 1_000;
const MAX_LEFT = 200;
const REST_MS = 1_500; // after the last new file, before asking
const LEFT = 'assets'; // what a page was left with, for the next one of the session
// What a document, a style sheet or an image tag asked for; never what a script fetched (data).
const INITIATORS = new Set(['img', 'image', 'input', 'css', 'link', 'video']);
const SPRITE = /\.svg(?:[?#]|$)/i; // a symbol used from another file is told as `other`
const CODE = /\.(?:m?js|json|map|wasm|mp4|webm|mp3)$/i;

export interface Assets {
  /** Addresses of files that could not be had, or not be kept. */
  readonly lost: ReadonlySet<string>;
  stop(): void;
}

export function uploadAssets(host: Host, privacy: Privacy, { maskResource }: Masking): Assets {
  const lost = new Set<string>();
  const known = new Set<string>();
  let fresh = new Set<string>();
  const open = new Set<string>(); // under way
  let total = 0;
  let timer: number | undefined;
  let isBusy = false;
  let isStopped = false;

  function add(url: string): void {
    const clean = url.replace(/#.*$/, '');
    if (known.has(clean) || known.size >= MAX_URLS || !isWanted(clean)) return;
    // A picture whose very address is personal is not kept.
    if (maskResource(clean) !== clean) return;
    known.add(clean);
    fresh.add(clean);
    host.pristine.clearTimeout(timer);
    timer = host.pristine.setTimeout(() => idle(host, host.guard(() => void send())), REST_MS);
  }

  async function send(): Promise<void> {
    // Events come first: while any wait, the line is theirs.
    if (isStopped || isBusy || !fresh.size) return;
    if (host.delivery.transport.waiting.events.length) return later();
    isBusy = true;
    const hidden = ignoredUrls(privacy);
    const urls = [...fresh].filter((url) => !hidden.has(url));
    fresh = new Set();
    try {
      const answer = await host.post('assets/missing', host.pristine.stringify({ urls }));
      const { missing = [] } = answer.ok ? ((await answer.json()) as { missing?: string[] }) : {};
      for (const url of missing) open.add(url);
      for (const url of missing) {
        if (isStopped || total > MAX_TOTAL_BYTES) break;
        const bytes = await upload(host, url);
        open.delete(url);
        total += bytes;
        if (!bytes) lost.add(url);
      }
    } catch {
      for (const url of urls) fresh.add(url);
      later();
    } finally {
      isBusy = false;
    }
  }

  function later(): void {
    timer = host.pristine.setTimeout(() => void send(), REST_MS);
  }

  // Who turns a page quickly takes its pictures along: they are most likely still in the cache.
  const leave = host.guard((): void => {
    const left = [...open, ...fresh].slice(0, MAX_LEFT);
    if (left.length) host.store.set(LEFT, host.pristine.stringify(left));
  });
  const takeOver = host.guard((): void => {
    const left = host.pristine.parse(host.store.get(LEFT) ?? '[]') as string[];
    if (left.length) host.store.set(LEFT, '[]');
    for (const url of left) add(url);
  });
  takeOver();
  addEventListener('pagehide', leave);

  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as PerformanceResourceTiming[]) {
      if (INITIATORS.has(entry.initiatorType) || SPRITE.test(entry.name)) add(entry.name);
    }
  });
  observer.observe({ type: 'resource', buffered: true });
  return {
    lost,
    stop() {
      isStopped = true;
      removeEventListener('pagehide', leave);
      observer.disconnect();
      host.pristine.clearTimeout(timer);
    },
  };
}

/** @returns bytes sent; 0 where the file cannot be read (another site without CORS) or is too big */
async function upload(host: Host, url: string): Promise<number> {
  try {
    const answer = await get(host, url);
    if (!answer.ok || Number(answer.headers.get('Content-Length') ?? 0) > MAX_BYTES) return 0;
    const file = await answer.blob();
    if (!file.size || file.size > MAX_BYTES || /html|javascript|json/.test(file.type)) return 0;
    const sent = await host.post('assets', file, `&url=${encodeURIComponent(url)}`);
    return sent.ok ? file.size : 0;
  } catch {
    return 0;
  }
}

/** From the cache, if it may; what it holds of another site may lack the leave to read it. */
async function get({ pristine }: Host, url: string): Promise<Response> {
  const options = { credentials: 'same-origin' } as const;
  try {
    return await pristine.fetch(url, { ...options, cache: 'force-cache' });
  } catch {
    return pristine.fetch(url, { ...options, cache: 'reload' });
  }
}

function isWanted(url: string): boolean {
  return /^https?:/.test(url) && url.length < 2_000 && !CODE.test(url.replace(/\?.*$/, ''));
}

/** Pictures inside of what must not be recorded. */
function ignoredUrls(privacy: Privacy): Set<string> {
  const urls = new Set<string>();
  for (const part of document.querySelectorAll(privacy.ignored)) {
    for (const image of part.querySelectorAll('img')) urls.add(image.currentSrc);
  }
  return urls;
}

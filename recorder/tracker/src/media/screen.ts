/**
 * Pictures of this tab: when a screen has settled, when scrolling has come to rest, and at a click. At
 * most one a second, and none that is the same as the last.
 */

import type { Host } from '../host.js';
import type { Privacy } from '../privacy.js';
import { makeCovers, MAX_BOXES, type Box } from './covers.js';
import { openEye } from './eye.js';
import { runner, type Mailbox } from './mailbox.js';
import { makeMarker } from './marker.js';

const GAP_MS = 1_000; // between two pictures
const REST_MS = 300;
const STEP_MS = 40; // between two looks at what has to be covered, until the picture is there
const NEWS = 0.25; // of the viewport: what is scrolled less brings nothing new
const FRAMES_PER_S = 5;
const RETRY_MS = 700; // the page moved, or a capture that has just begun gives no picture yet
const MAX_TRIES = 5; // a page that never stands still is left alone until something happens

type Cause = 'screen' | 'click' | 'scroll';

export class OtherTabError extends Error {}

/** Asks for this tab's pictures; the browser asks the participant. */
export async function shareTab(): Promise<MediaStreamTrack> {
  const { mediaDevices } = navigator as { mediaDevices: MediaDevices & { setCaptureHandleConfig?(config: object): void } };
  const handle = crypto.randomUUID();
  mediaDevices.setCaptureHandleConfig?.({ handle, permittedOrigins: [location.origin] });
  const wanted = {
    video: { displaySurface: 'browser', frameRate: { max: FRAMES_PER_S }, cursor: 'never' },
    audio: false, preferCurrentTab: true, selfBrowserSurface: 'include', surfaceSwitching: 'exclude',
    monitorTypeSurfaces: 'exclude',
  };
  const stream = await mediaDevices.getDisplayMedia(wanted as DisplayMediaStreamOptions);
  const [track] = stream.getVideoTracks() as (MediaStreamTrack & { getCaptureHandle?(): { handle: string } | null })[];
  const isThis = track?.getCaptureHandle?.()?.handle === handle;
  if (!track || !isThis) {
    // Another tab, a window, the whole screen: nothing in it could be covered.
    for (const each of stream.getTracks()) each.stop();
    throw new OtherTabError('not this tab');
  }
  return track;
}

export function watchScreen(host: Host, privacy: Privacy, mailbox: Mailbox, track: MediaStreamTrack): () => void {
  const { setTimeout, clearTimeout } = host.pristine;
  const eye = openEye(host, track);
  const covers = makeCovers(host, privacy);
  const marker = makeMarker();
  const cancel = new AbortController();
  let places: number[] = [];
  let place = '';
  let lastTaken = -GAP_MS;
  let lastScroll = 0;
  let isTaking = false;
  let rest: number | undefined;
  let again: number | undefined;

  const run = runner(host);
  const pageHeight = (): number => document.documentElement.scrollHeight;

  function later(cause: Cause, ms: number, tries = 0): void {
    clearTimeout(again);
    if (!cancel.signal.aborted && tries < MAX_TRIES) again = setTimeout(() => run(shoot(cause, tries)), ms);
  }

  /** Takes a picture of what is seen now, if it stands still for as long as that takes. */
  async function shoot(cause: Cause, tries = 0): Promise<void> {
    if (isTaking || !isSeen()) return;
    const wait = lastTaken + GAP_MS - performance.now();
    if (wait > 0) return later(cause, wait, tries);
    isTaking = true;
    const t = host.now();
    await covers.prepare();
    const [before, from] = [where(), performance.now()];
    const window = { width: innerWidth, height: innerHeight };
    covers.holes(); // forgets where the panel was
    const seen = [covers.boxes()];
    let isDone = false;
    const held = eye.hold(window, marker.next()).finally(() => (isDone = true));
    while (!isDone) {
      seen.push(covers.boxes());
      await Promise.race([held, new Promise<void>((go) => setTimeout(go, STEP_MS))]);
    }
    seen.push(covers.boxes());
    const isStill = where() === before && lastScroll < from;
    // Whatever moved meanwhile is covered at each place where it was.
    const boxes = distinct(seen.flatMap((each) => each ?? []));
    const isPossible = !seen.includes(undefined) && boxes.length <= MAX_BOXES;
    if (cancel.signal.aborted || !isSeen() || !isPossible) isTaking = false;
    else if (!(await held) || !isStill) {
      isTaking = false;
      later(cause, RETRY_MS, tries + 1);
    } else await keep(cause, t, boxes).finally(() => (isTaking = false));
  }

  async function keep(cause: Cause, t: number, boxes: Box[]): Promise<void> {
    const { scrollWidth } = document.documentElement;
    const about = {
      page: host.page(), screen: host.screen().slice(0, 300), cause, scroll_x: round(scrollX), scroll_y: round(scrollY),
      width: innerWidth, height: innerHeight, page_width: scrollWidth, page_height: pageHeight(),
      dpr: devicePixelRatio, masks: boxes, holes: covers.holes(),
    };
    lastTaken = performance.now();
    if (place !== placeName()) [place, places] = [placeName(), []];
    places.push(about.scroll_y);
    const bytes = await eye.take({ width: about.width, height: about.height }, boxes);
    if (bytes && !cancel.signal.aborted) mailbox.post('frame', t, host.now(), about, bytes);
  }

  const where = (): string => `${scrollX} ${scrollY} ${innerWidth} ${innerHeight}`;
  const placeName = (): string => `${host.page()} ${host.screen()} ${pageHeight()}`;
  const isSeen = (): boolean =>
    document.visibilityState === 'visible' && (window.visualViewport?.scale ?? 1) === 1;

  const scrolled = host.guard(() => {
    lastScroll = performance.now();
    clearTimeout(rest);
    rest = setTimeout(() => {
      const isNew = place !== placeName() || !places.some((y) => Math.abs(y - scrollY) < NEWS * innerHeight);
      if (isNew) run(shoot('scroll'));
    }, REST_MS);
  });
  const options = { capture: true, passive: true, signal: cancel.signal };
  window.addEventListener('scroll', scrolled, options);
  window.addEventListener('pointerdown', host.guard((event: PointerEvent) => {
    const target = event.composedPath()[0] ?? null;
    if (event.isPrimary && !privacy.isIgnored(target)) run(shoot('click'));
  }), options);
  const off = host.on('screen', () => run(shoot('screen')));
  run(shoot('screen'));

  return () => {
    cancel.abort();
    off();
    covers.stop();
    marker.remove();
    clearTimeout(rest);
    clearTimeout(again);
    eye.stop();
    track.stop();
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;

function distinct(boxes: Box[]): Box[] {
  return [...new Map(boxes.map((box) => [box.join(), box])).values()];
}

/**
 * Pictures of this tab: when a screen has settled, when scrolling has come to rest, and the moment
 * before a click. At most one a second, and none that is the same as the last.
 */

import type { Host } from '../host.js';
import type { Privacy } from '../privacy.js';
import { makeCovers, MAX_BOXES, type Box } from './covers.js';
import { openEye } from './eye.js';
import { runner, type Mailbox } from './mailbox.js';

const GAP_MS = 1_000; // between two pictures
const REST_MS = 300;
// A picture is up to one frame (200 ms at 5 a second) and its way old. Boxes are measured all over that
// time, and all are painted: whatever moved in it, each place where a field was seen is covered.
const WINDOW_MS = 320;
const STEP_MS = 40;
const NEWS = 0.25; // of the viewport: what is scrolled less brings nothing new
const FRAMES_PER_S = 5;
const FIRST_FRAME_MS = 300; // a capture that has just begun has no picture yet

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
  const { setTimeout, clearTimeout, setInterval, clearInterval } = host.pristine;
  const eye = openEye(host, track);
  const covers = makeCovers(host, privacy);
  const cancel = new AbortController();
  let places: number[] = [];
  let place = '';
  let lastTaken = -GAP_MS;
  let lastChange = 0;
  let isTaking = false;
  let rest: number | undefined;
  let again: number | undefined;

  const run = runner(host);
  const pageHeight = (): number => document.documentElement.scrollHeight;

  function later(cause: Cause, ms: number): void {
    clearTimeout(again);
    if (!cancel.signal.aborted) again = setTimeout(() => run(shoot(cause)), ms);
  }

  /** Takes a picture of what is seen now, if it stands still for as long as it takes. */
  async function shoot(cause: Cause): Promise<void> {
    if (isTaking || !isSeen()) return;
    const wait = lastTaken + GAP_MS - performance.now();
    if (wait > 0) return later(cause, wait);
    isTaking = true;
    const before = where();
    const seen: (Box[] | undefined)[] = [];
    for (let waited = 0; waited < WINDOW_MS; waited += STEP_MS) {
      seen.push(covers.boxes());
      await new Promise<void>((go) => setTimeout(go, STEP_MS));
    }
    seen.push(covers.boxes());
    const isHeld = await eye.hold();
    seen.push(covers.boxes());
    isTaking = false;
    if (!isHeld) later(cause, FIRST_FRAME_MS);
    else if (where() === before) await keep(cause, host.now(), seen);
  }

  /** Keeps what is seen at the moment of a press, if the page had been at rest. */
  async function snap(): Promise<void> {
    const now = performance.now();
    if (isTaking || !isSeen() || now - lastChange < WINDOW_MS || now - lastTaken < GAP_MS) return;
    const [t, before, boxes] = [host.now(), where(), covers.boxes()];
    isTaking = true;
    const isHeld = await eye.hold();
    isTaking = false;
    const after = covers.boxes();
    // The press moved a field already: the picture may be of before or of after.
    if (isHeld && where() === before && String(after) === String(boxes)) await keep('click', t, [boxes]);
  }

  /** @param seen What is to be covered, as it was measured; undefined where that was too much. */
  async function keep(cause: Cause, t: number, seen: (Box[] | undefined)[]): Promise<void> {
    if (cancel.signal.aborted || !isSeen() || seen.includes(undefined)) return;
    const boxes = distinct(seen.flatMap((each) => each ?? []));
    if (boxes.length > MAX_BOXES) return;
    const look = { width: innerWidth, height: innerHeight, boxes };
    const { scrollWidth } = document.documentElement;
    const about = {
      page: host.page(), screen: host.screen().slice(0, 300), cause, scroll_x: round(scrollX), scroll_y: round(scrollY),
      width: innerWidth, height: innerHeight, page_width: scrollWidth, page_height: pageHeight(),
      dpr: devicePixelRatio, masks: boxes, holes: covers.holes(),
    };
    lastTaken = performance.now();
    const bytes = await eye.take(look);
    if (!bytes || cancel.signal.aborted) return;
    if (place !== placeName()) [place, places] = [placeName(), []];
    places.push(about.scroll_y);
    mailbox.post('frame', t, t, about, bytes);
  }

  const where = (): string => `${scrollX} ${scrollY} ${innerWidth} ${innerHeight}`;
  const placeName = (): string => `${host.page()} ${host.screen()} ${pageHeight()}`;
  const isSeen = (): boolean =>
    document.visibilityState === 'visible' && (window.visualViewport?.scale ?? 1) === 1;

  const changed = (): void => void (lastChange = performance.now());
  const scrolled = host.guard(() => {
    changed();
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
    if (event.isPrimary && !privacy.isIgnored(target)) run(snap());
  }), options);
  for (const name of ['resize', 'input', 'transitionrun', 'animationstart']) window.addEventListener(name, changed, options);
  // What runs without an end moves without a word.
  const animated = setInterval(host.guard(() => {
    if (document.getAnimations?.().some(({ playState }) => playState === 'running')) changed();
  }), WINDOW_MS / 2);
  const observer = new host.pristine.MutationObserver(changed);
  observer.observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
  const off = host.on('screen', () => run(shoot('screen')));
  run(shoot('screen'));

  return () => {
    cancel.abort();
    off();
    observer.disconnect();
    covers.stop();
    clearInterval(animated);
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

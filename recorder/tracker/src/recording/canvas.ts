/**
 * Pictures of canvases. rrweb's own way changes `getContext` for the whole page and needs scripts
 * to be played; a picture in an attribute needs neither. Taken once, and then while a canvas is seen,
 * at rest ever more seldom, and never so often that reading takes more than a fiftieth of the time.
 */

import type { Host } from '../host.js';
import type { Privacy } from '../privacy.js';

const FIRST_MS = 1_000;
const LAST_MS = 16_000;
const COST_SHARE = 0.02;
const MAX_PIXELS = 8_000_000;
const MAX_CHARS = 12_000_000; // of a page, all pictures together
const PNG_PIXELS = 400_000; // charts and drawings; beyond, and for photographs, WebP
const PNG_CHARS = 400_000;

interface Watched {
  picture: string;
  /** ms until the next look. */
  wait: number;
  due: number;
  isUnseen: boolean;
  /** There is no picture yet, or one of another size: it is looked at though it is not in view. */
  isStale: boolean;
}

export interface Canvases {
  /** The latest picture; from then on the canvas is looked at. */
  picture(canvas: Element): string | undefined;
  /** How many cannot be read, or have shown nothing. */
  unseen(): number;
  stop(): void;
}

export function watchCanvases(host: Host, privacy: Privacy, look: (node: Node) => void): Canvases {
  const { setTimeout, clearTimeout } = host.pristine;
  const watched = new Map<HTMLCanvasElement, Watched>();
  const inView = new WeakSet<Element>();
  const blanks = new Map<string, string>();
  let chars = 0;
  let timer: number | undefined;

  const viewed = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) inView.add(target);
      else inView.delete(target);
    }
  });

  const sized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const state = watched.get(target as HTMLCanvasElement);
      if (!state) continue;
      state.isStale = true;
      state.wait = FIRST_MS;
      state.due = Math.min(state.due, performance.now() + FIRST_MS / 4);
    }
  });

  /** What a canvas of this size reads as while nothing is drawn; one that cannot be drawn, too. */
  function blank({ width, height }: HTMLCanvasElement): string {
    const size = `${width} ${height}`;
    if (!blanks.has(size)) {
      if (blanks.size > 20) blanks.clear();
      blanks.set(size, toData(Object.assign(document.createElement('canvas'), { width, height })));
    }
    return blanks.get(size) ?? '';
  }

  function read(canvas: HTMLCanvasElement, state: Watched): void {
    const { width, height } = canvas;
    if (!width || !height) return;
    const from = performance.now();
    try {
      if (width * height > MAX_PIXELS || chars > MAX_CHARS) throw new Error('too large');
      const picture = toData(canvas);
      const isNew = picture !== (state.picture || blank(canvas));
      state.isUnseen = !isNew && !state.picture;
      state.isStale = state.isUnseen;
      state.wait = isNew ? FIRST_MS : Math.min(LAST_MS, state.wait * 2);
      if (isNew) {
        state.picture = picture;
        chars += picture.length;
        look(canvas);
      }
    } catch {
      state.isStale = false;
      state.isUnseen = true; // another site's pixels are in it, or a worker has it
      state.wait = LAST_MS;
    }
    const now = performance.now();
    state.due = now + Math.max(state.wait, (now - from) / COST_SHARE);
  }

  const round = host.guard(() => {
    timer = undefined;
    const now = performance.now();
    let isDone = false;
    for (const [canvas, state] of watched) {
      if (!canvas.isConnected) watched.delete(canvas);
      else if (!isDone && state.due <= now && (inView.has(canvas) || state.isStale)) {
        read(canvas, state);
        isDone = true; // one a frame
      }
    }
    soon();
  });
  function soon(): void {
    // Right behind the page's own drawing: a canvas of WebGL can be read in its frame alone.
    if (watched.size) timer ??= setTimeout(() => requestAnimationFrame(round), FIRST_MS / 4);
  }

  const hasten = host.guard(() => {
    for (const state of watched.values()) {
      state.wait = FIRST_MS;
      state.due = Math.min(state.due, performance.now() + FIRST_MS / 4);
    }
  });
  const off = host.on('screen', hasten);
  addEventListener('pointerup', hasten, { capture: true, passive: true });
  return {
    picture(element) {
      const canvas = element as HTMLCanvasElement;
      const known = watched.get(canvas);
      if (!known && !privacy.isIgnored(canvas) && !privacy.isMasked(canvas)) {
        watched.set(canvas, { picture: '', wait: FIRST_MS, due: 0, isUnseen: false, isStale: true });
        viewed.observe(canvas);
        sized.observe(canvas);
        soon();
      }
      return known?.picture;
    },
    unseen: () => [...watched].filter(([canvas, { isUnseen }]) => isUnseen && inView.has(canvas)).length,
    stop() {
      off();
      removeEventListener('pointerup', hasten, { capture: true });
      clearTimeout(timer);
      viewed.disconnect();
      sized.disconnect();
      watched.clear();
    },
  };
}

function toData(canvas: HTMLCanvasElement): string {
  const png = canvas.width * canvas.height > PNG_PIXELS ? '' : canvas.toDataURL();
  return png && png.length < PNG_CHARS ? png : canvas.toDataURL('image/webp', 0.85);
}

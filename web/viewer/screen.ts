/** The place where the page is seen: the stage at its size, the cursor over it, and what is said. */

import { h } from './dom.js';
import { clock, duration } from './format.js';
import { makeOverlay } from './overlay.js';
import type { Sample } from './pointer.js';
import type { Index } from './source.js';
import type { Size } from './stage.js';

const TOAST_MS = 2_500;

/** The empty document in which the page is drawn: a route that gives it, or the document itself. */
export type StageDocument = { src: string } | { srcdoc: string };

export interface Screen {
  element: HTMLElement;
  /** Resolves when the stage is there; from then on the frame must not be moved: it would load anew. */
  stage: Promise<HTMLElement>;
  resize(size: Size): void;
  setFit(isFit: boolean): void;
  isFit(): boolean;
  placard(text: string | null): void;
  busy(isBusy: boolean): void;
  toast(text: string): void;
  notices(index: Index): void;
  /** Says what the page on show lacks; empty: nothing. */
  lack(text: string): void;
  paint(t: number, pointer: readonly Sample[], index: Index, tab: string, isAway: boolean): void;
}

export function makeScreen(given: StageDocument, changed: () => void): Screen {
  const canvas = h('canvas', { class: 'v-overlay', 'aria-hidden': 'true' });
  const overlay = makeOverlay(canvas);
  // Nothing runs in there, whatever was recorded; the viewer draws from out here.
  const frame = h('iframe', { class: 'v-frame', sandbox: 'allow-same-origin', title: 'The recorded page', tabindex: -1, ...given });
  const paper = h('div', { class: 'v-paper' }, frame, canvas);
  const stage = new Promise<HTMLElement>((done, fail) => {
    frame.addEventListener('load', () => {
      const body = frame.contentDocument?.body;
      if (body) done(body);
      else fail(new Error('the stage is not there'));
    }, { once: true });
  });
  const placard = h('p', { class: 'v-placard', role: 'status', hidden: true });
  const toast = h('p', { class: 'v-toast', role: 'status', hidden: true });
  const gap = h('p', { class: 'v-gap', role: 'status', hidden: true });
  const lack = h('p', { class: 'v-lack', role: 'status', hidden: true });
  const notices = h('div', { class: 'v-notices' });
  const spinner = h('p', { class: 'v-busy', hidden: true }, 'Fetching the recording …');
  const box = h('div', { class: 'v-box' }, paper, placard, gap, toast, spinner);
  const element = h('div', { class: 'v-screen-box' }, notices, box);
  let size: Size = { width: 1280, height: 800 };
  let [scale, fits, timer] = [1, true, 0];

  function lay(): void {
    const { clientWidth, clientHeight } = box;
    if (!clientWidth || !clientHeight) return;
    scale = fits ? Math.min(clientWidth / size.width, clientHeight / size.height) : 1;
    const [wide, high] = [size.width * scale, size.height * scale];
    for (const [name, px] of [['width', wide], ['height', high]] as const) paper.style.setProperty(name, `${px}px`);
    for (const [name, px] of [['width', size.width], ['height', size.height]] as const) frame.style.setProperty(name, `${px}px`);
    frame.style.setProperty('transform', `scale(${scale})`);
    overlay.resize(wide, high);
    changed();
  }

  new ResizeObserver(lay).observe(box);
  return {
    element,
    stage,
    resize(next) {
      if (next.width === size.width && next.height === size.height) return;
      size = next;
      box.style.setProperty('--page-shape', `${size.width} / ${size.height}`);
      lay();
    },
    setFit(isFit) {
      fits = isFit;
      box.classList.toggle('is-whole', !isFit);
      lay();
    },
    isFit: () => fits,
    placard(text) {
      placard.hidden = text === null;
      paper.hidden = text !== null;
      if (text !== null) placard.textContent = text;
    },
    busy: (isBusy) => (spinner.hidden = !isBusy),
    toast(text) {
      clearTimeout(timer);
      toast.textContent = text;
      toast.hidden = false;
      timer = window.setTimeout(() => (toast.hidden = true), TOAST_MS);
    },
    notices(index) {
      const said = [...index.troubles];
      if (index.recorder === 'sliced') said.unshift('The page was too heavy to be recorded at every change: pictures are of moments of rest, and may lag behind.');
      if (index.segments.length && (index.recorder === 'failed' || index.recorder === 'blocked')) said.unshift('The recorder failed on a part of the pages.');
      notices.replaceChildren(...said.slice(0, 3).map((text) => h('p', {}, text)), lack);
    },
    lack(text) {
      if (lack.textContent === text) return;
      lack.textContent = text;
      lack.hidden = !text;
    },
    paint(t, pointer, index, tab, isAway) {
      const clicks = index.moments.filter((one) => one.kind === 'click' && (one.tab === undefined || one.tab === tab) && one.t <= t && t - one.t < 1_000);
      overlay.draw(t, pointer, clicks, scale);
      paper.classList.toggle('is-away', isAway);
      const hole = index.gaps.find((one) => one.tab === tab && one.from <= t && t <= one.until);
      gap.hidden = !hole || !placard.hidden;
      if (hole) gap.textContent = `Missing ${duration(hole.until - hole.from)} here: ${hole.why}. Whole again at ${clock(hole.until)}`;
    },
  };
}

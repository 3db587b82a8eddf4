/** The time line: a slider over the whole session, with what happened drawn on it. */

import { makeBands, pausesAt } from './bands.js';
import { h } from './dom.js';
import { clock, duration } from './format.js';
import { drawLanes, HEIGHT, PAUSES_HIGH, type Inks, type Scene } from './lanes.js';
import { pauseText, type Marking } from './pauses.js';
import { taskAt, type Entry } from './steps.js';

const NEAR_PX = 6;
const TOKENS: Record<keyof Inks, string> = {
  ink: '--ink', soft: '--ink-soft', faint: '--ink-faint', line: '--line', raised: '--raised', sunken: '--sunken',
  accent: '--accent', wash: '--accent-wash', caution: '--caution', danger: '--danger',
  cautionWash: '--caution-wash', dangerWash: '--danger-wash',
};

export interface Timeline {
  element: HTMLElement;
  set(scene: Omit<Scene, 'shift'>, all: readonly Entry[]): void;
  /** A pause that is being marked, or none any more. */
  marking(marking: Marking | undefined): void;
  move(t: number): void;
}

export function makeTimeline(seek: (t: number) => void): Timeline {
  const canvas = h('canvas', { class: 'v-lanes', 'aria-hidden': 'true' });
  const head = h('div', { class: 'v-head', 'aria-hidden': 'true' });
  const hint = h('div', { class: 'v-hint', 'aria-hidden': 'true', hidden: true });
  const bands = makeBands();
  const probe = h('span', { hidden: true });
  const slider = h('div', {
    class: 'v-slider', role: 'slider', tabindex: 0, 'aria-label': 'Time in the session', 'aria-valuemin': 0,
  }, canvas, bands.element, head, hint);
  const element = h('div', { class: 'v-timeline' }, slider, probe);
  let scene: Scene | undefined;
  let marking: Marking | undefined;
  let all: readonly Entry[] = [];
  let width = 0;
  let drawn = '';

  const length = (): number => scene?.index.length_ms ?? 0;
  const tAt = (clientX: number): number => {
    const box = slider.getBoundingClientRect();
    return (Math.min(Math.max(clientX - box.left, 0), box.width) / (box.width || 1)) * length();
  };

  /** The tokens' colours as they are now, light or dark. */
  function inks(): Inks {
    const found = Object.entries(TOKENS).map(([name, token]) => {
      probe.style.setProperty('color', `var(${token})`);
      return [name, getComputedStyle(probe).color];
    });
    return Object.fromEntries(found) as unknown as Inks;
  }

  function draw(): void {
    const pen = canvas.getContext('2d');
    width = slider.clientWidth;
    if (!pen || !scene || !width) return;
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round((HEIGHT + scene.shift) * ratio);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawLanes(pen, width, scene, inks(), getComputedStyle(slider).fontFamily);
  }

  function told(t: number): string {
    if (!scene) return '';
    const { index, idle, away } = scene;
    const gap = index.gaps.find(({ from, until }) => from <= t && t <= until);
    if (gap) return `missing ${duration(gap.until - gap.from)} here: ${gap.why}`;
    const near = (NEAR_PX / (width || 1)) * length();
    const close = all.filter((entry) => Math.abs(entry.t - t) <= near && entry.kind !== 'screen' && entry.kind !== 'pause');
    const loud = close.find(({ kind }) => kind === 'signal' || kind === 'error' || kind === 'note') ?? close[0];
    if (loud) return loud.text || 'Note';
    if (away.some(([from, until]) => from <= t && t < until)) return 'no tab of the session in front';
    if (idle.some(([from, until]) => from <= t && t < until)) return 'no input';
    return taskAt(index.tasks, t)?.title ?? '';
  }

  function point(event: PointerEvent): void {
    const t = tAt(event.clientX);
    const pauses = pausesAt(scene?.index.pauses ?? [], t).map(pauseText);
    hint.textContent = [clock(t), ...pauses, told(t)].filter(Boolean).join(' · ');
    hint.hidden = false;
    const box = slider.getBoundingClientRect();
    const half = hint.offsetWidth / 2;
    const at = Math.min(Math.max(event.clientX - box.left, half), Math.max(box.width - half, half));
    hint.style.setProperty('inset-inline-start', `${at}px`);
    if (slider.hasPointerCapture(event.pointerId)) seek(t);
  }

  /** The bands have a lane of their own while there are any. */
  function lay(): void {
    if (!scene) return;
    const isAny = bands.set(scene.index.pauses, length(), marking);
    scene = { ...scene, shift: isAny ? PAUSES_HIGH : 0 };
    slider.classList.toggle('has-pauses', isAny);
    draw();
  }

  slider.addEventListener('pointermove', point);
  slider.addEventListener('pointerleave', () => (hint.hidden = true));
  slider.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    slider.setPointerCapture(event.pointerId);
    seek(tAt(event.clientX));
    point(event);
  });
  new ResizeObserver(draw).observe(slider);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  void document.fonts?.ready.then(draw);

  return {
    element,
    set(next, entries) {
      scene = { ...next, shift: 0 };
      all = entries;
      slider.setAttribute('aria-valuemax', String(Math.round(length() / 1000)));
      lay();
    },
    marking(next) {
      marking = next;
      lay();
    },
    move(t) {
      bands.move(t);
      head.style.setProperty('transform', `translateX(${((t / (length() || 1)) * width).toFixed(1)}px)`);
      const text = `${clock(t)} of ${clock(length())}`;
      if (text === drawn) return;
      drawn = text;
      slider.setAttribute('aria-valuenow', String(Math.round(t / 1000)));
      const task = scene ? taskAt(scene.index.tasks, t) : undefined;
      const isPaused = scene && pausesAt(scene.index.pauses, t).length > 0;
      slider.setAttribute('aria-valuetext', [text, task?.title, isPaused && 'in a pause'].filter(Boolean).join(', '));
    },
  };
}

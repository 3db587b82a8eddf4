/** Draws the time line: tasks, pages, what was done, what went wrong, and what is missing. */

import type { Span } from './idle.js';
import type { Index } from './source.js';

export const HEIGHT = 104;
export const PAUSES_HIGH = 18; // between tasks and pages, where any is
const TASKS = { y: 4, high: 22 };
const PAGES = { y: 32, high: 8 };
const SIGNALS = { y: 56 };
const CLICKS = { y: 72, high: 12 };
const RAIL = { y: 94, high: 4 };
const MIN_LABEL_PX = 48;

export interface Inks {
  ink: string;
  soft: string;
  faint: string;
  line: string;
  raised: string;
  sunken: string;
  accent: string;
  wash: string;
  caution: string;
  danger: string;
  cautionWash: string;
  dangerWash: string;
}

export interface Scene {
  index: Index;
  idle: readonly Span[];
  away: readonly Span[];
  /** How much lower everything below the tasks lies. */
  shift: number;
}

const GOOD = new Set(['success']);
const BAD = new Set(['fail', 'give_up', 'timeout']);
const SIGNS: Record<string, string> = {
  success: '●', false_success: '◐', fail: '✕', give_up: '✕', timeout: '✕', unfinished: '○', pending: '?', running: '▸',
};

export function drawLanes(pen: CanvasRenderingContext2D, width: number, { index, idle, away, shift }: Scene, inks: Inks, font: string): void {
  const length = Math.max(index.length_ms, 1);
  const x = (t: number): number => (Math.min(Math.max(t, 0), length) / length) * width;
  pen.clearRect(0, 0, width, HEIGHT + shift);
  pen.fillStyle = inks.sunken;
  pen.fillRect(0, TASKS.y, width, TASKS.high);
  for (const { from, until } of index.gaps) {
    hatch(pen, x(from), Math.max(x(until), x(from) + 3), TASKS.y, RAIL.y + RAIL.high - TASKS.y + shift, inks.danger, inks.dangerWash, 5);
  }
  tasks(pen, index, x, inks, font);
  pen.translate(0, shift);
  pages(pen, index, x, inks);
  rail(pen, width, idle, x, inks);
  for (const [from, until] of away) hatch(pen, x(from), x(until), PAGES.y - 2, RAIL.y - PAGES.y, inks.faint, inks.sunken, 7);
  clicks(pen, index, x, inks);
  signs(pen, index, x, inks);
}

function tasks(pen: CanvasRenderingContext2D, { tasks: spans, length_ms }: Index, x: (t: number) => number, inks: Inks, font: string): void {
  pen.textBaseline = 'middle';
  for (const { from, until, title, outcome, number } of spans) {
    const [left, right] = [x(from), x(until ?? length_ms)];
    const wide = Math.max(right - left - 1, 2);
    const [wash, ink] = BAD.has(outcome) ? [inks.dangerWash, inks.danger]
      : GOOD.has(outcome) ? [inks.wash, inks.accent]
        : outcome === 'false_success' ? [inks.cautionWash, inks.caution] : [inks.line, inks.soft];
    pen.fillStyle = wash;
    pen.beginPath();
    pen.roundRect(left, TASKS.y, wide, TASKS.high, Math.min(4, wide / 2));
    pen.fill();
    pen.fillStyle = ink;
    pen.fillRect(left, TASKS.y + TASKS.high - 2, wide, 2);
    const middle = TASKS.y + TASKS.high / 2;
    if (wide < 16) continue;
    pen.font = `600 9px ${font}`;
    pen.fillText(SIGNS[outcome] ?? '·', left + 5, middle);
    if (wide < MIN_LABEL_PX) continue;
    pen.font = `600 12px ${font}`;
    pen.fillText(cut(pen, `${title}${number > 1 ? ` (try ${number})` : ''}`, wide - 24), left + 18, middle);
  }
}

/** As much of a text as fits. */
function cut(pen: CanvasRenderingContext2D, text: string, wide: number): string {
  if (pen.measureText(text).width <= wide) return text;
  let end = text.length;
  while (end > 1 && pen.measureText(`${text.slice(0, end)}…`).width > wide) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

function pages(pen: CanvasRenderingContext2D, { pages: views, length_ms }: Index, x: (t: number) => number, inks: Inks): void {
  views.forEach(({ t }, at) => {
    const [left, right] = [x(t), x(views[at + 1]?.t ?? length_ms)];
    pen.fillStyle = at % 2 ? inks.line : inks.faint;
    pen.globalAlpha = at % 2 ? 1 : 0.55;
    pen.fillRect(left, PAGES.y, Math.max(right - left - 1, 1), PAGES.high);
    pen.globalAlpha = 1;
  });
}

/** Where something was done the rail is solid; where nothing was, it is thin. */
function rail(pen: CanvasRenderingContext2D, width: number, idle: readonly Span[], x: (t: number) => number, inks: Inks): void {
  pen.fillStyle = inks.line;
  pen.fillRect(0, RAIL.y, width, RAIL.high);
  for (const [from, until] of idle) {
    pen.clearRect(x(from), RAIL.y, x(until) - x(from), RAIL.high);
    pen.fillRect(x(from), RAIL.y + 1.5, x(until) - x(from), 1);
  }
}

function clicks(pen: CanvasRenderingContext2D, { moments }: Index, x: (t: number) => number, inks: Inks): void {
  for (const { t, kind } of moments) {
    if (kind === 'click') {
      pen.fillStyle = inks.ink;
      pen.fillRect(x(t) - 0.75, CLICKS.y, 1.5, CLICKS.high);
    } else if (kind === 'input') {
      pen.fillStyle = inks.faint;
      pen.fillRect(x(t) - 1, CLICKS.y + CLICKS.high - 4, 2, 4);
    }
  }
}

function signs(pen: CanvasRenderingContext2D, { moments, notes }: Index, x: (t: number) => number, inks: Inks): void {
  const shape = (points: [number, number][], colour: string): void => {
    pen.beginPath();
    for (const [px, py] of points) pen.lineTo(px, py);
    pen.closePath();
    pen.lineWidth = 2;
    pen.strokeStyle = inks.raised; // so that neighbours stay apart
    pen.fillStyle = colour;
    pen.stroke();
    pen.fill();
  };
  const { y } = SIGNALS;
  for (const { t, kind } of moments) {
    const at = x(t);
    if (kind === 'error') shape([[at, y - 5], [at + 5, y], [at, y + 5], [at - 5, y]], inks.danger);
    else if (kind === 'signal') shape([[at, y - 5.500], [at + 5.500, y + 4], [at - 5.500, y + 4]], inks.caution);
  }
  for (const { t } of notes) {
    const at = x(t);
    shape([[at - 5, y - 7], [at + 5, y - 7], [at + 5, y + 2], [at, y + 7], [at - 5, y + 2]], inks.accent);
  }
}

function hatch(
  pen: CanvasRenderingContext2D, left: number, right: number, top: number, high: number,
  ink: string, wash: string, apart: number,
): void {
  pen.save();
  pen.beginPath();
  pen.rect(left, top, right - left, high);
  pen.clip();
  pen.globalAlpha = 0.6;
  pen.fillStyle = wash;
  pen.fillRect(left, top, right - left, high);
  pen.globalAlpha = 0.75;
  pen.strokeStyle = ink;
  pen.lineWidth = 1;
  for (let at = left - high; at < right; at += apart) {
    pen.beginPath();
    pen.moveTo(at, top + high);
    pen.lineTo(at + high, top);
    pen.stroke();
  }
  pen.restore();
}

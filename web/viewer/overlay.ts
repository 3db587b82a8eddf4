/** The cursor with its trail, and the marks of clicks, drawn over the stage. */

import { pointerAt, trail, type Sample } from './pointer.js';
import type { Moment } from './source.js';

const TRAIL_MS = 1_200;
const MARK_MS = 900;
const ARROW = new Path2D('M0 0 L0 16.2 L3.8 12.7 L6.4 18.6 L9 17.4 L6.5 11.7 L11.6 11.4 Z');

export interface Overlay {
  /** `scale`: screen px of the stage for a CSS px of the recorded page. */
  draw(t: number, pointer: readonly Sample[], clicks: readonly Moment[], scale: number): void;
  resize(width: number, height: number): void;
}

export function makeOverlay(canvas: HTMLCanvasElement): Overlay {
  const context = canvas.getContext('2d');
  let [width, height, ratio] = [0, 0, 1];

  function drawTrail(pen: CanvasRenderingContext2D, way: readonly Sample[], t: number, scale: number): void {
    pen.lineCap = 'round';
    pen.lineJoin = 'round';
    for (let at = 1; at < way.length; at += 1) {
      const [before, here] = [way[at - 1] as Sample, way[at] as Sample];
      const fresh = 1 - (t - here.t) / TRAIL_MS;
      // To be seen on any page: a dark line with a light rim.
      for (const [colour, wide] of [['255, 255, 255', 5.5], ['15, 90, 77', 3]] as const) {
        pen.strokeStyle = `rgba(${colour}, ${(0.75 * fresh).toFixed(3)})`;
        pen.lineWidth = wide * (0.35 + 0.65 * fresh);
        pen.beginPath();
        pen.moveTo(before.x * scale, before.y * scale);
        pen.lineTo(here.x * scale, here.y * scale);
        pen.stroke();
      }
    }
  }

  function drawClick(pen: CanvasRenderingContext2D, x: number, y: number, age: number): void {
    const grown = 1 - (1 - age) ** 3;
    const left = 1 - age;
    pen.lineWidth = 2.5;
    for (const [colour, more] of [['255, 255, 255', 2], ['202, 62, 30', 0]] as const) {
      pen.strokeStyle = `rgba(${colour}, ${left.toFixed(3)})`;
      pen.beginPath();
      pen.arc(x, y, 6 + 20 * grown + more, 0, 2 * Math.PI);
      pen.stroke();
    }
    pen.fillStyle = `rgba(202, 62, 30, ${(0.55 * left).toFixed(3)})`;
    pen.beginPath();
    pen.arc(x, y, 5, 0, 2 * Math.PI);
    pen.fill();
  }

  return {
    draw(t, pointer, clicks, scale) {
      if (!context) return;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      drawTrail(context, trail(pointer, t, TRAIL_MS), t, scale);
      for (const { t: at, x, y } of clicks) {
        const age = (t - at) / MARK_MS;
        if (age >= 0 && age < 1 && x !== undefined && y !== undefined) drawClick(context, x * scale, y * scale, age);
      }
      const now = pointerAt(pointer, t);
      canvas.dataset['cursor'] = now ? `${Math.round(now.x)},${Math.round(now.y)}` : '';
      if (!now) return;
      context.translate(now.x * scale, now.y * scale);
      context.lineWidth = 3;
      context.lineJoin = 'round';
      context.strokeStyle = '#fff';
      context.fillStyle = '#15130f';
      context.stroke(ARROW);
      context.fill(ARROW);
    },
    resize(wide, high) {
      ratio = Math.min(window.devicePixelRatio || 1, 2);
      [width, height] = [wide, high];
      canvas.width = Math.round(wide * ratio);
      canvas.height = Math.round(high * ratio);
      canvas.style.setProperty('width', `${wide}px`);
      canvas.style.setProperty('height', `${high}px`);
    },
  };
}

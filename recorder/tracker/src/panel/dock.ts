/** Where the panel stands: dragged by its bar, moved by arrow keys, folded; kept per session. */

import type { Host } from '../host.js';
import { listen } from './flow.js';

const KEY = 'place';
const STEP = 24; // px of one arrow press
const MARGIN = 8; // px that stay free at the window's edges
const SLOP = 4; // px before a press becomes a drag

interface Place {
  /** Distances from the window's right and bottom edge, px. */
  right: number;
  bottom: number;
  isFolded: boolean;
}

export interface Dock {
  isFolded(): boolean;
  fold(isFolded: boolean): void;
  /** Drags the frame by an element; a drag swallows the click that ends it. */
  draggable(grip: HTMLElement): void;
  /** Moves the frame by arrow keys pressed on an element; Home brings it back to the corner. */
  arrows(handle: HTMLElement): void;
  /** Keeps the frame inside the window; after its size changed. */
  settle(): void;
  stop(): void;
}

const CORNER: Place = { right: 16, bottom: 16, isFolded: false };

export function createDock(host: Host, frame: HTMLElement): Dock {
  let place = kept(host);

  function put(next: Place, isFinal = true): void {
    // Where nobody moved it, it fits; to ask how big it is would have a whole new page laid out at once.
    if (next === CORNER && !isFinal) return;
    const box = frame.getBoundingClientRect();
    const limit = (value: number, room: number): number =>
      Math.round(Math.max(MARGIN, Math.min(value, room - MARGIN)));
    const shown = {
      right: limit(next.right, window.innerWidth - box.width),
      bottom: limit(next.bottom, window.innerHeight - box.height),
    };
    frame.style.right = `${shown.right}px`;
    frame.style.bottom = `${shown.bottom}px`;
    if (!isFinal) return;
    place = next;
    host.store.set(KEY, JSON.stringify(place));
  }

  function moved(dx: number, dy: number): Place {
    const box = frame.getBoundingClientRect();
    return {
      ...place,
      right: window.innerWidth - box.right - dx,
      bottom: window.innerHeight - box.bottom - dy,
    };
  }

  function draggable(grip: HTMLElement): void {
    grip.addEventListener('pointerdown', host.guard((down: PointerEvent) => {
      const other = (down.target as Element).closest('button:not(.handle)');
      if (down.button !== 0 || (other && other !== grip)) return; // a button on the bar is pressed
      grip.setPointerCapture(down.pointerId); // the first move may be far outside already
      const from = moved(0, 0);
      let isDrag = false;
      const at = (event: Event): Place => {
        const { clientX, clientY } = event as PointerEvent;
        return { ...from, right: from.right - clientX + down.clientX, bottom: from.bottom - clientY + down.clientY };
      };
      const offMove = listen(grip, 'pointermove', (event) => {
        const { clientX, clientY } = event as PointerEvent;
        if (!isDrag && Math.hypot(clientX - down.clientX, clientY - down.clientY) < SLOP) return;
        isDrag = true;
        grip.classList.add('moving');
        put(at(event), false);
      });
      const end = (event: Event): void => {
        [offMove, offUp, offCancel].forEach((off) => off());
        grip.classList.remove('moving');
        if (!isDrag) return;
        put(at(event));
        put(moved(0, 0)); // what is kept is what is seen, not where the pointer went off to
        const swallow = (click: Event): void => click.stopImmediatePropagation();
        const off = listen(grip, 'click', swallow, { capture: true, once: true });
        host.pristine.setTimeout(off, 0);
      };
      const offUp = listen(grip, 'pointerup', end);
      const offCancel = listen(grip, 'pointercancel', end);
    }));
  }

  function arrows(handle: HTMLElement): void {
    const steps: Record<string, readonly [number, number]> = {
      ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP],
    };
    handle.addEventListener('keydown', host.guard((event: KeyboardEvent) => {
      const step = steps[event.key];
      if (!step && event.key !== 'Home') return;
      event.preventDefault(); // or the page would scroll
      put(step ? moved(...step) : { ...CORNER, isFolded: place.isFolded });
      if (step) put(moved(0, 0));
    }));
  }

  const settle = host.guard(() => put(place, false));
  const off = listen(window, 'resize', settle);
  return {
    isFolded: () => place.isFolded,
    fold: (isFolded) => put({ ...place, isFolded }),
    draggable,
    arrows,
    settle,
    stop: off,
  };
}

function kept(host: Host): Place {
  try {
    const value = JSON.parse(host.store.get(KEY) ?? 'null') as Partial<Place> | null;
    if (typeof value?.right !== 'number' || typeof value.bottom !== 'number') return CORNER;
    return { right: value.right, bottom: value.bottom, isFolded: value.isFolded === true };
  } catch {
    return CORNER;
  }
}

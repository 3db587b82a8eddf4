/**
 * A dot of grey in the window's corner, another grey for each picture: a picture that shows it was made
 * after that, however long its way was. The dot is painted over like the panel.
 */

export interface Mark {
  /** Its middle in the viewport, CSS px. */
  x: number;
  y: number;
  grey: number;
}

export interface Marker {
  /** Changes the grey, and tells where it is. */
  next(): Mark;
  remove(): void;
}

const SIZE = 8;
const DARKEST = 100;
const STEP = 12; // video's rounding is 2 or 3
const GREYS = 8;

export function makeMarker(): Marker {
  const dot = document.createElement('div');
  dot.setAttribute('data-ta-ignore', '');
  dot.setAttribute('data-thinkaloud-marker', '');
  dot.setAttribute('aria-hidden', 'true');
  let turn = 0;

  return {
    next() {
      turn = (turn + 1) % GREYS;
      const grey = DARKEST + STEP * turn;
      // The panel follows the modal dialog that is open: everything else lies under its backdrop.
      const home = document.querySelector('[data-thinkaloud-panel]')?.parentNode ?? document.documentElement;
      if (dot.parentNode !== home) home.append(dot);
      const rules: Record<string, string> = {
        all: 'initial', position: 'fixed', left: '0', bottom: '0', width: `${SIZE}px`, height: `${SIZE}px`,
        'z-index': '2147483647', 'pointer-events': 'none', background: `rgb(${grey},${grey},${grey})`,
      };
      for (const [name, value] of Object.entries(rules)) dot.style.setProperty(name, value, 'important');
      const { left, top, width, height } = dot.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2, grey };
    },
    remove: () => dot.remove(),
  };
}

/** The pointer's path: sampled, packed into runs, whole px. */

import { px, type Sensor } from '../sensing.js';
import type { PointerBody } from '../protocol.js';

const SAMPLE_MS = 40;
const MAX_SAMPLES = 100;
const MAX_RUN_MS = 5_000;
const REST_MS = 1_000; // a run ends where the hand rests

export const watchPointer: Sensor = (sensing) => {
  const { host, privacy } = sensing;
  if (!host.capture.pointer) return;
  let run: (PointerBody & { t: number; page: string; screen: string }) | undefined;
  let start = 0;
  let last = 0;
  // `scrollX` makes the browser lay out a page that has changed: asked once after each scrolling.
  let scrolled: { scroll_x: number; scroll_y: number } | undefined;

  function end(): void {
    if (run) sensing.emit(run);
    run = undefined;
  }

  function begin(event: PointerEvent): PointerBody & { t: number; page: string; screen: string } {
    start = last = event.timeStamp;
    const t = host.at(event.timeStamp);
    scrolled ??= { scroll_x: px(scrollX), scroll_y: px(scrollY) };
    return {
      type: 'pointer', t, page: host.page(), screen: host.screen(), dt: [], x: [], y: [],
      ...scrolled, is_down: event.buttons !== 0,
    };
  }

  sensing.listen(window, 'pointermove', (event: PointerEvent) => {
    const { timeStamp } = event;
    if (run && timeStamp - last < SAMPLE_MS) return;
    if (privacy.isIgnored(event.target)) return end();
    const isOver =
      timeStamp - last > REST_MS || timeStamp - start > MAX_RUN_MS ||
      run?.is_down !== (event.buttons !== 0) || run.page !== host.page();
    if (isOver) end();
    run ??= begin(event);
    // Rounded from the run's start, so that the error does not add up.
    run.dt.push(Math.round(timeStamp - start) - Math.round(last - start));
    run.x.push(Math.round(event.clientX));
    run.y.push(Math.round(event.clientY));
    last = timeStamp;
    if (run.dt.length >= MAX_SAMPLES) end();
  });
  // Its places are in the viewport: once that moves, they are elsewhere on the page.
  sensing.listen(window, 'scroll', ({ target }) => {
    if (target !== document) return;
    end();
    scrolled = undefined;
  });
  sensing.onLeave(end);
};

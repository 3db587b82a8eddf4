/** Scrolling of the page and of inner scrollers: samples on the way, and where it came to rest. */

import type { ScrollBody } from '../protocol.js';
import { px, type Sensor } from '../sensing.js';

const SAMPLE_MS = 250;
const REST_MS = 150;

interface Motion {
  sampled: number;
  moved: number;
  timer: number | undefined;
}

export const watchScroll: Sensor = (sensing) => {
  const { host, privacy } = sensing;
  const motions = new Map<Element, Motion>();

  function report(element: Element): void {
    const isPage = element === document.documentElement;
    const body: ScrollBody = {
      type: 'scroll',
      x: px(isPage ? scrollX : element.scrollLeft),
      y: px(isPage ? scrollY : element.scrollTop),
      width: px(isPage ? innerWidth : element.clientWidth),
      height: px(isPage ? innerHeight : element.clientHeight),
      full_width: px(element.scrollWidth),
      full_height: px(element.scrollHeight),
    };
    if (!isPage) body.element = sensing.anchor(element);
    sensing.emit(body);
  }

  /** One timer for a whole motion: setting it anew for each of its events costs more than the rest. */
  function look(element: Element, motion: Motion): void {
    const still = performance.now() - motion.moved;
    if (still >= REST_MS) rest(element);
    else motion.timer = sensing.after(REST_MS - still, () => look(element, motion));
  }

  function rest(element: Element): void {
    const motion = motions.get(element);
    if (!motion) return;
    host.pristine.clearTimeout(motion.timer);
    motions.delete(element);
    report(element);
  }

  sensing.listen(window, 'scroll', ({ target }) => {
    const element = target === document ? document.documentElement : target;
    if (!(element instanceof Element) || privacy.isIgnored(element)) return;
    const now = performance.now();
    let motion = motions.get(element);
    if (!motion) motions.set(element, (motion = { sampled: now, moved: now, timer: undefined }));
    motion.moved = now;
    if (motion.timer === undefined) look(element, motion);
    if (now - motion.sampled < SAMPLE_MS) return;
    motion.sampled = now;
    report(element);
  });
  sensing.onLeave(() => [...motions.keys()].forEach(rest));
};

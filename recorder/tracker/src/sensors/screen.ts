/**
 * The screen state: which dialogs, details, menus and tabs are open on this route. It is told once
 * DOM and layout rest.
 */

import { openParts } from '../open_parts.js';
import { px, type Sensor } from '../sensing.js';

const SETTLED_MS = 300;
const MAX_WAIT_MS = 2_000; // a page that never rests (a clock, a video's captions) is told all the same
const LOOK_MS = SETTLED_MS / 3;
const COST = 40; // a look may take a fortieth of the time until the next one
// What moves the layout without a mutation. `load` is that of pictures and style sheets, too.
const MOVES = ['toggle', 'close', 'load', 'transitionrun', 'transitionend', 'animationend', 'resize'];

export const watchScreens: Sensor = (sensing) => {
  const { host, privacy } = sensing;
  let told = '';
  let first = 0; // the earliest change that is not told yet
  let last = 0;
  let size = '';
  let isStale = true; // something has changed since the last look
  let pause = LOOK_MS;
  let timer: number | undefined;

  /** Looks at the whole document: the slower it is, the longer it waits for the next time. */
  function look(): void {
    if (!isStale) return;
    isStale = false;
    const began = performance.now();
    host.setOpen(openParts(privacy.isIgnored));
    pause = Math.min(MAX_WAIT_MS, Math.max(LOOK_MS, COST * (performance.now() - began)));
  }

  function check(): void {
    timer = undefined;
    look();
    const now = performance.now();
    if (now - last < SETTLED_MS && now - first < MAX_WAIT_MS) return soon();
    const { scrollWidth, scrollHeight } = document.documentElement;
    const grown = `${scrollWidth} ${scrollHeight}`;
    // A page that still grows has not settled, though nothing has changed in its tree.
    if (grown !== size && now - first < MAX_WAIT_MS) {
      size = grown;
      return soon();
    }
    const key = `${host.page()} ${host.screen()}`;
    first = 0;
    if (key === told) return;
    told = key;
    sensing.emit({
      type: 'screen', page_width: px(scrollWidth), page_height: px(scrollHeight),
      scroll_x: px(scrollX), scroll_y: px(scrollY),
    });
    host.tell('screen', { screen: host.screen(), t: host.now() });
  }

  function soon(): void {
    timer ??= sensing.after(pause, check);
  }

  function changed(): void {
    last = performance.now();
    first ||= last;
    isStale = true;
    soon();
  }

  sensing.onMutations(changed);
  for (const name of MOVES) sensing.listen(window, name, changed);
  // What is pressed belongs to what is open at that moment, however busy the page is.
  for (const name of ['pointerdown', 'keydown']) sensing.listen(window, name, look);
  const off = host.on('page', host.guard(changed));
  changed();
  return off;
};

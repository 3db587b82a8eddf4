/**
 * The screen state: which dialogs, details and tabs are open on this route. It is told once the
 * page has settled.
 */

import { ownKey } from '../keys.js';
import { textHash, textOf } from '../names.js';
import { px, type Sensor } from '../sensing.js';

const SETTLED_MS = 300;
const MAX_WAIT_MS = 2_000; // a page that never rests (a clock, a video's captions) is told all the same
const MAX_PARTS = 6;
const OPEN = {
  dialog: 'dialog[open],[role=dialog],[role=alertdialog],[aria-modal=true],[popover]',
  details: 'details[open]',
  tab: '[role=tab][aria-selected=true]',
} as const;

export const watchScreens: Sensor = (sensing) => {
  const { host, privacy } = sensing;
  let told = '';
  let first = 0; // the earliest change that is not told yet
  let last = 0;
  let timer: number | undefined;

  function check(): void {
    timer = undefined;
    const now = performance.now();
    host.setOpen(openParts(privacy.isIgnored));
    if (now - last < SETTLED_MS && now - first < MAX_WAIT_MS) return soon();
    const key = `${host.page()} ${host.screen()}`;
    first = 0;
    if (key === told) return;
    told = key;
    const { scrollWidth, scrollHeight } = document.documentElement;
    sensing.emit({
      type: 'screen', page_width: px(scrollWidth), page_height: px(scrollHeight),
      scroll_x: px(scrollX), scroll_y: px(scrollY),
    });
    host.tell('screen', { screen: host.screen(), t: host.now() });
  }

  function soon(): void {
    timer ??= sensing.after(SETTLED_MS / 3, check);
  }

  function changed(): void {
    last = performance.now();
    first ||= last;
    soon();
  }

  sensing.onMutations(changed);
  for (const name of ['toggle', 'close', 'load']) sensing.listen(window, name, changed);
  const off = host.on('page', host.guard(changed));
  changed();
  return off;
};

/** `+dialog(#basket)+tab(#reviews)`, in the order of the document within each sort. */
export function openParts(isIgnored: (element: Element) => boolean): string {
  const parts = new Set<string>();
  for (const [name, selector] of Object.entries(OPEN)) {
    for (const element of document.querySelectorAll(selector)) {
      if (parts.size >= MAX_PARTS) break;
      if (!isIgnored(element) && isShown(element)) parts.add(`+${name}(${nameOf(element)})`);
    }
  }
  return [...parts].join('');
}

/** Dialogs made of plain elements, and popovers, are hidden by style when they are closed. */
function isShown(element: Element): boolean {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== 'hidden';
}

/** A stable name; counted-up ids and changing texts would make every visit a screen of its own. */
function nameOf(element: Element): string {
  const key = ownKey(element);
  if (key) return key.slice(0, 40);
  const title = element.matches('details') ? element.querySelector('summary') : element;
  const heading = title?.querySelector('h1,h2,h3,h4,legend,[role=heading]') ?? title;
  return textHash(heading ? textOf(heading, () => false) : '') ?? element.localName;
}

/**
 * What must not be seen in a frame: boxes of fields, of what is masked or ignored, and of texts with
 * personal data, in CSS px of the viewport; and what is of the window, not of the page.
 */

import type { Host } from '../host.js';
import type { Privacy } from '../privacy.js';

export type Box = [x: number, y: number, width: number, height: number];

const FIELDS =
  'input:not([type=button],[type=submit],[type=reset],[type=image],[type=checkbox],[type=radio],[type=range],[type=hidden]),' +
  'textarea,select,[contenteditable]:not([contenteditable=false])';
// A frame of another site is what screen capture is for; but nobody sees into it, and where it takes
// payments, what is typed there is a card.
const PAYMENT = 'iframe[allow*=payment]';
const PAD = 3; // px: chroma and compression bleed over an edge
const PANEL_SHADOW = 44;
export const MAX_BOXES = 900; // below what the collector takes: then the whole frame is left out
const MAX_HOLES = 150;
const GRID = [0.02, 0.25, 0.5, 0.75, 0.98];

export interface Covers {
  /** Boxes to paint over; undefined where there are too many. */
  boxes(): Box[] | undefined;
  /** Boxes that stand still while the page scrolls; of the panel, all that it had since the last call. */
  holes(): Box[];
  stop(): void;
}

export function makeCovers(host: Host, privacy: Privacy): Covers {
  const selector = `${FIELDS},${PAYMENT},${privacy.masked},${privacy.ignored}`;
  // Nobody sees into a closed shadow root: what was typed through it covers all of its host.
  const closedHosts = new Set<Element>();
  const panels: Box[] = [];
  const hear = host.guard((event: Event) => {
    const [target] = event.composedPath();
    if (target instanceof Element && !target.matches(FIELDS) && target.localName.includes('-')) closedHosts.add(target);
  });
  window.addEventListener('input', hear, { capture: true, passive: true });

  function collect(root: Document | ShadowRoot, dx: number, dy: number, found: Box[]): void {
    for (const element of root.querySelectorAll(selector)) add(found, element.getBoundingClientRect(), dx, dy);
    const covered = `${privacy.masked},${privacy.ignored}`;
    for (const element of root.querySelectorAll(covered)) add(found, contentOf(element), dx, dy);
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) collect(element.shadowRoot, dx, dy, found);
      else if (element.localName === 'iframe') inner(element as HTMLIFrameElement, dx, dy, found);
    }
    addPersonal(host, root, dx, dy, found);
  }

  function inner(frame: HTMLIFrameElement, dx: number, dy: number, found: Box[]): void {
    try {
      const { left, top } = frame.getBoundingClientRect();
      const page = frame.contentDocument;
      if (page) collect(page, dx + left + frame.clientLeft, dy + top + frame.clientTop, found);
    } catch {
      // another site's
    }
  }

  return {
    boxes() {
      const found: Box[] = [];
      collect(document, 0, 0, found);
      for (const element of closedHosts) add(found, element.getBoundingClientRect(), 0, 0);
      const panel = panelBox();
      if (panel) {
        found.push(panel);
        panels.push(panel);
      }
      return found.length > MAX_BOXES ? undefined : found;
    },
    holes() {
      const found = new Map<Element, Box>();
      for (const fx of GRID) {
        for (const fy of GRID) {
          for (let at = document.elementFromPoint(fx * innerWidth, fy * innerHeight); at; at = at.parentElement) {
            if (found.has(at)) break;
            if (!/fixed|sticky/.test(getComputedStyle(at).position)) continue;
            const rect = at.getBoundingClientRect();
            if (rect.width && rect.height) found.set(at, boxOf(rect));
            break;
          }
        }
      }
      const dot = document.querySelector('[data-thinkaloud-marker]')?.getBoundingClientRect();
      const standing = [...found.values(), ...(dot ? [boxOf(dot)] : []), ...panels.splice(0)];
      return [...new Map(standing.map((box) => [box.join(), box])).values()].slice(0, MAX_HOLES);
    },
    stop: () => window.removeEventListener('input', hear, { capture: true }),
  };
}

/** The panel's own card, in its shadow root, with the shadow that it throws. */
function panelBox(): Box | undefined {
  const frame = document.querySelector('[data-thinkaloud-panel]')?.shadowRoot?.querySelector('.frame');
  const rect = frame?.getBoundingClientRect();
  if (!rect?.width) return undefined;
  const [x, y, width, height] = boxOf(rect);
  return [x - PANEL_SHADOW, y - PANEL_SHADOW, width + 2 * PANEL_SHADOW, height + 2 * PANEL_SHADOW];
}

/** Texts that the recording would mask by their form, or because they were typed as secrets. */
function addPersonal(host: Host, root: Document | ShadowRoot, dx: number, dy: number, found: Box[]): void {
  const { masking } = host.delivery;
  const range = document.createRange();
  const walk = (parent: Node): void => {
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      if (node.nodeType === Node.TEXT_NODE) {
        const text = node.nodeValue ?? '';
        if (text.trim().length < 2 || (masking && masking.maskShown(text) === text)) continue;
        range.selectNodeContents(node);
        for (const rect of range.getClientRects()) add(found, rect, dx, dy);
      } else if (node.nodeType === Node.ELEMENT_NODE && mayBeSeen(node as Element, dy)) walk(node);
    }
  };
  walk('body' in root ? (root.body ?? root) : root);
}

/** Outside by a whole window and more, and of a size of its own: its content is there as well. */
function mayBeSeen(element: Element, dy: number): boolean {
  if (/^(?:script|style|template|noscript)$/.test(element.localName)) return false;
  const { top, bottom, width, height } = element.getBoundingClientRect();
  return !width || !height || (bottom + dy > -innerHeight && top + dy < 2 * innerHeight);
}

function add(found: Box[], rect: DOMRect, dx: number, dy: number): void {
  const [x, y, width, height] = boxOf(rect);
  const isSeen =
    rect.width > 0 && rect.height > 0 &&
    x + dx < innerWidth && y + dy < innerHeight && x + dx + width > 0 && y + dy + height > 0;
  if (isSeen) found.push([x + dx, y + dy, width, height]);
}

/** What an element's content takes up, also where it is larger than the element. */
function contentOf(element: Element): DOMRect {
  const range = document.createRange();
  range.selectNodeContents(element);
  return range.getBoundingClientRect();
}

const boxOf = ({ left, top, right, bottom }: DOMRect): Box => {
  const x = Math.floor(left) - PAD;
  const y = Math.floor(top) - PAD;
  return [x, y, Math.ceil(right) + PAD - x, Math.ceil(bottom) + PAD - y];
};

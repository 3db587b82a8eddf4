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
const MAX_CHANGED = 2_000; // elements that changed during a picture
const SLICE_MS = 6; // of looking through the page, and the rest between two
const PAUSE_MS = 8;
const GRID = [0.02, 0.25, 0.5, 0.75, 0.98];

export interface Covers {
  /** Looks through the page, a little at a time, for what only a look at each element finds. */
  prepare(): Promise<void>;
  /** Boxes to paint over as they stand now; undefined where they cannot all be told. */
  boxes(): Box[] | undefined;
  /** Boxes that stand still while the page scrolls; of the panel, all that it had since the last call. */
  holes(): Box[];
  stop(): void;
}

/** A document or shadow root, and where its viewport lies in the window's. */
interface Place {
  root: Document | ShadowRoot;
  offset(): readonly [dx: number, dy: number];
}

export function makeCovers(host: Host, privacy: Privacy): Covers {
  const covered = `${privacy.masked},${privacy.ignored}`;
  const selector = `${FIELDS},${PAYMENT},${covered}`;
  // Nobody sees into a closed shadow root: what was typed through it covers all of its host.
  const closedHosts = new Set<Element>();
  const panels: Box[] = [];
  const range = document.createRange();
  const top: Place = { root: document, offset: () => [0, 0] };
  let places = [top];
  let texts: { node: Node; place: Place }[] = [];
  const hear = host.guard((event: Event) => {
    const [target] = event.composedPath();
    if (target instanceof Element && !target.matches(FIELDS) && target.localName.includes('-')) closedHosts.add(target);
  });
  window.addEventListener('input', hear, { capture: true, passive: true });
  // What changes after the look is looked at once more, alone.
  const changed = new Set<Node>();
  const note = (records: MutationRecord[]): void => records.forEach(({ target }) => changed.add(target));
  const watcher = new host.pristine.MutationObserver(note);

  /** Goes through what may be seen below a node; yields after each element. */
  function* look(parent: Node, place: Place): Generator<void> {
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      yield;
      if (node.nodeType === Node.TEXT_NODE) {
        const text = node.nodeValue ?? '';
        const { masking } = host.delivery;
        if (text.trim().length > 1 && masking && masking.maskShown(text) !== text) texts.push({ node, place });
      } else if (node.nodeType === Node.ELEMENT_NODE) {
        const element = node as Element;
        if (!mayBeSeen(element, place.offset()[1])) continue;
        if (element.shadowRoot) yield* enter({ root: element.shadowRoot, offset: place.offset });
        else if (element.localName === 'iframe') yield* frame(element as HTMLIFrameElement, place);
        yield* look(element, place);
      }
    }
  }

  function* enter(place: Place): Generator<void> {
    if (places.some(({ root }) => root === place.root)) return;
    places.push(place);
    watcher.observe(place.root, { childList: true, subtree: true, characterData: true });
    yield* look(place.root, place);
  }

  function* frame(element: HTMLIFrameElement, place: Place): Generator<void> {
    const page = pageOf(element);
    if (!page) return; // another site's
    yield* enter({
      root: page,
      offset() {
        const [dx, dy] = place.offset();
        const { left, top: upper } = element.getBoundingClientRect();
        return [dx + left + element.clientLeft, dy + upper + element.clientTop];
      },
    });
  }

  /** What has changed since the look; false where that is too much to be looked at in one go. */
  function lookAgain(): boolean {
    note(watcher.takeRecords());
    let steps = 0;
    for (const node of changed) {
      const root = node.getRootNode();
      const place = places.find((one) => one.root === root);
      if (!place) continue;
      for (const _ of look(node.nodeType === Node.TEXT_NODE ? (node.parentNode ?? node) : node, place)) {
        if ((steps += 1) > MAX_CHANGED) return false;
      }
    }
    changed.clear();
    return true;
  }

  return {
    async prepare() {
      watcher.disconnect();
      changed.clear();
      [places, texts] = [[top], []];
      watcher.observe(document, { childList: true, subtree: true, characterData: true });
      const steps = look(document.body ?? document.documentElement, top);
      for (let isDone = false; !isDone; ) {
        for (const until = performance.now() + SLICE_MS; !isDone && performance.now() < until; ) {
          isDone = steps.next().done ?? false;
        }
        if (!isDone) await new Promise<void>((go) => host.pristine.setTimeout(go, PAUSE_MS));
      }
    },
    boxes() {
      if (!lookAgain()) return undefined;
      const found: Box[] = [];
      for (const { root, offset } of places) {
        const [dx, dy] = offset();
        for (const element of root.querySelectorAll(selector)) add(found, element.getBoundingClientRect(), dx, dy);
        for (const element of root.querySelectorAll(covered)) {
          range.selectNodeContents(element);
          add(found, range.getBoundingClientRect(), dx, dy);
        }
      }
      for (const { node, place } of texts) {
        if (!node.isConnected) continue;
        range.selectNodeContents(node);
        for (const rect of range.getClientRects()) add(found, rect, ...place.offset());
      }
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
    stop() {
      watcher.disconnect();
      window.removeEventListener('input', hear, { capture: true });
    },
  };
}

function pageOf(frame: HTMLIFrameElement): Document | null {
  try {
    return frame.contentDocument;
  } catch {
    return null;
  }
}

/** The panel's own card, in its shadow root, with the shadow that it throws. */
function panelBox(): Box | undefined {
  const frame = document.querySelector('[data-thinkaloud-panel]')?.shadowRoot?.querySelector('.frame');
  const rect = frame?.getBoundingClientRect();
  if (!rect?.width) return undefined;
  const [x, y, width, height] = boxOf(rect);
  return [x - PANEL_SHADOW, y - PANEL_SHADOW, width + 2 * PANEL_SHADOW, height + 2 * PANEL_SHADOW];
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

const boxOf = ({ left, top, right, bottom }: DOMRect): Box => {
  const x = Math.floor(left) - PAD;
  const y = Math.floor(top) - PAD;
  return [x, y, Math.ceil(right) + PAD - x, Math.ceil(bottom) + PAD - y];
};

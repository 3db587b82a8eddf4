/** What happens between two snapshots, as rrweb tells it: scrolls, choices, the pointer, the size. */

import type { Host } from '../host.js';
import { choiceOf, isSecret, stars } from '../recording/states.js';
import type { Privacy } from '../privacy.js';

// rrweb's IncrementalSource and MouseInteractions.
const MOUSE_MOVE = 1;
const MOUSE_INTERACTION = 2;
const SCROLL = 3;
const RESIZE = 4;
const INPUT = 5;
const INTERACTIONS: Record<string, number> = {
  mouseup: 0, mousedown: 1, click: 2, contextmenu: 3, dblclick: 4, focusin: 5, focusout: 6,
  touchstart: 7, touchend: 9,
};
const MOVE_MS = 50;
const MOVES_MS = 500;
const SCROLL_MS = 150;

type Tell = (source: number, data: Record<string, unknown>) => void;

export interface Watching {
  host: Host;
  privacy: Privacy;
  idOf(node: Node | null): number;
  tell: Tell;
  /** A control has changed by itself: its attributes are to be looked up again. */
  look(node: Node): void;
}

export function watchPage({ host, privacy, idOf, tell, look }: Watching): () => void {
  const cancel = new AbortController();
  const listen = (name: string, fn: (event: Event, target: Element | Document) => void): void =>
    addEventListener(name, host.guard((event: Event) => {
      const target = event.composedPath()[0];
      if (target instanceof Document || (target instanceof Element && !privacy.isIgnored(target))) fn(event, target);
    }), { capture: true, passive: true, signal: cancel.signal });

  const scrolled = new Set<Element | Document>();
  let scrollTimer: number | undefined;
  function tellScrolls(): void {
    scrollTimer = undefined;
    for (const at of scrolled) {
      const id = idOf(at);
      if (id < 0) continue;
      const [x, y] = at instanceof Document ? [scrollX, scrollY] : [at.scrollLeft, at.scrollTop];
      tell(SCROLL, { id, x, y });
    }
    scrolled.clear();
  }
  listen('scroll', (_, target) => {
    scrolled.add(target);
    scrollTimer ??= host.pristine.setTimeout(host.guard(tellScrolls), SCROLL_MS);
  });

  listen('input', (_, target) => control(target as Element));
  listen('change', (_, target) => control(target as Element));
  function control(field: Element): void {
    const { type, value, name, checked } = field as HTMLInputElement;
    const id = idOf(field);
    if (id < 0 || !/^(?:input|textarea|select)$/.test(field.localName)) return;
    if (field.localName === 'select') {
      if (!isSecret(field, privacy)) for (const option of (field as HTMLSelectElement).options) look(option);
    } else if (type === 'radio' && name) {
      for (const one of document.getElementsByName(name)) look(one);
    } else if (type === 'checkbox' || choiceOf(field, privacy) !== undefined) look(field);
    else tell(INPUT, { id, text: stars(value, type), isChecked: checked ?? false });
  }

  let moves: { x: number; y: number; id: number; at: number }[] = [];
  let movesTimer: number | undefined;
  function tellMoves(): void {
    movesTimer = undefined;
    const now = Date.now();
    const positions = moves.map(({ x, y, id, at }) => ({ x, y, id, timeOffset: at - now }));
    moves = [];
    if (positions.length) tell(MOUSE_MOVE, { positions });
  }
  listen('mousemove', (event, target) => {
    const { clientX: x, clientY: y } = event as MouseEvent;
    const at = Date.now();
    if (at - (moves.at(-1)?.at ?? 0) < MOVE_MS) return;
    moves.push({ x, y, id: idOf(target), at });
    movesTimer ??= host.pristine.setTimeout(host.guard(tellMoves), MOVES_MS);
  });

  for (const [name, type] of Object.entries(INTERACTIONS)) {
    listen(name, (event, target) => {
      const id = idOf(target);
      const { clientX: x, clientY: y } = event as MouseEvent;
      if (id >= 0) tell(MOUSE_INTERACTION, { type, id, ...(x === undefined ? {} : { x, y }) });
    });
  }
  addEventListener('resize', host.guard(() => tell(RESIZE, { width: innerWidth, height: innerHeight })), { signal: cancel.signal });
  return () => {
    cancel.abort();
    host.pristine.clearTimeout(scrollTimer);
    host.pristine.clearTimeout(movesTimer);
  };
}

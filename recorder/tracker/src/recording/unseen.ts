/** Counts what a recording of the DOM cannot show, so that nobody takes a blank for the truth. */

import type { Privacy } from '../privacy.js';

export interface Unseen {
  what: 'frame' | 'canvas' | 'video' | 'plug-in' | 'closed shadow root' | 'style sheet';
  n: number;
}

const MAX_LOOKED_AT = 5_000;

/**
 * @param canvases how many could not be read
 * @param lost addresses of files that could not be kept
 */
export function countUnseen(privacy: Privacy, canvases: number, lost: ReadonlySet<string>): Unseen[] {
  const count = (tag: string, isUnseen: (element: Element) => boolean): number =>
    [...document.getElementsByTagName(tag)].filter((element) => isUnseen(element) && !privacy.isIgnored(element)).length;
  const found: Unseen[] = [
    { what: 'frame', n: count('iframe', (frame) => !(frame as HTMLIFrameElement).contentDocument) },
    { what: 'canvas', n: canvases },
    { what: 'video', n: count('video', isSeen) },
    { what: 'plug-in', n: count('object', isSeen) + count('embed', isSeen) },
    { what: 'closed shadow root', n: closedRoots(privacy) },
    { what: 'style sheet', n: [...document.styleSheets].filter(({ href }) => href && lost.has(href)).length },
  ];
  return found.filter(({ n }) => n);
}

const isSeen = (element: Element): boolean => element.getClientRects().length > 0;

/** A defined element without content of its own that takes up room all the same draws it somewhere. */
function closedRoots(privacy: Privacy): number {
  const all = document.getElementsByTagName('*');
  let n = 0;
  for (let index = 0; index < Math.min(all.length, MAX_LOOKED_AT); index += 1) {
    const element = all[index];
    if (!element?.localName.includes('-') || element.shadowRoot || element.childElementCount) continue;
    if (!customElements.get(element.localName) || element.textContent?.trim() || privacy.isIgnored(element)) continue;
    const { width, height } = element.getBoundingClientRect();
    if (width && height) n += 1;
  }
  return n;
}

/**
 * The same finder for the offline renderer: `thinkaloudAnchors` on a page that was drawn from a
 * recording, so that browser and renderer agree on what an anchor is.
 */

import { describe, find, pageBox } from './element.js';
import type { Anchor, Box } from './protocol.js';

/** Boxes on the page of those elements that are there and take up room. */
function boxes(wanted: readonly { id: string; anchor: Anchor }[]): Record<string, Box> {
  const found: Record<string, Box> = {};
  for (const { id, anchor } of wanted) {
    const box = find(anchor)?.getBoundingClientRect();
    if (box && box.width > 0 && box.height > 0) found[id] = pageBox(box);
  }
  return found;
}

(window as { thinkaloudAnchors?: unknown }).thinkaloudAnchors = { find, boxes, describe };

/** Documents in frames of the page's own origin: told after the page, each as an addition. */

import type { Changes } from './changes.js';
import type { Sheets } from './css.js';
import type { Work } from './pace.js';
import type { Out, Tree } from './tree.js';

export interface Frames {
  add(frame: HTMLIFrameElement): void;
  clear(): void;
  /** Grows the documents that were not told yet. */
  attach(): Work<{ id: number; top: Out }[]>;
}

export function makeFrames(tree: Tree, changes: Changes, sheets: Sheets): Frames {
  const shown = new Map<HTMLIFrameElement, Document | null>();

  return {
    add: (frame) => void shown.set(frame, null),
    clear: () => shown.clear(),
    *attach() {
      const found: { id: number; top: Out }[] = [];
      for (const [frame, told] of shown) {
        const { contentDocument } = frame; // null in a frame of another origin
        if (!frame.isConnected) shown.delete(frame);
        else if (contentDocument?.documentElement && contentDocument !== told) {
          shown.set(frame, contentDocument);
          changes.observe(contentDocument);
          yield* sheets.read([contentDocument]);
          const top = yield* tree.grow(contentDocument, tree.outOf(frame));
          found.push({ id: tree.idOf(frame), top });
        }
      }
      return found;
    },
  };
}

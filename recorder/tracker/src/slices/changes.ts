/** Notes what has changed in the DOM, and no more: what it is now is looked up later. */

import type { Host } from '../host.js';

export interface Dirty {
  /** Parents whose children have changed. */
  kids: Set<Node>;
  /** Elements and texts that have changed themselves. */
  looks: Set<Node>;
}

export interface Changes {
  observe(root: Node): void;
  /** Hands over what was noted, and begins anew. */
  take(): Dirty;
  /** How many nodes are noted. */
  size(): number;
  /** Notes a node by hand. */
  note(sort: keyof Dirty, node: Node): void;
  stop(): void;
}

/** @param matters whether a node is part of the recording; `changed` is called for those alone */
export function watchChanges(host: Host, matters: (node: Node) => boolean, changed: () => void): Changes {
  let dirty: Dirty = { kids: new Set(), looks: new Set() };
  const seen = new WeakSet<Node>();

  function note(sort: keyof Dirty, node: Node): void {
    const target = node instanceof ShadowRoot ? node.host : node;
    if (!matters(target)) return;
    dirty[sort].add(target);
    // A style element's sheet is told with the element.
    const { parentNode } = target;
    if (target.nodeName === 'STYLE') dirty.looks.add(target);
    else if (parentNode?.nodeName === 'STYLE') dirty.looks.add(parentNode);
    changed();
  }

  const observer = new host.pristine.MutationObserver((records) => {
    for (const { type, target } of records) note(type === 'childList' ? 'kids' : 'looks', target);
  });

  return {
    note,
    observe(root) {
      if (seen.has(root)) return;
      seen.add(root);
      observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    },
    take() {
      const taken = dirty;
      dirty = { kids: new Set(), looks: new Set() };
      return taken;
    },
    size: () => dirty.kids.size + dirty.looks.size,
    stop: () => observer.disconnect(),
  };
}

/** Constructed style sheets: which of them a root has adopted, and what is in them. */

import { rulesOf } from '../recording/sheets.js';
import type { Tree } from './tree.js';

const ADOPTED = 15; // rrweb's IncrementalSource

interface Known {
  id: number;
  rules: string;
}

export interface Adopted {
  add(root: Document | ShadowRoot): void;
  roots(): Iterable<Document | ShadowRoot>;
  clear(): void;
  /** Events of what has changed since the last time. */
  changed(): object[];
}

export function makeAdopted(tree: Tree): Adopted {
  let roots = new Map<Document | ShadowRoot, string>();
  let known = new WeakMap<CSSStyleSheet, Known>();
  let lastId = 0;

  return {
    add(root) {
      if (!roots.has(root)) roots.set(root, '');
    },
    roots: () => [...roots.keys()],
    clear() {
      roots = new Map();
      known = new WeakMap();
    },
    changed() {
      const events: object[] = [];
      for (const [root, told] of roots) {
        const host = root instanceof ShadowRoot ? root.host : root;
        const id = tree.idOf(host);
        if (!host.isConnected || id < 0) {
          roots.delete(root);
          continue;
        }
        const styles: object[] = [];
        const styleIds = root.adoptedStyleSheets.map((sheet) => {
          const rules = [...(rulesOf(sheet) ?? [])].map(({ cssText }) => cssText);
          const was = known.get(sheet);
          if (was?.rules === rules.join('')) return was.id;
          // A sheet that has changed is told under a new number, which every player understands.
          lastId += 1;
          known.set(sheet, { id: lastId, rules: rules.join('') });
          styles.push({ styleId: lastId, rules: rules.map((rule, index) => ({ rule, index })) });
          return lastId;
        });
        if (styleIds.join() === told) continue;
        roots.set(root, styleIds.join());
        events.push({ source: ADOPTED, id, styleIds, ...(styles.length ? { styles } : {}) });
      }
      return events;
    },
  };
}

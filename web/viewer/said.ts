/** What has just happened, said aloud and with a way back for some seconds. */

import { h } from './dom.js';

const UNDO_MS = 10_000;

export interface Said {
  /** Read by screen readers whenever it changes. */
  element: HTMLElement;
  tell(message: string, undo?: () => void): void;
}

export function makeSaid(): Said {
  const element = h('div', { class: 'v-status', role: 'status' });
  let timer = 0;
  const clear = (): void => element.replaceChildren();
  return {
    element,
    tell(message, undo) {
      clearTimeout(timer);
      element.replaceChildren(h('span', {}, message));
      if (undo) element.append(h('button', { type: 'button', class: 'quiet', click: () => { clear(); undo(); } }, 'Undo'));
      timer = window.setTimeout(clear, UNDO_MS);
    },
  };
}

/** An error in words that stand within a sentence of ours. */
export const why = (error: unknown): string => (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');

/** Watches for what changes what is seen without a mutation, and has the element told anew. */

import type { Host } from '../host.js';
import type { Privacy } from '../privacy.js';

/** @param look tells an element anew */
export function watchStates(host: Host, privacy: Privacy, look: (node: Node) => void): () => void {
  const cancel = new AbortController();
  const switched = new WeakMap<CSSStyleSheet, boolean>();
  const options = { capture: true, passive: true, signal: cancel.signal };

  const answer = host.guard((event: Event) => {
    const [target] = event.composedPath();
    if (!(target instanceof Element) || privacy.isIgnored(target)) return;
    look(target);
    // Which of a picture's sources was taken shows in all of them.
    if (target.localName === 'img') for (const source of target.parentElement?.querySelectorAll(':scope > source') ?? []) look(source);
  });
  // A popover opens or closes; an image or a style sheet has come.
  for (const name of ['toggle', 'load']) document.addEventListener(name, answer, options);

  const settled = host.guard(() => {
    for (const sheet of document.styleSheets) {
      const was = switched.get(sheet) ?? false;
      if (sheet.disabled === was || !sheet.ownerNode) continue;
      switched.set(sheet, sheet.disabled);
      look(sheet.ownerNode);
    }
  });
  const off = host.on('screen', settled);
  return () => {
    cancel.abort();
    off();
  };
}

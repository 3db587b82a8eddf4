/** Keys that command: Enter, Escape, Tab, shortcuts. Never a key that types. */

import type { CommandKey } from '../protocol.js';
import { hitBy, isTyped, type Sensor } from '../sensing.js';

const PLAIN: Record<string, CommandKey> = {
  Enter: 'enter', Escape: 'escape', Tab: 'tab', ' ': 'space', F1: 'help', Undo: 'undo', Help: 'help',
};
const WITH_CONTROL: Record<string, CommandKey> = {
  z: 'undo', y: 'redo', c: 'copy', x: 'cut', v: 'paste', f: 'find',
};

export const watchKeys: Sensor = (sensing) => {
  sensing.listen(window, 'keydown', (event: KeyboardEvent) => {
    const target = hitBy(event);
    const key = commandOf(event, target);
    if (!key || event.repeat || sensing.privacy.isIgnored(target)) return;
    const isSomewhere = target && target !== document.body && target !== document.documentElement;
    sensing.emit({
      type: 'key', key, t: sensing.host.at(event.timeStamp),
      ...(isSomewhere ? { anchor: sensing.anchor(target) } : {}),
    });
  });
};

export function commandOf(event: KeyboardEvent, target: Element | null): CommandKey | undefined {
  if (event.isComposing) return undefined; // Enter and space choose words in an input method
  if (event.ctrlKey !== event.metaKey && !event.altKey) {
    const key = event.key.toLowerCase();
    return key === 'z' && event.shiftKey ? 'redo' : WITH_CONTROL[key];
  }
  if (event.ctrlKey || event.altKey) return undefined;
  const types = event.key === ' ' || (event.key === 'Enter' && !(target instanceof HTMLInputElement));
  return types && isTyped(target) ? undefined : PLAIN[event.key];
}

/** Editing, in spells: how long, how many keys and deletions, what length at the end. No text. */

import type { InputBody, Stamp } from '../protocol.js';
import { hitBy, isTyped, type Sensor } from '../sensing.js';

const REST_MS = 4_000; // a pause that ends a spell

interface Spell {
  field: HTMLElement;
  stamp: Stamp;
  last: number;
  seen: number; // performance.now() of the last edit
  keys: number;
  deletions: number;
  wasFilled: boolean;
  timer: number;
}

export const watchInput: Sensor = (sensing) => {
  const { host, privacy } = sensing;
  const filled = new WeakMap<Element, boolean>();
  let spell: Spell | undefined;

  function end(): void {
    if (!spell) return;
    const { field, stamp, last, keys, deletions, wasFilled, timer } = spell;
    spell = undefined;
    host.pristine.clearTimeout(timer);
    filled.set(field, lengthOf(field) > 0);
    sensing.emit({
      type: 'input', anchor: sensing.anchor(field), field: kindOf(field), ...stamp,
      duration_ms: Math.max(0, Math.round(last - stamp.t)), length: shownLength(field),
      keys, deletions, was_filled: wasFilled,
    });
  }

  /** One timer for a spell, which looks whether there was an edit since. */
  function rest(): void {
    if (!spell) return;
    const still = performance.now() - spell.seen;
    if (still >= REST_MS) end();
    else spell.timer = sensing.after(REST_MS - still, rest);
  }

  function typed(event: Event): Spell | undefined {
    const field = hitBy(event);
    if (!field || !isTyped(field) || privacy.isIgnored(field)) return undefined;
    if (spell?.field !== field) {
      end();
      const wasFilled = filled.get(field) ?? lengthOf(field as HTMLElement) > 0;
      const stamp = { t: host.at(event.timeStamp), page: host.page(), screen: host.screen() };
      spell = { field: field as HTMLElement, stamp, last: stamp.t, seen: 0, keys: 0, deletions: 0, wasFilled, timer: 0 };
    }
    spell.last = host.at(event.timeStamp);
    spell.seen = performance.now();
    if (!spell.timer) rest();
    return spell;
  }

  // Before the text changes: whether the field was filled shows only now.
  sensing.listen(window, 'beforeinput', typed);
  sensing.listen(window, 'input', (event: InputEvent) => {
    const current = typed(event);
    if (!current) return;
    current.keys += 1;
    if (event.inputType?.startsWith('delete')) current.deletions += 1;
  });
  sensing.listen(window, 'focusout', end);
  sensing.onLeave(end);

  sensing.listen(window, 'change', (event) => {
    const field = hitBy(event) as HTMLElement | null;
    if (!field || isTyped(field) || privacy.isIgnored(field)) return;
    const body: InputBody = { type: 'input', anchor: sensing.anchor(field), field: kindOf(field) };
    if (field instanceof HTMLInputElement && /^(?:checkbox|radio)$/.test(field.type)) body.is_checked = field.checked;
    sensing.emit({ ...body, t: host.at(event.timeStamp) });
  });
};

function kindOf(field: Element): string {
  if (field instanceof HTMLInputElement) return field.type;
  return (field as HTMLElement).isContentEditable ? 'contenteditable' : field.localName.slice(0, 32);
}

const lengthOf = (field: HTMLElement): number =>
  'value' in field ? String(field.value).length : (field.textContent ?? '').length;

/** A password's length is part of the secret. */
const shownLength = (field: HTMLElement): number =>
  field instanceof HTMLInputElement && field.type === 'password' ? 0 : lengthOf(field);

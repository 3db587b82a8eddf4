/**
 * Elements as anchors, and anchors as elements again; see `Anchor` in `protocol.ts`.
 *
 * A path is a selector from the nearest ancestor with a stable key down, ` >>> ` where it crosses
 * into an open shadow root.
 */

import { ownKey, uniqueKey, type Root } from './keys.js';
import { labelOf, roleOf, textHash, textOf } from './names.js';
import type { Anchor, Box } from './protocol.js';

const SHADOW = ' >>> ';
const MAX_PATH = 1_000;
const MAX_KEY = 300;
export const INTERACTIVE = [
  'a[href]', 'area[href]', 'button', 'input:not([type=hidden])', 'select', 'textarea', 'summary',
  'label', 'option', 'video[controls]', 'audio[controls]', '[onclick]',
  '[contenteditable]:not([contenteditable=false])', '[tabindex]:not([tabindex="-1"])',
  ...['button', 'link', 'tab', 'menuitem', 'menuitemcheckbox', 'menuitemradio', 'checkbox', 'radio',
    'switch', 'option', 'slider', 'combobox', 'textbox', 'treeitem'].map((role) => `[role=${role}]`),
].join(',');

const isMarked = (element: Element): boolean => element.closest('[data-ta-mask]') !== null;

/** The nearest element of a path (innermost first) that takes part in interaction, else the first. */
export function anchorIndex(path: readonly Element[]): number {
  const index = path.findIndex((element) => element.matches(INTERACTIVE));
  return index < 0 ? cursorIndex(path) : index;
}

/** Without a sign in the markup, a hand cursor tells how far the pressable thing reaches. */
function cursorIndex(path: readonly Element[]): number {
  const isHand = (element: Element | undefined): boolean =>
    element !== undefined && getComputedStyle(element).cursor === 'pointer';
  let index = 0;
  if (isHand(path[0])) while (isHand(path[index + 1])) index += 1;
  return index;
}

/** An element's box on the page. */
export function pageBox(box: DOMRect): Box {
  const place = [box.left + scrollX, box.top + scrollY, box.width, box.height];
  return place.map((px) => Math.round(px * 10) / 10) as unknown as Box;
}

export function describe(
  element: Element,
  isMasked: (element: Element) => boolean = isMarked,
  box: DOMRect = element.getBoundingClientRect(),
): Anchor {
  const anchor: Anchor = {
    tag: element.localName.slice(0, 64),
    path: pathOf(element).slice(-MAX_PATH),
    box: pageBox(box),
  };
  const key = keyAcross(element);
  const shown = textOf(element, isMasked);
  const text = textHash(shown);
  const label = labelOf(element, isMasked, shown);
  const role = roleOf(element);
  if (key) anchor.key = key;
  if (text) anchor.text = text;
  if (label) anchor.label = label;
  if (role) anchor.role = role;
  if (element.matches(INTERACTIVE)) anchor.interactive = true;
  return anchor;
}

/** A key that holds from the document on: in a shadow root, its host needs one too. */
export function keyAcross(element: Element): string | undefined {
  const key = uniqueKey(element);
  const root = element.getRootNode();
  if (!key || !(root instanceof ShadowRoot)) return key;
  const outer = keyAcross(root.host);
  const whole = outer && outer + SHADOW + key;
  return whole && whole.length <= MAX_KEY ? whole : undefined;
}

/** The path from the nearest keyed ancestor, the element itself excluded, down to the element. */
export function pathOf(element: Element): string {
  const steps: string[] = [];
  let at: Element = element;
  for (;;) {
    steps.unshift(step(at));
    const parent: Element | null = at.parentElement;
    if (!parent) break;
    const key = uniqueKey(parent);
    if (key) {
      steps.unshift(key);
      break;
    }
    at = parent;
  }
  const root = element.getRootNode();
  const inner = steps.join(' > ');
  if (!(root instanceof ShadowRoot)) return inner;
  return (keyAcross(root.host) ?? pathOf(root.host)) + SHADOW + inner;
}

/** One step: the element's own key where it has one, its place among its like where it has like. */
function step(element: Element): string {
  const { localName } = element;
  const tag = CSS.escape(localName);
  const key = ownKey(element);
  if (key && !hasSibling(element, (other) => other.matches(key))) {
    return key.startsWith('[') || key.startsWith('#') ? tag + key : key;
  }
  let place = 1;
  for (let at = element.previousElementSibling; at; at = at.previousElementSibling) {
    if (at.localName === localName) place += 1;
  }
  const isAlone = place === 1 && !hasSibling(element, (other) => other.localName === localName);
  return isAlone ? tag : `${tag}:nth-of-type(${place})`;
}

/** Goes outwards from the element and stops at the first: lists have thousands of rows. */
function hasSibling(element: Element, isIt: (other: Element) => boolean): boolean {
  for (let at = element.nextElementSibling; at; at = at.nextElementSibling) if (isIt(at)) return true;
  for (let at = element.previousElementSibling; at; at = at.previousElementSibling) if (isIt(at)) return true;
  return false;
}

/**
 * Finds an anchor's element again.
 *
 * A key decides alone. A path through a list is trusted only if the text is the same, and else the
 * element with that text is looked for among those on the same way: rows move.
 *
 * @returns the element, or null where it is not there (any more)
 */
export function find(anchor: Anchor, root: Root = document): Element | null {
  if (anchor.key) return across(anchor.key, root)[0] ?? null;
  const [found] = across(anchor.path, root);
  const hasText = (element: Element): boolean => textHash(textOf(element, isMarked)) === anchor.text;
  if (found && (!anchor.text || !anchor.path.includes(':nth-of-type') || hasText(found))) return found;
  if (!anchor.text) return null;
  const alike = across(anchor.path.replace(/:nth-of-type\(\d+\)/g, ''), root).filter(hasText);
  return alike.length === 1 ? (alike[0] ?? null) : null;
}

/** All elements that a selector across shadow roots matches. */
function across(selector: string, root: Root): Element[] {
  const [first = '', ...rest] = selector.split(SHADOW);
  let found: Element[];
  try {
    found = [...root.querySelectorAll(first)];
  } catch {
    return []; // a path that was cut off at its limit
  }
  if (!rest.length) return found;
  return found.flatMap((host) => (host.shadowRoot ? across(rest.join(SHADOW), host.shadowRoot) : []));
}

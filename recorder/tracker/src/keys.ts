/** Selectors that survive a changed page: stable attributes first, else an id that a person chose. */

import { maskName } from './masking.js';

const ATTRIBUTES = ['data-ta-name', 'data-testid', 'data-test', 'data-cy'] as const;
const FIELDS = /^(?:input|select|textarea|button|output|fieldset)$/;
// What frameworks count up or hash: `:r1:`, `radix-7`, `ember123`, `a1b2c3d4`, `field_48213`.
const GENERATED =
  /^:|:$|^(?:radix|react|headlessui|mui|ember|ext|yui|ui-id|mat|cdk|rc|svelte|vue|downshift|aria)[-_:]?.*\d|\d{4,}|(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,}|^[0-9_-]+$/i;

export type Root = Document | ShadowRoot | Element;

/** The element's own stable selector, whether or not another element has the same. */
export function ownKey(element: Element): string | undefined {
  for (const name of ATTRIBUTES) {
    const value = element.getAttribute(name);
    if (value && maskName(value) === value) return `[${name}="${quote(value)}"]`;
  }
  const { id, localName } = element;
  if (id && !GENERATED.test(id) && maskName(id) === id) return `#${CSS.escape(id)}`;
  const name = FIELDS.test(localName) && element.getAttribute('name');
  if (!name || GENERATED.test(name) || maskName(name) !== name) return undefined;
  const type = element.getAttribute('type');
  // Radio buttons and check boxes of a group share their name; the page's author chose the value.
  const value = type === 'radio' || type === 'checkbox' ? maskName(element.getAttribute('value') ?? '') : '';
  return `${localName}[name="${quote(name)}"]${value ? `[value="${quote(value)}"]` : ''}`;
}

/** A stable selector that matches this element alone within its document or shadow root. */
export function uniqueKey(element: Element): string | undefined {
  const key = ownKey(element);
  const root = element.getRootNode() as Document | ShadowRoot;
  if (!key || key.length > 200 || !root.querySelectorAll) return undefined;
  return root.querySelectorAll(key).length === 1 ? key : undefined;
}

export const quote = (value: string): string => value.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\a ');

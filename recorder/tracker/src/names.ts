/** What a person would call an element, and the hash of its text. */

import { maskShown, maskText } from './masking.js';

const MAX_LABEL = 80;
const MAX_TEXT = 200; // characters that go into the hash
const MAX_NODES = 60; // text nodes looked at: a whole page has no name
// Their content is typed, or is not content.
const SILENT = 'input,textarea,select,script,style,noscript,template,[contenteditable]:not([contenteditable=false])';

const ROLES: Record<string, string> = {
  a: 'link', button: 'button', select: 'combobox', textarea: 'textbox', summary: 'button',
  img: 'img', nav: 'navigation', main: 'main', dialog: 'dialog', option: 'option', li: 'listitem',
};
const INPUT_ROLES: Record<string, string> = {
  button: 'button', submit: 'button', reset: 'button', image: 'button', checkbox: 'checkbox',
  radio: 'radio', range: 'slider', number: 'spinbutton', search: 'searchbox',
};

export function roleOf(element: Element): string | undefined {
  const given = element.getAttribute('role')?.trim().split(/\s+/)[0];
  if (given) return given.slice(0, 64);
  if (element.localName === 'input') {
    return INPUT_ROLES[(element as HTMLInputElement).type] ?? 'textbox';
  }
  if (element.localName === 'a' && !element.hasAttribute('href')) return undefined;
  return ROLES[element.localName];
}

/** The start of an element's text, spaces collapsed; nothing that was typed, nothing masked. */
export function textOf(element: Element, isMasked: (element: Element) => boolean): string {
  const parts: string[] = [];
  let length = 0;
  let nodes = 0;
  const walk = (node: Node): void => {
    if (length > MAX_TEXT || nodes > MAX_NODES) return;
    if (node.nodeType === Node.TEXT_NODE) {
      // As the recording has it, so that the hash is the same on a page that was drawn from that.
      const text = maskShown(node.nodeValue ?? '').replace(/\s+/g, ' ').trim();
      if (!text) return;
      nodes += 1;
      length += text.length + 1;
      parts.push(text);
    } else if (node instanceof Element && !node.matches(SILENT) && !isMasked(node)) {
      for (let child = node.firstChild; child; child = child.nextSibling) walk(child);
    }
  };
  walk(element);
  return parts.join(' ').slice(0, MAX_TEXT);
}

/** FNV-1a, 32 bits, of the text in lower case; none for an element without text. */
export function textHash(text: string): string | undefined {
  if (!text) return undefined;
  let hash = 0x811c9dc5;
  for (const char of text.toLowerCase()) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(8, '0');
}

/**
 * A short accessible name: what the page's author wrote, in the order of the Accessible Name
 * computation (W3C accname 1.2), never what stands in a field.
 */
export function labelOf(
  element: Element,
  isMasked: (element: Element) => boolean,
  shown = textOf(element, isMasked),
): string | undefined {
  if (isMasked(element)) return undefined;
  for (const name of names(element, isMasked, shown)) {
    const text = name?.replace(/\s+/g, ' ').trim();
    if (text) return maskText(text).slice(0, MAX_LABEL);
  }
  return undefined;
}

function* names(
  element: Element,
  isMasked: (element: Element) => boolean,
  shown: string,
): Generator<string | null | undefined> {
  const root = element.getRootNode() as Document | ShadowRoot;
  const text = (of: Element | null | undefined): string => (of ? textOf(of, isMasked) : '');
  for (const id of (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean)) {
    yield text(root.getElementById?.(id));
  }
  yield element.getAttribute('aria-label');
  if ('labels' in element) yield text((element as HTMLInputElement).labels?.[0]);
  if (element instanceof HTMLInputElement && /^(?:submit|button|reset)$/.test(element.type)) {
    yield element.value; // a caption, not an entry
  }
  yield element.getAttribute('alt');
  yield shown;
  yield element.querySelector('img[alt]:not([alt=""])')?.getAttribute('alt');
  yield element.querySelector('svg title')?.textContent;
  for (const name of ['title', 'placeholder', 'data-ta-name', 'name']) yield element.getAttribute(name);
}

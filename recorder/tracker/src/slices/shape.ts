/** One node as rrweb's snapshot has it, without its children. */

import type { Privacy } from '../privacy.js';
import { absoluteCss } from '../recording/sheets.js';
import { absolute, amend, type Attributes, candidates, type States } from '../recording/states.js';

/** rrweb's NodeType. */
export const DOCUMENT = 0;
export const DOCTYPE = 1;
export const ELEMENT = 2;
export const TEXT = 3;

export interface SliceStates extends States {
  cssOf(sheet: CSSStyleSheet | null): string | null;
}

export interface Shape {
  type: number;
  id: number;
  tagName?: string;
  attributes?: Attributes;
  textContent?: string;
  name?: string;
  publicId?: string;
  systemId?: string;
  compatMode?: string;
  isSVG?: true;
  isCustom?: true;
  isShadowHost?: true;
  isShadow?: true;
  rootId?: number;
}

const TAG = /^[a-z][a-z0-9-_:]*$/;
const FETCHES_AHEAD = /\b(?:preload|modulepreload|prefetch|preconnect|dns-prefetch)\b/i;
const ADDRESSES = /^(?:src|href|xlink:href|poster|data|background)$/;
// Asking where an element is scrolled to takes longer than all the rest; these hardly ever are.
const NEVER_SCROLLED = /^(?:t[drh]|t(?:body|head|foot)|col|caption|a|b|i|em|strong|small|span|label|button|li|d[td]|p|h[1-6]|br|hr|img|svg|g|path|use|option|input|link|meta|style|title)$/;
const WHOLE = /^(?:#|data:|blob:|https?:)/i;

/** Whether a node is no part of what is seen. */
export function isLeftOut(node: Node): boolean {
  if (node.nodeType === Node.TEXT_NODE) return node.parentNode?.nodeName === 'HEAD';
  if (node.nodeType === Node.DOCUMENT_TYPE_NODE) return false;
  if (node.nodeType !== Node.ELEMENT_NODE) return true;
  const { localName } = node as Element;
  return localName === 'script' || (localName === 'link' && FETCHES_AHEAD.test((node as HTMLLinkElement).rel));
}

/** The nodes to be recorded below a node: of an open shadow root first, then its own. */
export function childrenOf(node: Node, privacy: Privacy): { node: Node; isShadow: boolean }[] {
  const found: { node: Node; isShadow: boolean }[] = [];
  if (node.nodeType === Node.ELEMENT_NODE) {
    const element = node as Element;
    if (/^(?:textarea|noscript|iframe|canvas|template)$/.test(element.localName)) return found;
    if (element.matches(privacy.ignored)) return found;
    for (let at = element.shadowRoot?.firstChild ?? null; at; at = at.nextSibling) {
      if (!isLeftOut(at)) found.push({ node: at, isShadow: true });
    }
  }
  for (let at = node.firstChild; at; at = at.nextSibling) {
    if (!isLeftOut(at)) found.push({ node: at, isShadow: false });
  }
  return found;
}

export function shapeOf(node: Node, id: number, states: SliceStates): Shape {
  switch (node.nodeType) {
    case Node.DOCUMENT_NODE: {
      const { compatMode } = node as Document;
      return { type: DOCUMENT, id, ...(compatMode === 'CSS1Compat' ? {} : { compatMode }) };
    }
    case Node.DOCUMENT_TYPE_NODE: {
      const { name, publicId, systemId } = node as DocumentType;
      return { type: DOCTYPE, id, name, publicId, systemId };
    }
    case Node.ELEMENT_NODE:
      return shapeElement(node as Element, id, states);
    default:
      return { type: TEXT, id, textContent: textOf(node) };
  }
}

function textOf(node: Node): string {
  const text = node.nodeValue ?? '';
  if (node.parentNode?.nodeName !== 'STYLE') return text;
  // The sheet travels with its element; each of its text nodes gets its part there.
  return (node.parentNode as HTMLStyleElement).sheet?.cssRules.length ? '' : absoluteCss(text, node.baseURI);
}

function shapeElement(element: Element, id: number, states: SliceStates): Shape {
  const name = element.localName;
  const tag = name.toLowerCase(); // SVG has names with capitals, which players know in small letters
  const shape: Shape = { type: ELEMENT, id, tagName: TAG.test(tag) ? tag : 'div', attributes: {} };
  if (element instanceof SVGElement) shape.isSVG = true;
  if (element.shadowRoot) shape.isShadowHost = true;
  if (name.includes('-') && customElements.get(name)) shape.isCustom = true;
  shape.attributes = element.matches(states.privacy.ignored) ? sizeOf(element) : attributesOf(element, states);
  return shape;
}

/** All that is told of what must not be recorded. */
function sizeOf(element: Element): Attributes {
  const { width, height } = element.getBoundingClientRect();
  return { class: element.className, rr_width: `${width}px`, rr_height: `${height}px` };
}

export function attributesOf(element: Element, states: SliceStates): Attributes {
  const name = element.localName;
  const attributes: Attributes = {};
  for (let index = 0; index < element.attributes.length; index += 1) {
    const attribute = element.attributes[index];
    if (attribute) attributes[attribute.name] = whole(element, attribute.name, attribute.value);
  }
  if (name === 'iframe') setFrame(element as HTMLIFrameElement, attributes);
  else if (name === 'dialog') setDialog(element as HTMLDialogElement, attributes);
  else if (name === 'video' || name === 'audio') setMedia(element as HTMLMediaElement, attributes);
  // The page itself has an offset of its own.
  else if (element.parentNode !== document && !NEVER_SCROLLED.test(name) && (element.scrollTop || element.scrollLeft)) {
    attributes['rr_scrollTop'] = element.scrollTop;
    attributes['rr_scrollLeft'] = element.scrollLeft;
  }
  if (name === 'style' || name === 'link') setSheet(element as HTMLLinkElement, attributes, states);
  amend(element, attributes, states);
  return attributes;
}

/** An attribute's value with whole addresses. */
function whole(element: Element, name: string, value: string): string {
  if (name === 'style') return absoluteCss(value, element.baseURI);
  if (name === 'srcset') {
    return candidates(value).map(({ url, size }) => `${absolute(url)} ${size}`.trim()).join(', ');
  }
  return ADDRESSES.test(name) && value && !WHOLE.test(value) ? absolute(value) : value;
}

/** A sheet that can be read travels with its element. */
function setSheet({ sheet, localName }: HTMLLinkElement, attributes: Attributes, states: SliceStates): void {
  const css = states.cssOf(sheet);
  if (!css) return;
  attributes['_cssText'] = css;
  if (localName !== 'link') return;
  delete attributes['rel'];
  delete attributes['href'];
}

function setFrame(frame: HTMLIFrameElement, attributes: Attributes): void {
  if (!frame.contentDocument) attributes['rr_src'] = attributes['src'];
  delete attributes['src'];
}

function setDialog(dialog: HTMLDialogElement, attributes: Attributes): void {
  if (dialog.open) attributes['rr_open_mode'] = dialog.matches(':modal') ? 'modal' : 'non-modal';
}

function setMedia(media: HTMLMediaElement, attributes: Attributes): void {
  delete attributes['autoplay'];
  attributes['rr_mediaState'] = media.paused ? 'paused' : 'played';
  attributes['rr_mediaCurrentTime'] = media.currentTime;
}

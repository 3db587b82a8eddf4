/**
 * Masks an rrweb event before it is queued: texts, attributes and addresses, in snapshots and in
 * mutations. rrweb itself masks inputs and the texts below a selector, but no attribute, nothing
 * by pattern, and nothing across a shadow root.
 */

import type { Host } from '../host.js';
import type { Privacy } from '../privacy.js';

export type Masking = NonNullable<Host['delivery']['masking']>;

export const EDITABLE = '[contenteditable]:not([contenteditable=false])';

const MASK = '***';
const ELEMENT = 2; // rrweb's NodeType
const TEXT = 3;
const FULL_SNAPSHOT = 2; // rrweb's EventType
const INCREMENTAL = 3;
const META = 4;
const MUTATION = 0; // rrweb's IncrementalSource
const INPUT = 5;
const CHOICES = /^(?:checkbox|radio|button|submit|reset)$/;

type Attributes = Record<string, unknown>;
interface RrwebNode {
  id: number;
  type: number;
  tagName?: string;
  attributes?: Attributes;
  textContent?: string;
  childNodes?: RrwebNode[];
}
interface Mutations {
  source?: number;
  adds?: { parentId: number; node: RrwebNode }[];
  texts?: { id: number; value: string | null }[];
  attributes?: { id: number; attributes: Attributes }[];
}
export interface RrwebEvent {
  type: number;
  data?: Mutations & { href?: string; node?: RrwebNode; id?: number; text?: string };
}

type Mask = (value: string) => string;
// What lays a page out, and what rrweb adds. Masking it would break the picture and protect nobody.
const STRUCTURE =
  /^(?:d|points|transform|viewbox|fill.*|stroke.*|[xy][12]?|[cd][xy]|r[xy]?|width|height|rows|cols|(?:col|row)?span|tabindex|type|rel|role|media|sizes|dir|lang|xmlns.*|rr_.*|_csstext|version|offset|method|target)$/;
const NAMES = /^(?:id|for|name|part|slot|is|form|list|headers|aria-(?:labelledby|describedby|controls|owns))$/;
// Where a value is a caption or a number of the author's; rrweb masks those of fields itself.
const CAPTIONED = /^(?:input|textarea|select|option|button|li|meter|progress|param|data)$/;
const LINKS = /^(?:action|formaction|ping|cite)$/;
const RESOURCES = /^(?:src|srcset|poster|data|background|href|xlink:href)$/;

export function makeRedact(
  privacy: Privacy,
  masking: Masking,
  nodeOf: (id: number) => Node | null,
): (event: RrwebEvent) => void {
  const { entryOf, maskClass, maskNames, maskResource, maskShown, maskStyle, maskText, maskUrl } = masking;
  // Asking the element costs more than looking at its attributes; only a study's selectors need it.
  const isPlain = privacy.masked === '[data-ta-mask]';
  const shown = (text: string, covered: boolean): string =>
    covered ? text.replace(/\S/g, '*') : maskShown(text);
  /** What the study lets be seen of a field's content; rrweb has put stars in its place. */
  const entry = (id: number): string | undefined => {
    const text = privacy.unmasked ? entryOf(nodeOf(id), privacy) : undefined;
    return text === undefined ? text : maskShown(text);
  };
  const masks = new Map<string, Mask>();

  const elementOf = (id: number): Element | null => {
    const node = nodeOf(id);
    if (!node) return null;
    if ('closest' in node) return node as Element;
    return node.parentElement ?? ((node as Partial<ShadowRoot>).host ?? (node.parentNode as Partial<ShadowRoot> | null)?.host ?? null);
  };
  function startsCover({ id, attributes = {} }: RrwebNode): boolean {
    if ('data-ta-mask' in attributes || (attributes['contenteditable'] ?? 'false') !== 'false') return true;
    return !isPlain && (elementOf(id)?.matches(privacy.masked) ?? false);
  }
  const isCovered = (element: Element | null): boolean =>
    element !== null && (privacy.isMasked(element) || element.closest(EDITABLE) !== null);

  /** How an attribute is masked; anything unknown is a text. */
  function maskOf(name: string, tag: string): Mask {
    const isLink = LINKS.test(name) || (name === 'href' && /^(?:a|area)$/.test(tag));
    if (isLink) return (value) => (value.startsWith('#') ? value : maskUrl(value));
    if (RESOURCES.test(name)) return maskResource;
    if (name === 'style') return maskStyle;
    if (name === 'class') return maskClass;
    if (name === 'value' && !CAPTIONED.test(tag)) return () => MASK;
    if (STRUCTURE.test(name)) return (value) => value;
    return NAMES.test(name) ? maskNames : maskText;
  }

  function redactAttributes(attributes: Attributes, tag: string, covered: boolean, id: number): void {
    for (const name in attributes) {
      const value = attributes[name];
      if (typeof value !== 'string' || !value) continue;
      const place = `${name.toLowerCase()} ${tag}`;
      const mask = masks.get(place) ?? maskOf(name.toLowerCase(), tag);
      masks.set(place, mask);
      const isHidden = name === 'value' && tag === 'input' && attributes['type'] === 'hidden';
      const isCovered = isHidden || (covered && mask === maskText);
      attributes[name] = (name === 'value' && entry(id)) || (isCovered ? MASK : mask(value));
    }
  }

  function redactNode(node: RrwebNode, covered: boolean, parent = ''): void {
    const tag = node.tagName ?? '';
    if (node.type === TEXT) {
      if (parent === 'style' || parent === 'script') return;
      const text = node.textContent ?? '';
      node.textContent = entry(node.id) ?? (parent === 'title' ? maskText(text) : shown(text, covered));
      return;
    }
    if (node.type === ELEMENT) {
      covered ||= startsCover(node);
      if (node.attributes) redactAttributes(node.attributes, tag, covered, node.id);
    }
    for (const child of node.childNodes ?? []) redactNode(child, covered, tag);
  }

  function redactMutations({ adds = [], texts = [], attributes = [] }: Mutations): void {
    for (const { parentId, node } of adds) {
      const parent = elementOf(parentId);
      redactNode(node, isCovered(parent), parent?.localName);
    }
    for (const text of texts) {
      const element = elementOf(text.id);
      if (!text.value || element?.localName === 'style') continue;
      const isTitle = element?.localName === 'title';
      text.value = entry(text.id) ?? (isTitle ? maskText(text.value) : shown(text.value, isCovered(element)));
    }
    for (const change of attributes) {
      const element = elementOf(change.id);
      redactAttributes(change.attributes, element?.localName ?? '', isCovered(element), change.id);
    }
  }

  return ({ type, data }) => {
    if (!data) return;
    if (type === META && data.href) data.href = maskUrl(data.href);
    else if (type === FULL_SNAPSHOT && data.node) redactNode(data.node, false);
    else if (type === INCREMENTAL && data.source === MUTATION) redactMutations(data);
    // rrweb masks fields by their type and lets hidden ones through, also what a script puts there.
    else if (type === INCREMENTAL && data.source === INPUT && data.text) {
      const field = elementOf(data.id ?? 0) as Partial<HTMLInputElement> | null;
      const kind = field?.type ?? '';
      if (CHOICES.test(kind)) data.text = maskText(data.text);
      else data.text = entry(data.id ?? 0) ?? (kind === 'hidden' ? MASK : data.text.replace(/[^*]/g, '*'));
    }
  };
}

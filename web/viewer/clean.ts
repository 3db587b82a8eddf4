/**
 * Makes rrweb's events safe to draw, and drawable from the archive alone: nothing that runs or
 * reaches out is passed on, addresses are exchanged for archived files, and what has not the shape
 * that the Replayer relies on is left out and counted. A copy is made: the Replayer changes what
 * it is given.
 *
 * This is the first of three walls. The frame runs no scripts and its policy lets nothing in.
 */

import { homeCss, homeStyle, type Link } from './clean_css.js';
import { cleanAttributes } from './clean_attributes.js';
import { isNumber, isObject, isText, list, type Json } from './shape.js';
import type { EventRun, RecordedEvent } from './source.js';

export const FULL_SNAPSHOT = 2;
export const INCREMENTAL = 3;
export const META = 4;
const MAX_NODES = 500_000;
const MAX_DEPTH = 800; // the Replayer builds by recursion; a parser nests 512 deep
const [DOCUMENT, DOCTYPE, ELEMENT, TEXT, CDATA, COMMENT] = [0, 1, 2, 3, 4, 5];
// What may run or load a document of its own stays in the tree, as changes name it, but empty.
const EMPTIED = new Set(['script', 'base', 'noscript', 'template']);
const BOXES = new Set(['object', 'embed', 'applet', 'portal', 'fencedframe']);
const AS_DIV = new Set(['frame', 'frameset', 'plaintext', 'xmp', 'listing']);
const TAG = /^[a-z][\w.:-]*$/i;

export interface Cleaned {
  events: RecordedEvent[];
  /** How many had no shape that can be drawn. */
  dropped: number;
}

export function cleaner(link: Link): (runs: readonly EventRun[]) => Cleaned {
  // The texts below a style element are style sheets; a later change names them by id alone.
  const sheets = new Set<number>();
  const sheetTexts = new Set<number>();
  const canvases = new Map<number, unknown>(); // and the latest picture of each
  const tags = new Map<number, string>();
  let nodes = 0;

  function node(raw: unknown, depth: number, parent: string): Json | null {
    if (!isObject(raw) || !isNumber(raw['id'])) return null;
    if (++nodes > MAX_NODES) throw new Error('the page has too many elements');
    if (depth > MAX_DEPTH) throw new Error('the page is nested too deeply');
    const { id, type } = raw;
    const common: Json = { id, type };
    if (isNumber(raw['rootId'])) common['rootId'] = raw['rootId'];
    if (raw['isShadow'] === true) common['isShadow'] = true;
    if (type === DOCUMENT) {
      const mode = raw['compatMode'] === 'BackCompat' ? { compatMode: 'BackCompat' } : {};
      const childNodes = children(raw, depth, '');
      // The Replayer looks at the first child of a page without a doctype.
      return { ...common, ...(childNodes.length ? mode : {}), childNodes };
    }
    if (type === DOCTYPE) {
      return { ...common, name: word(raw['name'], 'html'), publicId: word(raw['publicId']), systemId: word(raw['systemId']) };
    }
    if (type === ELEMENT) return element(raw, common, id, depth);
    if (type === TEXT || type === CDATA || type === COMMENT) {
      const content = word(raw['textContent']);
      // A CDATA section can stand in XML alone; a comment is never seen.
      if (type !== TEXT) return { ...common, type: COMMENT, textContent: '' };
      const isSheet = parent === 'style' || raw['isStyle'] === true;
      if (isSheet) sheetTexts.add(id);
      return { ...common, textContent: isSheet ? homeCss(content, link) : content, ...(isSheet ? { isStyle: true } : {}) };
    }
    return null;
  }

  function element(raw: Json, common: Json, id: number, depth: number): Json {
    const was = isText(raw['tagName']) && TAG.test(raw['tagName']) ? raw['tagName'] : 'div';
    const name = was.toLowerCase();
    const attributes = cleanAttributes(name, isObject(raw['attributes']) ? raw['attributes'] : {}, link);
    tags.set(id, name);
    if (name === 'style') sheets.add(id);
    const built: Json = { ...common, tagName: was, attributes, childNodes: [] };
    for (const flag of ['isSVG', 'isShadowHost', 'needBlock'] as const) if (raw[flag] === true) built[flag] = true;
    if (raw['isCustom'] === true && /^[a-z][a-z0-9._]*-[a-z0-9._-]*$/.test(was)) built['isCustom'] = true;
    if (EMPTIED.has(name)) return { ...built, tagName: name === 'template' ? 'template' : 'noscript' };
    if (BOXES.has(name)) return { ...built, tagName: 'span' };
    if (name === 'canvas') canvases.set(id, isObject(raw['attributes']) ? raw['attributes']['rr_dataURL'] : undefined);
    if (name === 'iframe' || name === 'canvas') return built;
    built['childNodes'] = children(raw, depth, name);
    return AS_DIV.has(name) ? { ...built, tagName: 'div' } : built;
  }

  function children(raw: Json, depth: number, parent: string): Json[] {
    const found: Json[] = [];
    for (const child of list(raw['childNodes'])) {
      const clean = node(child, depth + 1, parent);
      if (clean) found.push(clean);
    }
    return found;
  }

  function mutation(data: Json): Json {
    const adds = list(data['adds']).flatMap((add) => {
      const parentId = add['parentId'];
      if (!isNumber(parentId)) return [];
      const built = node(add['node'], 0, sheets.has(parentId) ? 'style' : '');
      if (!built) return [];
      const nextId = isNumber(add['nextId']) ? add['nextId'] : null;
      return [{ parentId, nextId, node: built, ...(isNumber(add['previousId']) ? { previousId: add['previousId'] } : {}) }];
    });
    const removes = list(data['removes']).flatMap(({ id, parentId, isShadow }) =>
      isNumber(id) && isNumber(parentId) ? [{ id, parentId, ...(isShadow === true ? { isShadow } : {}) }] : []);
    const texts = list(data['texts']).flatMap(({ id, value }) => {
      if (!isNumber(id) || (value !== null && !isText(value))) return [];
      return [{ id, value: value !== null && sheetTexts.has(id) ? homeCss(value, link) : value }];
    });
    const attributes = list(data['attributes']).flatMap(({ id, attributes: changed }) =>
      isNumber(id) && isObject(changed) ? [{ id, attributes: cleanAttributes(tags.get(id) ?? '', painting(id, changed), link, true) }] : []);
    const frame = data['isAttachIframe'] === true ? { isAttachIframe: true } : {};
    return { source: 0, adds, removes, texts, attributes, ...frame };
  }

  /** A style that is told whole takes a canvas's picture away, which stands in it here. */
  function painting(id: number, changed: Json): Json {
    if (!canvases.has(id)) return changed;
    if ('rr_dataURL' in changed) canvases.set(id, changed['rr_dataURL']);
    return { ...changed, rr_dataURL: canvases.get(id) };
  }

  function rules(data: Json): Json | null {
    const adds = list(data['adds']).flatMap(({ rule, index }) =>
      isText(rule) ? [{ rule: homeCss(rule, link), ...place(index) }] : []);
    const removes = list(data['removes']).flatMap(({ index }) => ('index' in place(index) ? [place(index)] : []));
    const whole: Json = {};
    for (const name of ['replace', 'replaceSync'] as const) {
      const css = data[name];
      if (isText(css)) whole[name] = homeCss(css, link);
    }
    return { ...owner(data), source: 8, adds, removes, ...whole };
  }

  function declaration(data: Json): Json | null {
    const { index, set, remove } = data;
    if (!Array.isArray(index) || !index.every(isNumber)) return null;
    const change: Json = {};
    if (isObject(set) && isText(set['property'])) {
      const value = isText(set['value']) ? homeCss(set['value'], link) : null;
      change['set'] = { property: set['property'], value, priority: set['priority'] === 'important' ? 'important' : '' };
    }
    if (isObject(remove) && isText(remove['property'])) change['remove'] = { property: remove['property'] };
    return { ...owner(data), source: 13, index, ...change };
  }

  function adopted(data: Json): Json | null {
    if (!isNumber(data['id']) || !Array.isArray(data['styleIds'])) return null;
    const styles = list(data['styles']).flatMap(({ styleId, rules: found }) => {
      if (!isNumber(styleId)) return [];
      const kept = list(found).flatMap(({ rule, index }) => (isText(rule) ? [{ rule: homeCss(rule, link), ...place(index) }] : []));
      return [{ styleId, rules: kept }];
    });
    return { source: 15, id: data['id'], styleIds: data['styleIds'].filter(isNumber), styles };
  }

  /** Frames of a canvas come as commands; the last whole picture among them is what was seen. */
  function painted(data: Json): Json | null {
    const picture = /data:image\/(?:png|webp|jpeg);base64,[\w+/=]+/.exec(JSON.stringify(data).slice(0, 8_000_000))?.[0];
    if (!picture || !isNumber(data['id']) || !canvases.has(data['id'])) return null;
    const attributes = [{ id: data['id'], attributes: { style: { content: `url("${picture}")` } } }];
    return { source: 0, adds: [], removes: [], texts: [], attributes };
  }

  const numbers = (data: Json, ...names: string[]): boolean => names.every((name) => isNumber(data[name]));

  function change(data: Json): Json | null {
    const { source } = data;
    if (source === 0) return mutation(data);
    if (source === 1 || source === 6 || source === 12) {
      const positions = list(data['positions']).filter((one) => numbers(one, 'x', 'y', 'id', 'timeOffset'));
      return positions.length ? { source, positions } : null;
    }
    if (source === 2) return numbers(data, 'id', 'type') ? pick(data, 'source', 'id', 'type', 'x', 'y') : null;
    if (source === 3) return numbers(data, 'id', 'x', 'y') ? pick(data, 'source', 'id', 'x', 'y') : null;
    if (source === 4) return numbers(data, 'width', 'height') ? pick(data, 'source', 'width', 'height') : null;
    if (source === 5) {
      if (!numbers(data, 'id')) return null;
      return { source, id: data['id'], text: word(data['text']), isChecked: data['isChecked'] === true };
    }
    if (source === 8) return rules(data);
    if (source === 9) return painted(data);
    if (source === 10) {
      if (!isText(data['family']) || !isText(data['fontSource'])) return null;
      const isBuffer = data['buffer'] === true;
      return { source, family: data['family'], buffer: isBuffer, fontSource: isBuffer ? data['fontSource'] : homeStyle(data['fontSource'], link) };
    }
    if (source === 13) return declaration(data);
    if (source === 14) {
      const ranges = list(data['ranges']).filter((one) => numbers(one, 'start', 'startOffset', 'end', 'endOffset'));
      return { source, ranges };
    }
    return source === 15 ? adopted(data) : null;
  }

  function event({ type, data }: RecordedEvent): { type: number; data: Json } | null {
    if (!isObject(data)) return null;
    if (type === META) {
      return numbers(data, 'width', 'height') ? { type, data: { href: '', ...pick(data, 'width', 'height') } } : null;
    }
    if (type === FULL_SNAPSHOT) {
      const built = node(data['node'], 0, '');
      if (!built || built['type'] !== DOCUMENT) throw new Error('its first picture is damaged');
      const at = isObject(data['initialOffset']) ? data['initialOffset'] : {};
      const side = (name: string): number => (isNumber(at[name]) ? at[name] : 0);
      return { type, data: { node: built, initialOffset: { top: side('top'), left: side('left') } } };
    }
    if (type !== INCREMENTAL) return null;
    const clean = change(data);
    return clean && { type, data: clean };
  }

  return (runs) => {
    const events: RecordedEvent[] = [];
    let dropped = 0;
    for (const { origin_ms, events: raw } of runs) {
      for (const one of raw) {
        if (!isObject(one) || !isNumber(one.timestamp) || !isDrawn(one)) continue;
        const clean = event(one);
        if (clean) events.push({ ...clean, timestamp: one.timestamp - origin_ms });
        else dropped += 1;
      }
    }
    return { events, dropped };
  };
}

/** Kinds that change what is seen; the rest (load, logs, media, plug-ins) is nobody's loss. */
function isDrawn({ type, data }: RecordedEvent): boolean {
  if (type === META || type === FULL_SNAPSHOT) return true;
  const source = isObject(data) ? data['source'] : undefined;
  return type === INCREMENTAL && ![7, 9, 11, 16].includes(source as number) || (type === INCREMENTAL && source === 9);
}

const word = (value: unknown, otherwise = ''): string => (isText(value) ? value : otherwise);

function pick(data: Json, ...names: string[]): Json {
  return Object.fromEntries(names.filter((name) => isNumber(data[name])).map((name) => [name, data[name]]));
}

function place(index: unknown): Json {
  if (isNumber(index)) return { index };
  return Array.isArray(index) && index.length && index.every(isNumber) ? { index } : {};
}

function owner(data: Json): Json {
  return pick(data, 'id', 'styleId');
}

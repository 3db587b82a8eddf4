/** Which attributes of a recorded element are drawn: none that runs, sends, loads or takes focus. */

import { homeCss, type Link } from './clean_css.js';
import { isNumber, isObject, isText, type Json } from './shape.js';

const DROPPED =
  /^(?:on.*|srcdoc|sandbox|ping|nonce|integrity|crossorigin|autofocus|autoplay|manifest|loading|action|formaction|target|http-equiv|csp-content|shadowroot.*|allow|rr_src|rr_media.*)$/;
const PICTURES = /^(?:src|poster|background|href|xlink:href|data)$/;
const LINK_TAGS = new Set(['a', 'area']);
const SILENT = new Set(['iframe', 'frame', 'script', 'embed', 'object', 'applet', 'portal', 'audio', 'track', 'base', 'noscript']);
const PICTURE = /^data:image\/[a-z+]+;base64,[\w+/=]*$/i;
const SAFE_LINK = /^(?:https?:|mailto:|tel:|[#/?.]|[^:]*$)/i;

/**
 * @param tag lower case; empty where it is not known, as in a change of an element of long ago
 * @param raw as recorded; in changes null takes an attribute away and `style` may be an object
 * @param isChange of an element that is there: what is not named stays as it is
 */
export function cleanAttributes(tag: string, raw: Json, link: Link, isChange = false): Json {
  if (tag === 'meta' && ('http-equiv' in raw || !('name' in raw))) return {};
  const clean: Json = {};
  for (const [name, value] of Object.entries(raw)) {
    const kept = attribute(tag, name, value, raw, link);
    // In a change the Replayer takes texts alone: a box that was ticked would stay as it was.
    if (kept !== undefined) clean[name] = isChange && kept === true ? '' : kept;
  }
  if (tag === 'iframe') clean['sandbox'] = 'allow-same-origin'; // as its frame: nothing runs
  if (tag === 'canvas') paint(clean, raw, isChange);
  if (tag === 'object' || tag === 'embed') size(clean, raw);
  return clean;
}

function attribute(tag: string, written: string, value: unknown, raw: Json, link: Link): unknown {
  const name = written.toLowerCase();
  if (DROPPED.test(name)) return undefined;
  if (name === 'style' && isObject(value)) return styleChanges(value, link);
  if (value === null || typeof value === 'boolean' || isNumber(value)) return value;
  if (!isText(value)) return undefined;
  if (name === 'rr_dataurl') return tag !== 'canvas' && /^data:image\//i.test(value) ? value : undefined;
  if (name === '_csstext' || name === 'style') return homeCss(value, link);
  if (tag === 'link') return ofLink(name, value, raw, link);
  if (SILENT.has(tag) && (PICTURES.test(name) || name === 'code' || name === 'codebase')) return undefined;
  if (name === 'srcset' || name === 'imagesrcset') return candidates(value, link);
  if (name === 'href' && (LINK_TAGS.has(tag) || tag === '')) return SAFE_LINK.test(value.trim()) ? value : 'about:invalid';
  if (PICTURES.test(name)) return /^(?:video|source)$/.test(tag) && name === 'src' ? undefined : link(value.trim()) ?? null;
  if (/^\s*(?:javascript|vbscript|data:text)/i.test(value.replace(/[\t\n\r\0]/g, ''))) return undefined;
  // Presentation attributes of SVG name files as style sheets do.
  return value.includes('url(') ? homeCss(value, link) : value;
}

/** Of links only style sheets draw anything; the rest reaches for the network. */
function ofLink(name: string, value: string, raw: Json, link: Link): string | undefined {
  const isSheet = '_cssText' in raw || /(?:^|\s)stylesheet(?:\s|$)/i.test(String(raw['rel'] ?? ''));
  if (name === 'href') return isSheet && !('_cssText' in raw) ? link(value.trim()) : undefined;
  return isSheet || name === 'id' || name === 'class' ? value : undefined;
}

function candidates(srcset: string, link: Link): string | undefined {
  const found = srcset.split(/,\s+|,(?=https?:)/).flatMap((candidate) => {
    const [url = '', ...size] = candidate.trim().split(/\s+/);
    const file = url && link(url.replace(/,$/, ''));
    return file ? [[file, ...size].join(' ')] : [];
  });
  return found.length ? found.join(', ') : undefined;
}

function styleChanges(value: Json, link: Link): Json {
  const clean: Json = {};
  for (const [property, change] of Object.entries(value)) {
    if (isText(change)) clean[property] = homeCss(change, link);
    else if (change === false) clean[property] = false;
    else if (Array.isArray(change) && isText(change[0])) {
      clean[property] = [homeCss(change[0], link), change[1] === 'important' ? 'important' : ''];
    }
  }
  return clean;
}

/** Changes a canvas's picture and leaves its own style; a style that is told whole goes before it. */
function repaint(clean: Json, picture: string): void {
  if (!PICTURE.test(picture)) return;
  const content = `url("${picture}")`;
  if (isText(clean['style'])) clean['style'] = `${clean['style']};content:${content}`;
  else clean['style'] = { ...(isObject(clean['style']) ? clean['style'] : {}), content };
}

/** Where nothing runs a canvas has no pixels of its own: the recorded ones stand in its place. */
function paint(clean: Json, raw: Json, isChange: boolean): void {
  const picture = isText(raw['rr_dataURL']) ? raw['rr_dataURL'] : '';
  if (isChange) return repaint(clean, picture);
  const side = (name: string, otherwise: number): number => Number(raw[name]) || otherwise;
  const empty = `data:image/svg+xml,%3Csvg xmlns=%27http://www.w3.org/2000/svg%27 width=%27${side('width', 300)}%27 height=%27${side('height', 150)}%27/%3E`;
  const source = PICTURE.test(picture) ? picture : empty;
  clean['style'] = `${isText(clean['style']) ? `${clean['style']};` : ''}content:url("${source}")`;
}

function size(clean: Json, raw: Json): void {
  const side = (name: string, otherwise: number): number => Number(raw[name]) || otherwise;
  clean['style'] = `${isText(clean['style']) ? `${clean['style']};` : ''}display:inline-block;width:${side('width', 300)}px;height:${side('height', 150)}px`;
}

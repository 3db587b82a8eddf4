/**
 * Takes personal data and what was typed out of texts and addresses before anything is queued;
 * of a query string no value stays but small numbers.
 */

import { MASK, maskEmails, maskPatterns } from './patterns.js';
import { hideEcho, hideSecrets, hideTyped } from './typed.js';

const SMALL_VALUE = /^(?:\d{1,3}|true|false)?$/; // page numbers and switches; nothing that is typed

export { entryOf } from './fields.js';

/** A name that the page's author gave (an id): personal data and secrets go. */
export const maskName = (text: string): string => hideSecrets(maskPatterns(text));

/** A text that the page shows: what only repeats the participant goes too, the rest is the page's. */
export const maskShown = (text: string): string => hideEcho(maskName(text));

/** A name or a list of names in an attribute; no name has a space in it that a person typed. */
export const maskNames = (text: string): string => (text.includes(' ') ? maskText(text) : maskShown(text));

/** Class names: digits stand for colours and sizes there, so no numbers are looked for. */
export const maskClass = (text: string): string => hideSecrets(maskEmails(text));

/** A text that people do not see as the page's own (a label, a message, a title): all typed goes. */
export const maskText = (text: string): string => hideTyped(maskPatterns(text));

/**
 * An address without what people typed: of a query the keys stay and the values go (a search
 * form puts the text there), but for small numbers. Data and blob addresses lose their content.
 */
export function maskUrl(address: string, base = location.href): string {
  let url: URL;
  try {
    url = new URL(address, base);
  } catch {
    return '';
  }
  if (!/^(?:https?|file):$/.test(url.protocol)) return url.protocol;
  const origin = url.protocol === 'file:' ? 'file://' : url.origin; // without user and password
  return (origin + maskPath(url.pathname) + query(url.search) + hash(url.hash)).slice(0, 2_000);
}

/** An address for requests and failures: no query and no fragment at all. */
export const bareUrl = (address: string): string => maskUrl(address).replace(/[?#].*$/, '');

/**
 * The address of a picture, font or style sheet: what it is found by has to stay, so only a query
 * that holds something personal goes, as a whole, and such a part of the path. Of numbers in a path
 * none is taken for a phone's: files are called so.
 */
export function maskResource(address: string): string {
  if (/^\s*(?:data|blob):/i.test(address)) return maskData(address);
  const [path = '', ...rest] = address.split('?');
  const asked = rest.join('?');
  const isPersonal = asked && maskText(decoded(asked)) !== decoded(asked);
  return maskParts(path, maskFile) + (asked ? `?${isPersonal ? '*' : asked}` : '');
}

/** Addresses within a `style`; the rest of it is looked through for secrets alone. */
export const maskStyle = (style: string): string =>
  maskClass(style.replace(/url\((["']?)(.*?)\1\)/g, (_, quote: string, address: string) =>
    `url(${quote}${maskResource(address)}${quote})`,
  ));

const maskFile = (part: string): string => {
  const name = part.replace(/\.\w{1,5}$/, '');
  return hideEcho(maskClass(name)) === name ? maskClass(part) : MASK;
};

/** A drawing within its own address is text, and may say whose picture it is. */
function maskData(address: string): string {
  const [, kind = '', text = ''] = address.match(/^\s*data:([^,]*),(.*)$/is) ?? [];
  if (!kind || /^(?:image\/(?!svg)|font|audio|video)/i.test(kind)) return address;
  const said = /;base64/i.test(kind) ? read(text) : decoded(text);
  const texts = said.replace(/<[^>]*>/g, '\n');
  return maskClass(said) === said && maskText(texts) === texts ? address : 'data:,';
}

function read(base64: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(decoded(base64)), (sign) => sign.charCodeAt(0)));
  } catch {
    return base64;
  }
}

/** A path, or a route pattern: what people typed or is personal goes, by the segment. */
export function maskPath(path: string): string {
  return maskParts(path, maskText);
}

// A scheme is nobody's, though a field may hold an address that begins with it.
const maskParts = (path: string, mask: (part: string) => string): string =>
  path
    .split('/')
    .map((part) => (part && !/^https?:$/.test(part) && mask(decoded(part)) !== decoded(part) ? MASK : part))
    .join('/');

/** As people would read it; as it stands, where it is no proper escape. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}

function query(search: string): string {
  return search.replace(/([?&][^=&]*)=([^&]*)/g, (_, key: string, value: string) =>
    `${maskText(key)}=${SMALL_VALUE.test(value) ? value : '*'}`,
  );
}

/** Routes and section names stay, the query of a hash route does not. */
function hash(fragment: string): string {
  if (/^#[^/!].*=/.test(fragment)) return '#*'; // an OAuth answer, a text fragment, a state
  const [path = '', search] = fragment.split('?');
  return maskPath(path) + (search === undefined ? '' : query(`?${search}`));
}

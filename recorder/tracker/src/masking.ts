/**
 * Takes personal data out of texts and addresses before anything is queued: e-mail addresses, card
 * and phone numbers, and whatever stands in a query string.
 */

const MASK = '***';
const EMAIL = /[\w.+-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+/g;
// Digits with the separators that people put between them.
const NUMBER = /\+?\(?\d(?:[ \u00a0().-]{0,2}\d){6,}/g;
const DATE = /^\d{4}[-. ]\d{2}[-. ]\d{2}\b|^\d{1,2}[-.]\d{1,2}[-.]\d{4}\b/;
const SMALL_VALUE = /^(?:\d{1,3}|true|false)?$/; // page numbers and switches; nothing that is typed

export function maskText(text: string): string {
  return text.replace(EMAIL, MASK).replace(NUMBER, (found) => (isPersonal(found) ? MASK : found));
}

/** Card numbers by their check digit (ISO/IEC 7812-1), phone numbers by their form. */
function isPersonal(found: string): boolean {
  const digits = found.replace(/\D/g, '');
  if (digits.length > 12 && digits.length < 20 && luhn(digits)) return true;
  if (DATE.test(found)) return false;
  // A phone number is written with a + or 0 in front or in groups; ITU-T E.164 allows 15 digits.
  return digits.length < 16 && (/^[+(0]/.test(found) || found.length > digits.length + 1);
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    sum += index % 2 ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}

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
  return (origin + maskText(url.pathname) + query(url.search) + hash(url.hash)).slice(0, 2_000);
}

/** An address for requests and failures: no query and no fragment at all. */
export const bareUrl = (address: string): string => maskUrl(address).replace(/[?#].*$/, '');

function query(search: string): string {
  return search.replace(/([?&][^=&]*)=([^&]*)/g, (_, key: string, value: string) =>
    `${maskText(key)}=${SMALL_VALUE.test(value) ? value : '*'}`,
  );
}

/** Routes and section names stay, the query of a hash route does not. */
function hash(fragment: string): string {
  if (/^#[^/!].*=/.test(fragment)) return '#*'; // an OAuth answer, a text fragment, a state
  const [path = '', search] = fragment.split('?');
  return maskText(path) + (search === undefined ? '' : query(`?${search}`));
}

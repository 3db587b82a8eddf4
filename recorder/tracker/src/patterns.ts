/**
 * Personal data that has a form of its own: e-mail addresses, card and phone numbers, bank accounts,
 * national ids. `recorder/redact.py` looks for the same on the server.
 */

export const MASK = '***';

const SHORTEST = 7;
// Not `logo@2x.png`, and not `vue@3.2/dist`: a top-level domain has letters.
const EMAIL = /[\p{L}\p{N}_.+-]{1,64}(?:@|%40)(?!\d+x\.)(?:[\p{L}\p{N}-]{1,63}\.)+\p{L}{2,}/giu;
const CARD = /\b(?:\d{4}[ \u00a0-]){3}\d{1,4}\b|\b\d{4}[ \u00a0-]\d{6}[ \u00a0-]\d{4,5}\b/g;
// ISO 13616: country, check digits, up to 30 more, often in groups of four.
const IBAN = /\b[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z\d]{1,4}){3,8}\b/gi;
// Agenzia delle Entrate; letters stand for digits where two people would have the same.
const CODICE_FISCALE = /\b[A-Z]{6}[\dLMNP-V]{2}[A-EHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]\b/gi;
// Digits with the separators that people put between them; a Chinese id may end in X.
const NUMBER = /\+?\(?\d(?:[ \u00a0().-]{0,2}\d){6,}(?:x\b)?/gi;
const DATE = /^\d{4}[-. ]\d{2}[-. ]\d{2}\b|^\d{1,2}[-.]\d{1,2}[-.]\d{4}\b/;
// Province and district, day (plus 40 for women), month, year, serial number.
const NIK = /^[1-9]\d{5}(?:0[1-9]|[12]\d|3[01]|4[1-9]|[56]\d|7[01])(?:0[1-9]|1[0-2])\d{6}$/;
// Most texts hold none of it; this is all that they cost.
const HINT = /@|%40|\d[ \u00a0().-]{0,2}\d[ \u00a0().-]{0,2}\d|[A-Z]\d\d[A-Z]\d/i;

export const maskEmails = (text: string): string =>
  text.includes('@') || text.includes('%40') ? text.replace(EMAIL, MASK) : text;

/** A text with everything masked that has the form of personal data. */
export function maskPatterns(text: string): string {
  if (text.length < SHORTEST || !HINT.test(text)) return text;
  return maskEmails(text)
    .replace(CODICE_FISCALE, MASK)
    .replace(IBAN, maskAccount)
    .replace(CARD, (found) => (hasLuhnDigit(found.replace(/\D/g, '')) ? MASK : found))
    .replace(NUMBER, (found) => (isPersonal(found) ? MASK : found));
}

/** The longest beginning that is an account; a short word may follow without a sign between. */
function maskAccount(found: string): string {
  for (let end = found.length; end > 14; end -= 1) {
    const account = found.slice(0, end);
    if (/\w$/.test(account) && !/^\w/.test(found.slice(end)) && hasAccountDigits(account)) {
      return MASK + found.slice(end);
    }
  }
  return found;
}

/** ISO 7064, MOD 97-10, over the account with its first four signs behind. */
function hasAccountDigits(account: string): boolean {
  const plain = account.replace(/[^a-z\d]/gi, '');
  let rest = 0;
  for (const sign of plain.slice(4) + plain.slice(0, 4)) {
    const value = parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return plain.length > 14 && rest === 1;
}

function isPersonal(found: string): boolean {
  const digits = found.replace(/[^\dx]/gi, '');
  const { length } = digits;
  if (length > 12 && length < 20 && hasLuhnDigit(digits)) return true;
  if ((length === 18 && hasChineseDigit(digits)) || NIK.test(digits)) return true;
  if (DATE.test(found)) return false;
  // A phone number (and a US social security number) is written with a + or 0 in front or in
  // groups; ITU-T E.164 allows 15 digits.
  return length < 16 && (/^[+(0]/.test(found) || found.length > length + 1);
}

/** The check digit of cards, ISO/IEC 7812-1. */
function hasLuhnDigit(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    sum += index % 2 ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}

/** The check digit of Chinese resident ids, GB 11643 (ISO 7064, MOD 11-2). */
function hasChineseDigit(digits: string): boolean {
  let rest = 0;
  for (const sign of digits.slice(0, 17)) rest = ((rest + Number(sign)) * 2) % 11;
  const last = digits.slice(-1).toUpperCase();
  return (rest + (last === 'X' ? 10 : Number(last))) % 11 === 1;
}

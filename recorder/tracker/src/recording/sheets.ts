/**
 * The text of style sheets as the browser applies them. `cssText` of a rule loses declarations: a
 * shorthand that holds `var()` and is overridden in part reads as `padding-top: ;`, and rrweb
 * takes the rules of an `@import` without its media, layer or supports. Both are mended here.
 */

type Attributes = Record<string, unknown>;

const SPLIT = '/* rr_split */'; // between the texts of a style element's nodes, as rrweb writes it
const LOST = /[{;]\s*[a-z-]+:\s*;/;
const IMPORTS = /@import\s+(?:url\((?:"[^"]*"|'[^']*'|[^)]*)\)|"[^"]*"|'[^']*')[^;]*;/gi;
const ADDRESS = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]+))\s*\)/g;

/** Texts that had to be asked for, with the number of rules they make. */
const sources = new WeakMap<CSSStyleSheet, { text: string; rules: number }>();

/** Makes relative addresses in a style sheet whole, as they move into the page's own text. */
export function absoluteCss(css: string, base: string): string {
  if (!css.includes('url(')) return css;
  return css.replace(ADDRESS, (found, double?: string, single?: string, bare?: string) => {
    const address = double ?? single ?? bare ?? '';
    if (!address || /^(?:#|data:|blob:|https?:)/i.test(address)) return found;
    try {
      return `url("${new URL(address, base).href.replace(/"/g, '%22')}")`;
    } catch {
      return found;
    }
  });
}

/** Rules of a sheet, or null where another site's sheet may not be read. */
export function rulesOf(sheet: CSSStyleSheet | null): CSSRuleList | null {
  try {
    return sheet?.cssRules ?? null;
  } catch {
    return null;
  }
}

const baseOf = (sheet: CSSStyleSheet): string => sheet.href ?? sheet.ownerNode?.baseURI ?? document.baseURI;

/** A sheet's rules as text, imports in their place; null where it may not be read. */
export function sheetText(sheet: CSSStyleSheet | null): string | null {
  const rules = rulesOf(sheet);
  if (!sheet || !rules) return null;
  const base = baseOf(sheet);
  let text = '';
  for (const rule of rules) text += isImport(rule) ? importText(rule, base) : rule.cssText;
  return absoluteCss(text, base);
}

const isImport = (rule: CSSRule | undefined): rule is CSSImportRule => rule !== undefined && 'styleSheet' in rule;

function importText(rule: CSSImportRule, base: string): string {
  const inner = rule.styleSheet && (sources.get(rule.styleSheet)?.text ?? sheetText(rule.styleSheet));
  // What may not be read stays an import, by its whole address.
  if (inner === null) return rule.cssText.replace(rule.href, new URL(rule.href, base).href);
  const { layerName, supportsText } = rule as { layerName?: string | null; supportsText?: string | null };
  let text = inner;
  if (typeof layerName === 'string') text = `@layer ${layerName} {${text}}`;
  if (supportsText) text = `@supports (${supportsText}) {${text}}`;
  return rule.media.length ? `@media ${rule.media.mediaText} {${text}}` : text;
}

/** Whether a sheet begins with an import that holds under conditions. */
function hasConditions(sheet: CSSStyleSheet): boolean {
  for (const rule of rulesOf(sheet) ?? []) {
    if (!isImport(rule)) {
      if (rule.cssText.startsWith('@layer')) continue;
      return false;
    }
    if (rule.media.length || (rule as { layerName?: string | null }).layerName != null) return true;
  }
  return false;
}

/** How many rules a text makes; imports do not count, as here they are ignored. */
function countRules(text: string): number {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet.cssRules.length;
  } catch {
    return -1;
  }
}

const ownRules = (sheet: CSSStyleSheet): number =>
  [...(rulesOf(sheet) ?? [])].filter((rule) => !isImport(rule)).length;

function withImports(sheet: CSSStyleSheet, text: string): string {
  const base = baseOf(sheet);
  const imports = [...(rulesOf(sheet) ?? [])].filter(isImport).map((rule) => importText(rule, base));
  return imports.join('') + absoluteCss(text.replace(IMPORTS, ''), base);
}

/**
 * Mends `_cssText` of a style or link element in place.
 *
 * @param ask is called for a sheet whose own text has to be fetched first
 */
export function mendSheet(element: Element, attributes: Attributes, ask: (link: HTMLLinkElement) => void): void {
  const { sheet } = element as HTMLLinkElement;
  const css = attributes['_cssText'];
  if (!sheet || typeof css !== 'string') return;
  const known = sources.get(sheet);
  if (known && known.rules === ownRules(sheet)) attributes['_cssText'] = known.text;
  else if (LOST.test(css)) {
    if (element.localName === 'link') ask(element as HTMLLinkElement);
    else attributes['_cssText'] = ownText(element, sheet) ?? css;
  } else if (element.localName === 'style' && element.childNodes.length > 1) attributes['_cssText'] = ownText(element, sheet) ?? css;
  else if (hasConditions(sheet)) attributes['_cssText'] = sheetText(sheet) ?? css;
  // A script has switched the sheet off: no attribute tells.
  if (sheet.disabled && !('disabled' in attributes)) attributes['media'] = 'not all';
}

/** What stands in a style element, unless scripts have changed its rules since. */
function ownText(element: Element, sheet: CSSStyleSheet): string | undefined {
  if (countRules(element.textContent ?? '') !== ownRules(sheet)) return;
  const texts = [...element.childNodes].map((node) => node.textContent ?? '');
  return texts.length > 1
    ? texts.map((text) => absoluteCss(text, baseOf(sheet))).join(SPLIT)
    : withImports(sheet, texts[0] ?? '');
}

/** Fetches what a link's sheet was made of; undefined where it cannot be had. */
export async function fetchSource(link: HTMLLinkElement, get: typeof fetch): Promise<string | undefined> {
  const { sheet } = link;
  if (!sheet?.href) return;
  const answer = await get(sheet.href, { cache: 'force-cache' });
  const text = answer.ok ? await answer.text() : '';
  const rules = ownRules(sheet);
  if (!text || countRules(text) !== rules) return;
  const whole = withImports(sheet, text);
  sources.set(sheet, { text: whole, rules });
  return whole;
}

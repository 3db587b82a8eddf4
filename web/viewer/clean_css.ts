/** Style sheets that name archived files alone. The same rules as `web/replay_assets.py`. */

/** From an address in the recording to where its archived file is; none where nobody archived it. */
export type Link = (url: string) => string | undefined;

export const NOTHING = 'data:,';

const NAMED =
  /url\(\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|((?:\\.|[^\s"'()\\])*))\s*\)|@import\s+(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)')/gi;
const ESCAPE = /\\(?:([0-9a-f]{1,6})\s?|([^]))/gi;

/** Files of a recording by their addresses. */
export function links(assets: Readonly<Record<string, string>>): Link {
  // Asked each time: while a session goes on more are archived.
  const file = (url: string): string | undefined => (Object.hasOwn(assets, url) ? assets[url] : undefined);
  return (url) => {
    if (/^data:(?:image|font|application\/(?:x-)?font)/i.test(url) || url.startsWith('#')) return url;
    const [address = '', fragment] = url.split('#', 2);
    const found = file(url) ?? file(address);
    // A picture out of an SVG is named by its fragment.
    return found && fragment && !found.startsWith('data:') ? `${found}#${fragment}` : found;
  };
}

/** A whole sheet, a rule or a declaration's value. */
export function homeCss(css: string, link: Link): string {
  if (!css.includes('(') && !css.includes('@')) return css;
  return css.replace(NAMED, (all, ...groups: (string | undefined)[]) => {
    const written = groups.slice(0, 5).find((group) => group !== undefined) ?? '';
    const target = link(unescaped(written).trim()) ?? NOTHING;
    const quoted = `"${target.replace(/["\\\n]/g, '')}"`;
    return all.startsWith('@') ? `@import ${quoted}` : `url(${quoted})`;
  });
}

export const homeStyle = homeCss;

const unescaped = (text: string): string =>
  text.replace(ESCAPE, (_, code: string | undefined, plain: string | undefined) => {
    if (code === undefined) return plain ?? '';
    const point = Number.parseInt(code, 16);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  });

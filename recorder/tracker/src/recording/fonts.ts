/** Fonts that scripts add: nothing in the DOM or in a style sheet tells where they come from. */

import type { Host } from '../host.js';
import { rulesOf } from './sheets.js';
import { absolute } from './states.js';

const FONT = 10; // rrweb's IncrementalSource
const FONT_FILE = /\.(?:woff2?|ttf|otf)(?:[?#]|$)/i;
const MAX_BYTES = 1_000_000;

interface Told {
  family: string;
  fontSource: string;
  buffer: false;
  descriptors: Record<string, string>;
}

export interface Fonts {
  /** Tells what is new; everything, if the page has just been told as a whole. */
  check(all: boolean): void;
  stop(): void;
}

export function watchFonts(host: Host, tell: (type: number, data: object) => void): Fonts {
  const sources = new WeakMap<FontFace, string>();
  const told = new Map<FontFace, Told>();
  const native = window.FontFace;

  // A proxy, so that `instanceof` and subclasses hold.
  const watched = new Proxy(native, {
    construct(target, given, by) {
      const face = Reflect.construct(target, given, by) as FontFace;
      host.guard(() => void sources.set(face, sourceOf(given[1])))();
      return face;
    },
  });
  window.FontFace = watched;

  function check(all: boolean): void {
    for (const face of document.fonts) if (!told.has(face)) meet(face);
    for (const [face, data] of told) {
      if (all && data.fontSource && document.fonts.has(face)) tell(3, { source: FONT, ...data });
    }
  }

  function meet(face: FontFace): void {
    const fontSource = sources.get(face) ?? (face.status === 'loaded' ? guess(face) : undefined);
    if (fontSource === undefined) return;
    const { family, style, weight, stretch, unicodeRange } = face;
    const data: Told = { family, fontSource, buffer: false, descriptors: { style, weight, stretch, unicodeRange } };
    told.set(face, data);
    if (fontSource) tell(3, { source: FONT, ...data });
  }

  return {
    check,
    stop() {
      if (window.FontFace === watched) window.FontFace = native;
    },
  };
}

function sourceOf(given: string | ArrayBuffer | ArrayBufferView): string {
  if (typeof given === 'string') {
    return given.replace(/url\(\s*["']?([^"')]+)["']?\s*\)/g, (_, url: string) => `url("${absolute(url)}")`);
  }
  const bytes = ArrayBuffer.isView(given)
    ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
    : new Uint8Array(given);
  if (bytes.length > MAX_BYTES) return '';
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return `url("data:font/woff2;base64,${btoa(text)}")`;
}

/**
 * The file of a font that was made before us: of the font files that were loaded and that no
 * style sheet names, the one that bears the family's name, or the only one. Empty for a font that
 * a style sheet declares.
 */
function guess({ family }: FontFace): string | undefined {
  const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  let declared = '';
  for (const sheet of document.styleSheets) {
    for (const rule of rulesOf(sheet) ?? []) {
      if (!(rule instanceof CSSFontFaceRule)) continue;
      if (plain(rule.style.getPropertyValue('font-family')) === plain(family)) return '';
      declared += rule.cssText;
    }
  }
  const files = performance.getEntriesByType('resource').map(({ name }) => name)
    .filter((name) => FONT_FILE.test(name) && !declared.includes(name.split('/').at(-1) ?? name));
  const file = files.find((name) => plain(name).includes(plain(family))) ?? (files.length === 1 ? files[0] : undefined);
  return file && `url("${file}")`;
}

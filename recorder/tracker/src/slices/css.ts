/** Texts of style sheets, read a few rules at a time and kept until their rules change. */

import { absoluteCss, rulesOf, sheetText } from '../recording/sheets.js';
import type { Work } from './pace.js';

const RULES_A_STEP = 60;

interface Read {
  rules: number;
  text: string;
}

export interface Sheets {
  /** Reads what is new or has changed; the elements whose sheets these are. */
  read(roots: Iterable<Document | ShadowRoot>): Work<Element[]>;
  textOf(sheet: CSSStyleSheet | null): string | undefined;
}

export function makeSheets(): Sheets {
  const texts = new WeakMap<CSSStyleSheet, Read>();

  function* readOne(sheet: CSSStyleSheet, rules: CSSRuleList): Work<void> {
    const { length } = rules;
    let text = '';
    if ([...rules].slice(0, 20).some((rule) => 'styleSheet' in rule)) text = sheetText(sheet) ?? '';
    else {
      for (let index = 0; index < length && index < rules.length; index += 1) {
        text += rules[index]?.cssText ?? '';
        if (index % RULES_A_STEP === RULES_A_STEP - 1) yield;
      }
      text = absoluteCss(text, sheet.href ?? sheet.ownerNode?.baseURI ?? document.baseURI);
    }
    texts.set(sheet, { rules: length, text });
  }

  return {
    *read(roots) {
      const changed: Element[] = [];
      for (const root of roots) {
        for (const sheet of root.styleSheets) {
          const rules = rulesOf(sheet);
          if (!rules || texts.get(sheet)?.rules === rules.length) continue;
          yield* readOne(sheet, rules);
          if (sheet.ownerNode instanceof Element) changed.push(sheet.ownerNode);
          yield;
        }
      }
      return changed;
    },
    textOf: (sheet) => (sheet ? texts.get(sheet)?.text : undefined),
  };
}

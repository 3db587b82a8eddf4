/** Writes a tree as JSON, in steps: to stringify a large page at once would hold it up. */

import { pieces } from '../recording/outlet.js';
import type { Work } from './pace.js';
import { DOCUMENT, ELEMENT } from './shape.js';
import type { Out } from './tree.js';

const NODES_A_STEP = 100;
const PIECE_CHARS = 200_000; // small, as each is quoted, logged and packed in one step

/** @returns the text with what stands before and behind it, cut into pieces of a fit size */
export function* writeTree(
  top: Out, before: string, behind: string, stringify: (value: unknown) => string,
): Work<string[]> {
  const done: string[] = [];
  let text = before;
  let count = 0;
  const todo: (Out | string)[] = [top];
  for (let item = todo.pop(); item !== undefined; item = todo.pop()) {
    if (typeof item === 'string') text += item;
    else {
      const { shape, kids } = item;
      const json = stringify(shape);
      if (shape.type === ELEMENT || shape.type === DOCUMENT) {
        text += `${json.slice(0, -1)},"childNodes":[`;
        todo.push(']}');
        for (let index = kids.length - 1; index >= 0; index -= 1) {
          const kid = kids[index];
          if (kid) todo.push(kid);
          if (index) todo.push(',');
        }
      } else text += json;
      count += 1;
    }
    if (text.length > PIECE_CHARS) {
      done.push(...pieces(text));
      text = '';
    }
    if (count % NODES_A_STEP === 0) yield;
  }
  done.push(...pieces(text + behind));
  return done;
}

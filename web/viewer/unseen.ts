/** What the tracker says that its recording cannot show, in plain words. */

import { isNumber, isObject, isText, list } from './shape.js';
import type { Segment } from './source.js';

const CUSTOM = 5; // rrweb's EventType
const MAX_SAID = 10_000;
// The names of `recorder/tracker/src/recording/unseen.ts`: one, and several.
const WORDS: Record<string, readonly [string, string]> = {
  'frame': ['a frame of another site', 'frames of another site'],
  'canvas': ['a canvas that could not be read (WebGL, or pictures of another site)', 'canvases that could not be read (WebGL, or pictures of another site)'],
  'video': ['the picture of a video', 'pictures of videos'],
  'plug-in': ['a plug-in', 'plug-ins'],
  'closed shadow root': ['the inside of a closed component', 'insides of closed components'],
  'style sheet': ['a style sheet that could not be kept', 'style sheets that could not be kept'],
};

/** From `t` on; an empty text: all of the page is there. */
export interface Lack {
  t: number;
  text: string;
}

/** Lists what a segment says of itself, in the order of time. */
export function lacks({ runs }: Pick<Segment, 'runs'>): Lack[] {
  const found: Lack[] = [];
  for (const { origin_ms, events } of runs) {
    for (const { type, timestamp, data } of events) {
      if (type !== CUSTOM || !isObject(data) || data['tag'] !== 'thinkaloud' || !isNumber(timestamp)) continue;
      const { payload } = data;
      if (isObject(payload) && Array.isArray(payload['unseen'])) found.push({ t: timestamp - origin_ms, text: sentence(payload['unseen']) });
      if (found.length > MAX_SAID) return found;
    }
  }
  return found;
}

export const lackAt = (all: readonly Lack[], t: number): string => all.findLast((one) => one.t <= t)?.text ?? '';

function sentence(unseen: unknown): string {
  const named = list(unseen).flatMap(({ what, n }) => {
    const words = isText(what) ? WORDS[what] : undefined;
    if (!words || !isNumber(n) || n < 1) return [];
    return [n === 1 ? words[0] : `${Math.round(n)} ${words[1]}`];
  });
  if (!named.length) return '';
  const last = named.pop() ?? '';
  return `Not in the recording of this page: ${named.length ? `${named.join(', ')} and ${last}` : last}.`;
}

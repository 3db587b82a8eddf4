import { expect, it } from 'vitest';

import { lackAt, lacks } from '../../../web/viewer/unseen.js';

const said = (timestamp: number, unseen: unknown, tag = 'thinkaloud') => ({
  type: 5, timestamp, data: { tag, payload: { unseen } },
});
const among = (...events: object[]) => lacks({ runs: [{ origin_ms: 1_000, events: events as never }] });

it('says in words what is not in the recording, from the moment on at which that was told', () => {
  const all = among(said(3_000, [{ what: 'frame', n: 2 }, { what: 'video', n: 1 }]), said(9_000, []));
  expect(lackAt(all, 1_999)).toBe('');
  expect(lackAt(all, 2_000)).toBe('Not in the recording of this page: 2 frames of another site and the picture of a video.');
  expect(lackAt(all, 8_000)).toBe('');
});

it('takes no word from anybody else, and none that it does not know', () => {
  expect(among(said(1_000, [{ what: 'frame', n: 1 }], 'other'), { type: 5, timestamp: 1 }, said(2_000, 7))).toEqual([]);
  expect(lackAt(among(said(1_000, [{ what: '<b>', n: 1 }, { what: 'frame', n: 'x' }, 3])), 9_000)).toBe('');
});

import { describe, expect, it, test } from 'vitest';
import { clock, duration, minute, place } from '../../../web/viewer/format.js';
import { grown } from '../../../web/viewer/grow.js';
import { press, type KeyOrders } from '../../../web/viewer/keys.js';
import { makeLoader } from '../../../web/viewer/loader.js';
import { missing } from '../../../web/viewer/director.js';
import { pointerAt, samples, trail } from '../../../web/viewer/pointer.js';
import { embedded, type Index, type Segment } from '../../../web/viewer/source.js';
import { entries, filtered, step, stepTask, taskAt, type Group } from '../../../web/viewer/steps.js';

const index: Index = {
  v: 1, session: 's', participant: 'P01', study: 'Lamps', is_simulated: false, is_open: false, length_ms: 9_000,
  recorder: 'full', tabs: [], presence: [], pages: [], screens: [], segments: [], gaps: [], activity: [], troubles: [],
  tasks: [
    { task: 'a', title: 'A', number: 1, from: 1_000, until: 3_000, outcome: 'success', outcome_label: 'Success' },
    { task: 'b', title: 'B', number: 1, from: 5_000, until: null, outcome: '', outcome_label: '' },
  ],
  moments: [
    { t: 100, kind: 'page', text: 'Opened /' }, { t: 1_500, kind: 'click', text: 'Clicked “Buy”' },
    { t: 1_500, kind: 'signal', text: 'Dead click: Buy' }, { t: 4_000, kind: 'error', text: 'Uncaught: x' },
  ],
  notes: [{ id: 1, t: 2_000, text: 'Puzzled', code: null, author: null }],
  pauses: [],
};

describe('stepping', () => {
  const all = entries(index);

  it('goes over events and notes in the order of time', () => {
    expect(all.map(({ kind }) => kind)).toEqual(['page', 'click', 'signal', 'note', 'error']);
    expect(step(all, 1_500, 1)?.kind).toBe('note');
    expect(step(all, 1_500, -1)?.kind).toBe('page');
    expect(step(all, 4_000, 1)).toBeUndefined();
    expect(step(all, 0, -1)).toBeUndefined();
  });

  it('goes over what the filter lets through alone', () => {
    const some = filtered(all, { hidden: new Set<Group>(['notes', 'clicks']), text: '' });
    expect(step(some, 1_500, 1)?.kind).toBe('error');
    expect(filtered(all, { hidden: new Set(), text: ' BUY ' }).length).toBe(2);
  });

  it('goes from task to task, back to the start of the present one first', () => {
    expect(stepTask(index.tasks, 0, 1)?.task).toBe('a');
    expect(stepTask(index.tasks, 1_000, 1)?.task).toBe('b');
    expect(stepTask(index.tasks, 8_000, -1)?.task).toBe('b');
    expect(stepTask(index.tasks, 5_200, -1)?.task).toBe('a');
    expect(stepTask(index.tasks, 8_000, 1)).toBeUndefined();
    expect(stepTask(index.tasks, 1_500, -1)?.task).toBe('a');
    expect(stepTask(index.tasks, 1_000, -1)).toBeUndefined();
  });

  it('knows the task at a moment, also one that never ended', () => {
    expect([taskAt(index.tasks, 500), taskAt(index.tasks, 2_000)?.task, taskAt(index.tasks, 4_000), taskAt(index.tasks, 8_999)?.task])
      .toEqual([undefined, 'a', undefined, 'b']);
  });
});

test('every key of the card does what it says', () => {
  const done: string[] = [];
  const orders = new Proxy({} as KeyOrders, {
    get: (_, name) => (...given: unknown[]) => void done.push([name, ...given].join(' ')),
  });
  const keys = [' ', 'ArrowLeft', 'ArrowRight', '[', ']', '+', '-', 'Home', 'End', 'i', 'F', 'n', '2', 'p', 'c', '?'];
  for (const key of keys) expect(press({ key, shiftKey: false }, orders)).toBe(true);
  expect(press({ key: 'ArrowLeft', shiftKey: true }, orders)).toBe(true);
  expect(press({ key: 'q', shiftKey: false }, orders)).toBe(false);
  expect(done).toEqual([
    'toggle', 'jump -5000', 'jump 5000', 'task -1', 'task 1', 'faster 1', 'faster -1', 'ends -1', 'ends 1',
    'skip', 'zoom', 'write', 'mark 2', 'pause', 'copy', 'help', 'step -1',
  ]);
});

describe('the pointer', () => {
  const all = samples([{ t: 1_000, dt: [0, 100, 900], x: [0, 100, 200], y: [0, 50, 60] }]);

  it('glides between samples and stands where it rests', () => {
    expect(pointerAt(all, 999)).toBeUndefined();
    expect(pointerAt(all, 1_050)).toMatchObject({ x: 50, y: 25 });
    expect(pointerAt(all, 1_500)).toMatchObject({ x: 100, y: 50 });
    expect(pointerAt(all, 9_999)).toMatchObject({ x: 200, y: 60 });
  });

  it('is where the mouse was pressed, though no move was sampled there; a finger leaves none', () => {
    const press = { t: 1_500, kind: 'click' as const, text: '', x: 7, y: 8 };
    expect(pointerAt(samples([], [{ ...press, name: 'mouse' }]), 1_600)).toMatchObject({ x: 7, y: 8 });
    expect(samples([], [{ ...press, name: 'touch' }, { ...press, x: undefined, name: 'mouse' }])).toEqual([]);
  });

  it('leaves a trail of the last moments', () => {
    expect(trail(all, 1_120, 200).map(({ x }) => x)).toEqual([0, 100, 100]);
    expect(trail(all, 9_999, 200)).toEqual([]);
    expect(samples([{ t: 5, dt: [], x: [], y: [] }])).toEqual([]);
  });
});

describe('segments', () => {
  const segment = (id: string): Segment => ({ id, runs: [], pointers: [], assets: {} });

  it('are fetched once, and again after a failure', async () => {
    const asked: string[] = [];
    let isDown = true;
    const loader = makeLoader({
      segment: async (id) => {
        asked.push(id);
        if (isDown) throw new Error('down');
        return segment(id);
      },
    });
    await expect(loader.get('a.0')).rejects.toThrow('down');
    isDown = false;
    await Promise.all([loader.get('a.0'), loader.get('a.0')]);
    expect(asked).toEqual(['a.0', 'a.0']);
    expect(loader.ready('a.0')?.id).toBe('a.0');
    expect(loader.ready('b.0')).toBeUndefined();
  });

  it('are let go when there are many, the oldest first', async () => {
    const loader = makeLoader({ segment: async (id) => segment(id) });
    for (let n = 0; n < 13; n += 1) await loader.get(`a.${n}`);
    expect(loader.ready('a.0')).toBeUndefined();
    expect(loader.ready('a.12')).toBeDefined();
  });

  it('grow while somebody watches', async () => {
    const loader = makeLoader({ segment: async (id) => segment(id) });
    await loader.get('a.0');
    loader.extend({ ...segment('a.0'), runs: [{ origin_ms: 0, events: [] }], assets: { x: 'y' } });
    loader.extend(segment('never asked for'));
    expect(loader.ready('a.0')).toMatchObject({ runs: [{ origin_ms: 0 }], assets: { x: 'y' } });
  });

  it('come out of a file as they are, and one that is not in it is named', async () => {
    const source = embedded(index, [segment('a.0')]);
    expect((await source.segment('a.0')).id).toBe('a.0');
    await expect(source.segment('a.1')).rejects.toThrow('not in the file');
    expect(source.notes).toBeUndefined();
  });
});

test('an index grows at the ends of its lists', () => {
  const more = grown(index, { length_ms: 12_000, moments: [{ t: 11_000, kind: 'click', text: 'x' }], tasks: [] });
  expect([more.length_ms, more.moments.length, more.tasks.length, more.notes.length]).toEqual([12_000, 5, 0, 1]);
});

test('what cannot be shown is named', () => {
  expect(missing({ ...index, recorder: 'off' }, 'a', 0)).toContain('stands in the list');
  const segments = [{ id: 'a.0', tab: 'a', from: 5_000, until: 6_000, events: 1 }];
  expect(missing({ ...index, segments }, 'a', 0)).toContain('goes on at 0:05.0');
  expect(missing({ ...index, segments }, 'a', 7_000)).toContain('no later recording');
  expect(missing({ ...index, segments }, 'b', 0)).toContain('Nothing of this tab');
  const gaps = [{ tab: 'a', from: 0, until: 5_000, why: '2 batches never arrived' }];
  expect(missing({ ...index, segments, gaps }, 'a', 10)).toContain('2 batches never arrived.');
});

test('times are written as elsewhere in Thinkaloud', () => {
  expect([clock(67_449), clock(0), clock(3_599_960)]).toEqual(['1:07.4', '0:00.0', '60:00.0']);
  expect([duration(3_210), duration(45_400), duration(125_000)]).toEqual(['3.2\u00a0s', '45\u00a0s', '2\u00a0min 05\u00a0s']);
  expect(minute(67_900)).toBe('1:07');
  expect([place('http://shop.test/a%20b?q=1'), place('no address')]).toEqual(['shop.test/a b?q=1', 'no address']);
});

// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { VERSION, type Batch, type EventBody } from '../src/protocol.js';

const FIXTURES = fileURLToPath(new URL('../../../fixtures/protocol/', import.meta.url));
const read = (folder: string): [string, unknown][] =>
  readdirSync(FIXTURES + folder).map((name) => [
    name, JSON.parse(readFileSync(`${FIXTURES}${folder}/${name}`, 'utf8')) as unknown,
  ]);

// A type of the mirror that is not here, or the other way round, does not compile.
const TYPES: Record<EventBody['type'], true> = {
  page: true, screen: true, click: true, reaction: true, pointer: true, scroll: true, input: true,
  key: true, focus: true, visibility: true, error: true, validation: true, request: true,
  timing: true, task: true, custom: true, answer: true, health: true,
};

describe('the examples of the protocol', () => {
  it('show every type of event that the tracker can send, and no other', () => {
    const batches = read('valid').map(([, body]) => body as Batch);
    const events = batches.filter(({ stream }) => stream === 'events').flatMap(({ events: of }) => of);
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(Object.keys(TYPES)));
  });

  it.each(read('valid'))('speak the version of the tracker: %s', (_, body) => {
    expect((body as Batch).v).toBe(VERSION);
  });

  it.each(read('invalid'))('say what is wrong with a wrong one: %s', (_, example) => {
    expect(example).toEqual({
      code: expect.any(String) as string, invalid: expect.any(Array) as unknown[], body: expect.anything() as unknown,
    });
  });
});

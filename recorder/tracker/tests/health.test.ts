import { expect, it } from 'vitest';

import { watchHealth } from '../src/sensors/health.js';
import type { HealthBody } from '../src/protocol.js';
import { sense } from './sensing_host.js';

const greeting = { answer: { server_ms: 0 }, sent: 0, received: 10 };

function watched(capture = {}) {
  const page = sense([watchHealth], capture);
  const { delivery } = page.host;
  const totals = { made: 41, events: 3, replay: 2 };
  delivery.tab.add = (of) => totals[of];
  return {
    ...page, delivery, totals,
    leave: () => void window.dispatchEvent(new Event('pagehide')),
    rest: () => page.host.tell('status', 'stored'),
    last: () => page.of('health').at(-1) as HealthBody | undefined,
  };
}

it("tells the tab's totals, itself and its own batch included", () => {
  const { leave, last, delivery } = watched();
  leave();
  expect(last()).toMatchObject({ emitted: 42, batches: 4, replay_batches: 2 });
  delivery.events.size = () => 5; // a batch is open: it has its number already
  leave();
  expect(last()).toMatchObject({ emitted: 47, batches: 3 });
});

it('says nothing more of a page on which nothing more has happened', () => {
  const { leave, events, totals } = watched();
  leave();
  totals.made += 1; // the report itself
  leave();
  expect(events).toHaveLength(1);
});

it('does not take its own report for news, however often all is stored', () => {
  const { rest, events, totals, delivery } = watched();
  delivery.greeting = greeting as never;
  for (let n = 0; n < 5; n += 1) {
    rest();
    totals.made += 1;
  }
  expect(events).toHaveLength(1);
  delivery.counts.dropped += 1;
  rest();
  expect(events).toHaveLength(2);
});

it('says what became of the recording', () => {
  const { leave, last, delivery } = watched();
  delivery.recorder = 'sliced';
  delivery.has_snapshot = true;
  delivery.counts.gave_way = 3;
  leave();
  expect(last()).toMatchObject({ recorder: 'sliced', has_snapshot: true, gave_way: 3 });
});

it('says that there is to be no recording where the study wants none', () => {
  const { leave, last } = watched({ dom: false });
  leave();
  expect(last()).toMatchObject({ recorder: 'off' });
  expect(last()).not.toHaveProperty('has_snapshot');
});

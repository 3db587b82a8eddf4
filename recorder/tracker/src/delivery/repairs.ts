/** What the core's delivery can do without: gzip, and what to do with a batch that is refused. */

import type { Delivery, Host, Repair } from '../host.js';
import { nameOf, type Slice } from '../queue.js';

const SMALL_CHARS = 600; // below, gzip wins nothing

export function repairBatches(host: Host): () => void {
  const { delivery } = host;
  delivery.repair = makeRepair(delivery);
  if (typeof CompressionStream !== 'undefined') delivery.pack = packed;
  delivery.transport.retry();
  return () => undefined; // repairs go on for what is still on its way
}

export function makeRepair(delivery: Delivery): Repair {
  const { transport, counts } = delivery;

  function lose(slice: Slice): void {
    counts.dropped += slice.n;
    transport.done(slice, null);
  }

  /** Takes the events that are not valid out of a batch; the rest keeps its number. */
  function thin(slice: Slice, invalid: Set<number>): void {
    const batch = JSON.parse(slice.text) as { events: unknown[] };
    batch.events = batch.events.filter((_, index) => !invalid.has(index));
    if (batch.events.length === slice.n) return lose(slice);
    counts.dropped += slice.n - batch.events.length;
    slice.text = JSON.stringify(batch);
    slice.n = batch.events.length;
    // Its copies hold what was refused.
    delivery.log.drop(slice.id);
    if (delivery.made.has(slice.id)) delivery.log.put(slice);
  }

  return (slice, { code, invalid }) => {
    if (code === 'bad_gzip' && delivery.pack) {
      delivery.pack = undefined; // something on the way breaks it: all goes plain from now on
      return;
    }
    if (code === 'invalid_batch' && invalid?.length) return thin(slice, new Set(invalid));
    if (code !== 'seq_conflict') return lose(slice);
    // What was logged of an open batch is the beginning of what was sent under its number.
    if (slice.partial) return transport.done(slice, null);
    renumber(delivery, slice);
  };
}

async function packed(text: string): Promise<BodyInit> {
  if (text.length < SMALL_CHARS) return text;
  // A blob would be registered with the browser's process while the page waits: 30 ms where it is busy.
  const { readable, writable } = new CompressionStream('gzip');
  const writer = writable.getWriter();
  const written = writer.write(new TextEncoder().encode(text)).then(() => writer.close());
  const packed = new Response(readable).arrayBuffer();
  await written;
  return packed;
}

/** Another page has used the tab's name: everything that waits under it gets new numbers. */
function renumber(delivery: Delivery, refused: Slice): void {
  const { tab, log, made, transport } = delivery;
  const old = nameOf(refused);
  delivery.cut();
  tab.renew();
  for (const slice of [...transport.waiting.events, ...transport.waiting.replay]) {
    const name = nameOf(slice);
    if (name.tab !== old.tab || name.session !== old.session) continue;
    log.drop(slice.id);
    const seq = tab.add(slice.stream);
    if (slice.stream === 'events') tab.add('made', slice.n);
    slice.id = `${slice.stream}/${name.session}/${tab.id()}/${seq}`;
    slice.text = slice.text.replace(/"tab":"[^"]*","seq":\d+/, `"tab":"${tab.id()}","seq":${seq}`);
    made.add(slice.id);
    log.put(slice);
  }
}

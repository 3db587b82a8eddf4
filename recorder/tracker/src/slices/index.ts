/**
 * Sliced snapshots, for pages on which rrweb costs too much: the DOM is read in slices of idle
 * time, told once as a whole and then, whenever the page has come to rest, by what has changed.
 * The events are rrweb's, so the same players show them.
 */

import type { Host } from '../host.js';
import type { Privacy } from '../privacy.js';
import type { Outlet } from '../recording/outlet.js';
import type { RrwebEvent } from '../recording/redact.js';
import { fetchSource, sheetText } from '../recording/sheets.js';
import type { Recorder } from '../recording/replay.js';
import type { States } from '../recording/states.js';
import { makeAdopted } from './adopted.js';
import { watchChanges } from './changes.js';
import { makeSheets } from './css.js';
import { makeFrames } from './frames.js';
import { makePace, type Work } from './pace.js';
import { makeTree, type Mutations } from './tree.js';
import { watchPage } from './watch.js';
import { writeTree } from './write.js';

const REST_MS = 300; // without a change: the page has come to rest
const MAX_WAIT_MS = 2_000; // on a page that never rests
const PAUSE_MS = 1_000; // between two readings
const COST_SHARE = 0.05; // and long enough that reading takes no more of the time than this
const ROUNDS = 3; // of catching up with a page that changes while it is read
const CHECKOUT_MS = 300_000; // a new whole, so that a viewer need not begin at the first
const ADDS_AN_EVENT = 300;

export interface SlicesOptions {
  host: Host;
  privacy: Privacy;
  outlet: Outlet;
  states: Omit<States, 'ask'>;
  redactWith(nodeOf: (id: number) => Node | null): (event: RrwebEvent) => void;
  /** A full snapshot was told. */
  told(): void;
}

export function start({ host, privacy, outlet, states, redactWith, told }: SlicesOptions): Recorder {
  const { stringify, setTimeout, clearTimeout } = host.pristine;
  const pace = makePace(host);
  const sheets = makeSheets();
  let isTold = false;
  let isBusy = false;
  let wantsAll = true;
  let held: string[] | undefined; // told after the snapshot that is being written
  let snapshotAt = 0;
  let freeAt = 0;
  let isUrgent = false;
  let first = 0;
  let last = 0;
  let timer: number | undefined;

  const redact = redactWith((id) => tree.nodeOf(id));
  const tree = makeTree({
    privacy, redact, met,
    states: {
      ...states, ask,
      cssOf: (sheet) => sheets.textOf(sheet) ?? sheetText(sheet),
    },
  });
  const changes = watchChanges(host, (node) => tree.idOf(node) >= 0, changed);
  const frames = makeFrames(tree, changes, sheets);
  const adopted = makeAdopted(tree);

  function met(node: Node): void {
    const { shadowRoot } = node as Element;
    if (shadowRoot && !privacy.isIgnored(node)) {
      changes.observe(shadowRoot);
      adopted.add(shadowRoot);
    }
    if (node.nodeName === 'IFRAME') frames.add(node as HTMLIFrameElement);
  }

  function ask(link: HTMLLinkElement): void {
    const look = host.guard((text?: string) => {
      if (!text) return;
      changes.note('looks', link);
      // One element, and all of the page looks by it: it does not wait for its turn.
      isUrgent = true;
      freeAt = 0;
    });
    fetchSource(link, host.pristine.fetch).then(look, () => undefined);
  }

  function put(text: string): void {
    if (held) held.push(text);
    else if (isTold && outlet.hasRoom()) outlet.put(text, false);
  }

  function tell(type: number, data: object, timestamp = Date.now()): void {
    const event = { type, data, timestamp } as RrwebEvent;
    redact(event);
    put(stringify(event));
  }

  /** Sends what was written; in steps, if it is more than a batch holds. */
  function* send(texts: string[], isSnapshot: boolean): Work<void> {
    const [text = ''] = texts;
    if (texts.length === 1) return outlet.put(text.slice(1, -1), isSnapshot);
    for (const step of outlet.steps(texts)) {
      step();
      yield;
    }
  }

  function* tellAll(): Work<void> {
    wantsAll = false;
    tree.clear();
    frames.clear();
    adopted.clear();
    adopted.add(document);
    changes.take();
    yield* sheets.read([document]);
    const top = yield* tree.grow(document, null);
    for (let round = 0; changes.size() && round < ROUNDS; round += 1) yield* tree.update(changes.take(), false);
    const timestamp = Date.now();
    const offset = { left: scrollX, top: scrollY };
    isTold = true;
    tell(4, { href: location.href, width: innerWidth, height: innerHeight }, timestamp);
    held = [];
    const texts = yield* writeTree(
      top, `[{"type":2,"timestamp":${timestamp},"data":{"node":`, `,"initialOffset":${stringify(offset)}}}]`, stringify,
    );
    yield* send(texts, true);
    told();
    const waiting = held;
    held = undefined;
    waiting.forEach(put);
    snapshotAt = performance.now();
    yield* tellRest();
  }

  function* tellChanges(): Work<void> {
    for (const element of yield* sheets.read(adopted.roots())) changes.note('looks', element);
    const found = yield* tree.update(changes.take(), true);
    yield* tellMutations(found);
    yield* tellRest();
  }

  function* tellMutations({ adds, ...rest }: Mutations): Work<void> {
    const timestamp = Date.now();
    if (rest.removes.length || rest.texts.length || rest.attributes.length) {
      tellRaw({ source: 0, ...rest, adds: [] }, timestamp);
      yield;
    }
    for (let at = 0; at < adds.length; at += ADDS_AN_EVENT) {
      const part = adds.slice(at, at + ADDS_AN_EVENT);
      tellRaw({ source: 0, removes: [], texts: [], attributes: [], adds: part }, timestamp);
      yield;
    }
  }

  /** Of shapes that were masked as they grew. */
  const tellRaw = (data: object, timestamp: number): void => put(stringify({ type: 3, data, timestamp }));

  /** What follows a snapshot or a change: documents in frames, adopted sheets. */
  function* tellRest(): Work<void> {
    for (const { id, top } of yield* frames.attach()) {
      const head = `{"source":0,"isAttachIframe":true,"removes":[],"texts":[],"attributes":[],"adds":[{"parentId":${id},"nextId":null,"node":`;
      const texts = yield* writeTree(top, `[{"type":3,"timestamp":${Date.now()},"data":${head}`, '}]}}]', stringify);
      yield* send(texts, false);
    }
    for (const data of adopted.changed()) {
      tell(3, data);
      yield;
    }
  }

  async function work(): Promise<void> {
    if (isBusy || !outlet.hasRoom()) return;
    isBusy = true;
    isUrgent = false;
    first = 0;
    const isOld = performance.now() - snapshotAt > CHECKOUT_MS;
    try {
      const spent = await pace.run(wantsAll || isOld ? tellAll() : tellChanges());
      freeAt = isUrgent ? 0 : performance.now() + Math.max(PAUSE_MS, spent / COST_SHARE);
    } catch (error) {
      wantsAll = true; // what was told may be half of it
      freeAt = performance.now() + CHECKOUT_MS / 10;
      host.guard(() => {
        throw error;
      })();
    } finally {
      isBusy = false;
      if (changes.size() || wantsAll) changed();
    }
  }

  function changed(): void {
    last = performance.now();
    first ||= last;
    timer ??= setTimeout(look, REST_MS);
  }

  function look(): void {
    timer = undefined;
    const now = performance.now();
    const isAtRest = now - last >= REST_MS || now - first >= MAX_WAIT_MS;
    if (isBusy) return;
    if (isAtRest && now >= freeAt) void work();
    else timer = setTimeout(look, Math.max(REST_MS / 3, freeAt - now));
  }

  changes.observe(document);
  const stopWatching = watchPage({
    host, privacy, idOf: tree.idOf,
    tell: (source, data) => tell(3, { source, ...data }),
    look: (node) => changes.note('looks', node),
  });
  const hurry = host.guard(() => {
    if (held && document.visibilityState === 'hidden') pace.finish();
  });
  document.addEventListener('visibilitychange', hurry, { capture: true });
  const offs = [
    host.on('page', changed),
    outlet.onGap(() => {
      wantsAll = true;
      changed();
    }),
  ];
  void work();
  return {
    idOf: tree.idOf,
    tell,
    look: (node) => changes.note('looks', node),
    stop() {
      document.removeEventListener('visibilitychange', hurry, { capture: true });
      offs.forEach((off) => off());
      clearTimeout(timer);
      pace.stop();
      stopWatching();
      changes.stop();
      outlet.cut();
    },
  };
}

/** The DOM as rrweb tells it, corrected where rrweb tells less than there is to see. */

import { record } from '@rrweb/record';
import type { Host } from '../host.js';
import type { Privacy } from '../privacy.js';
import { idle, type Outlet } from './outlet.js';
import { EDITABLE, type RrwebEvent } from './redact.js';
import { sheetText } from './sheets.js';
import { absolute, amend, type Attributes, candidates, OPEN, type States, stars } from './states.js';

const CHEAP_SNAPSHOT_MS = 120; // a page view of its own gets a snapshot of its own if it costs no more
const CHECKOUT_SNAPSHOT_MS = 30; // now and then there is one for the viewer's sake, if it is this cheap
const CHECKOUT_MS = 180_000;
const HEAVY_SNAPSHOT_MS = 250; // beyond, the page gets sliced snapshots
const HEAVY_SECOND_MS = 300; // of a second, spent on its mutations
const FULL_SNAPSHOT = 2; // rrweb's EventType
const INCREMENTAL = 3;
const MUTATION = 0; // rrweb's IncrementalSource
const ACTS = new Set([2, 3, 5]); // pressed, scrolled, filled in
const INPUT = 5;
const ADOPTED_SHEETS = 15;
const AMENDED = /^(?:input|textarea|select|option|img|source|canvas|style|link)$/;

interface Serialized {
  id: number;
  tagName?: string;
  attributes?: Attributes;
  childNodes?: Serialized[];
  isShadowHost?: boolean;
}

/** What plays the page into the outlet, rrweb or the sliced snapshots. */
export interface Recorder {
  idOf(node: Node | null): number;
  tell(type: number, data: object): void;
  /** Tells anew what an element shows, if that has changed though no attribute has. */
  look(node: Node): void;
  stop(): void;
}

export interface Recording {
  host: Host;
  privacy: Privacy;
  outlet: Outlet;
  states: States;
  redactWith(nodeOf: (id: number) => Node | null): (event: RrwebEvent) => void;
  /** A full snapshot was told. */
  told(): void;
  /** The page costs more than it may. */
  tooHeavy(): void;
}

export function recordDom({ host, privacy, outlet, states, redactWith, told, tooHeavy }: Recording): Recorder {
  const { mirror } = record;
  const redact = redactWith((id) => mirror.getNode(id));
  let hosts = new Map<Document | ShadowRoot, string>();
  let snapshot_ms = 0;
  let snapshotAt = 0;
  let hasFrames = false;

  /**
   * rrweb blocks an element's content, but neither the style sheets that its shadow root adopts nor what
   * is pressed and filled in there: of that it tells the value, by the number of no node.
   */
  function isIgnored({ type, data }: RrwebEvent): boolean {
    if (type === INCREMENTAL && data?.id === -1 && ACTS.has(data.source ?? 0)) return true;
    if (data?.source !== ADOPTED_SHEETS) return false;
    const owner = mirror.getNode(data.id ?? 0);
    return owner instanceof Element && owner.closest(privacy.ignored) !== null;
  }

  function mend(node: Serialized): void {
    const { tagName = '', attributes } = node;
    if (attributes && (AMENDED.test(tagName) || 'popover' in attributes)) {
      const element = mirror.getNode(node.id) as Element | null;
      if (element) amend(element, attributes, states);
    }
    if (tagName === 'iframe') hasFrames = true;
    if (node.isShadowHost) watchRoot((mirror.getNode(node.id) as Element | null)?.shadowRoot);
    node.childNodes?.forEach(mend);
  }

  /** A choice is told as what it makes of the element: its text would be covered. */
  function isChoice({ data }: RrwebEvent): boolean {
    const field = mirror.getNode(data?.id ?? 0) as HTMLInputElement | null;
    if (field?.localName === 'select') for (const option of (field as unknown as HTMLSelectElement).options) look(option);
    else if (field && /^(?:range|color)$/.test(field.type)) look(field);
    else return false;
    return true;
  }

  function take(event: RrwebEvent): void {
    const { type, data } = event;
    if (isIgnored(event) || !outlet.hasRoom()) return;
    if (type === FULL_SNAPSHOT) {
      hosts = new Map();
      watchRoot(document);
      mend(data?.node as Serialized);
    } else if (type === INCREMENTAL && data?.source === MUTATION) data.adds?.forEach(({ node }) => mend(node as Serialized));
    else if (type === INCREMENTAL && data?.source === INPUT && isChoice(event)) return;
    redact(event);
    outlet.put(host.pristine.stringify(event), type === FULL_SNAPSHOT);
    if (type === FULL_SNAPSHOT) host.pristine.queueMicrotask(told);
  }

  function tell(type: number, data: object): void {
    take({ type, data, timestamp: Date.now() } as RrwebEvent);
  }

  function look(node: Node): void {
    const meta = mirror.getMeta(node as never) as unknown as Serialized | null;
    const was = meta?.attributes;
    if (!was || !AMENDED.test(meta.tagName ?? '') && !('popover' in was)) return;
    const element = node as HTMLLinkElement;
    const now: Attributes = { ...was };
    delete now[OPEN];
    const srcset = element.getAttribute('srcset');
    if (srcset) now['srcset'] = candidates(srcset).map(({ url, size }) => `${absolute(url)} ${size}`.trim()).join(', ');
    if ('_cssText' in was) {
      now['_cssText'] = sheetText(element.sheet) ?? was['_cssText'];
      now['media'] = element.getAttribute('media');
    }
    amend(element, now, states);
    const changed: Attributes = {};
    for (const name of new Set([...Object.keys(was), ...Object.keys(now)])) {
      if ((was[name] ?? null) !== (now[name] ?? null)) changed[name] = now[name] ?? null;
    }
    if (!Object.keys(changed).length) return;
    Object.assign(was, changed);
    tell(INCREMENTAL, {
      source: MUTATION, adds: [], removes: [], texts: [],
      attributes: [{ id: meta.id, attributes: changed }],
    });
  }

  function watchRoot(root: Document | ShadowRoot | null | undefined): void {
    if (root) hosts.set(root, sheetsOf(root));
  }

  /** rrweb sees `adoptedStyleSheets = …`, but neither `.push()` nor that the last one goes. */
  function checkAdopted(): void {
    for (const [root, was] of hosts) {
      const now = sheetsOf(root);
      if (now === was) continue;
      hosts.set(root, now);
      // Setting what is there already has rrweb tell it, by its own numbers.
      if (root.adoptedStyleSheets.length) root.adoptedStyleSheets = [...root.adoptedStyleSheets];
      else tell(INCREMENTAL, { source: ADOPTED_SHEETS, id: mirror.getId(root instanceof ShadowRoot ? root.host : root), styleIds: [] });
    }
  }

  const weigh = weighMutations(host, () => tooHeavy());
  const begun = performance.now();
  const stop = record({
    emit: host.guard(take as (event: unknown) => void),
    blockSelector: privacy.ignored,
    maskTextSelector: `${privacy.masked},${EDITABLE}`,
    maskAllInputs: true,
    maskTextFn: mask,
    maskInputFn: (text, field) => stars(text, (field as HTMLInputElement).type),
    inlineStylesheet: true,
    slimDOMOptions: { script: true, comment: true, headWhitespace: true },
    sampling: { mousemove: 50, mousemoveCallback: 500, scroll: 150, media: 500 },
    errorHandler: () => true, // rrweb's own errors are not the page's
  });
  measured(begun);

  function measured(from: number): void {
    snapshotAt = performance.now();
    snapshot_ms = snapshotAt - from;
    if (snapshot_ms > HEAVY_SNAPSHOT_MS) tooHeavy();
  }
  const snapshot = host.guard(() => {
    const from = performance.now();
    record.takeFullSnapshot();
    measured(from);
  });
  const offs = [
    host.on('page', ({ kind }) => {
      if (kind !== 'hash' && snapshot_ms < CHEAP_SNAPSHOT_MS) idle(host, snapshot);
    }),
    host.on('screen', () => {
      checkAdopted();
      // Each snapshot has rrweb watch a frame's document once more: not where there are frames.
      const isDue = performance.now() - snapshotAt > CHECKOUT_MS && !hasFrames;
      if (isDue && snapshot_ms < CHECKOUT_SNAPSHOT_MS) idle(host, snapshot);
    }),
    outlet.onGap(() => idle(host, snapshot)),
    weigh,
  ];
  return {
    idOf: (node) => mirror.getId(node),
    tell,
    look,
    stop() {
      stop?.();
      offs.forEach((off) => off());
      outlet.cut();
    },
  };
}

/** Measures what all that answers a mutation takes, from rrweb's beginning on. */
function weighMutations(host: Host, tooHeavy: () => void): () => void {
  let since = 0;
  let spent = 0;
  // Observers are called in the order of their making: this one just before rrweb's.
  const observer = new host.pristine.MutationObserver(() => {
    const from = performance.now();
    host.pristine.queueMicrotask(() => {
      const now = performance.now();
      if (now - since > 1_000) {
        since = now;
        spent = 0;
      }
      spent += now - from;
      if (spent > HEAVY_SECOND_MS) tooHeavy();
    });
  });
  observer.observe(document, { childList: true, subtree: true });
  return () => observer.disconnect();
}

let numbers = new WeakMap<CSSStyleSheet, number>();
let lastNumber = 0;

function sheetsOf(root: Document | ShadowRoot): string {
  return root.adoptedStyleSheets
    .map((sheet) => {
      if (!numbers.has(sheet)) numbers.set(sheet, (lastNumber += 1));
      return numbers.get(sheet);
    })
    .join();
}

const mask = (text: string): string => text.replace(/\S/g, '*');

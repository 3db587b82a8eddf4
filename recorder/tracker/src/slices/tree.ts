/**
 * The page as it was told: a tree of shapes, grown from the DOM in steps, and brought up to date
 * where the DOM has changed since.
 */

import type { Privacy } from '../privacy.js';
import type { RrwebEvent } from '../recording/redact.js';
import type { Attributes } from '../recording/states.js';
import type { Dirty } from './changes.js';
import { longestRise } from './order.js';
import type { Work } from './pace.js';
import { attributesOf, childrenOf, ELEMENT, shapeOf, TEXT, type Shape, type SliceStates } from './shape.js';

const BATCH = 24; // nodes a step

export interface Out {
  node: Node;
  shape: Shape;
  kids: Out[];
  parent: Out | null;
  isShadow: boolean;
  /** It is not as it was first told. */
  isChanged: boolean;
  /** It stands elsewhere by now, under an `Out` of its own. */
  isGone: boolean;
}

export interface Add {
  parentId: number;
  nextId: number | null;
  node: Shape & { childNodes?: [] };
}

export interface Mutations {
  removes: { parentId: number; id: number; isShadow?: boolean }[];
  adds: Add[];
  texts: { id: number; value: string | null }[];
  attributes: { id: number; attributes: Attributes }[];
}

export interface Tree {
  /** What a node is called, or -1 if it was not told. */
  idOf(node: Node | null): number;
  nodeOf(id: number): Node | null;
  /** Forgets all that was told. */
  clear(): void;
  outOf(node: Node): Out | null;
  /** Grows a node and all below it. */
  grow(node: Node, parent: Out | null, isShadow?: boolean): Work<Out>;
  /** Brings what has changed up to date; `isTold`: the tree has been sent as it was. */
  update(dirty: Dirty, isTold: boolean): Work<Mutations>;
}

export interface TreeOptions {
  privacy: Privacy;
  states: SliceStates;
  redact(event: RrwebEvent): void;
  /** A node that has just been met. */
  met(node: Node): void;
}

export function makeTree({ privacy, states, redact, met }: TreeOptions): Tree {
  const ids = new WeakMap<Node, number>();
  let lastId = 0;
  let known = new Map<Node, Out>();
  let nodes = new Map<number, Node>();

  function make(node: Node, parent: Out | null, isShadow: boolean): Out {
    const id = ids.get(node) ?? ++lastId;
    ids.set(node, id);
    const shape = shapeOf(node, id, states);
    if (isShadow) shape.isShadow = true;
    const rootId = node.ownerDocument && node.ownerDocument !== document ? ids.get(node.ownerDocument) : undefined;
    if (rootId) shape.rootId = rootId;
    const out: Out = { node, shape, kids: [], parent, isShadow, isChanged: false, isGone: false };
    known.set(node, out);
    nodes.set(id, node);
    met(node);
    return out;
  }

  /** Masks shapes that do not hang together yet, as if each had been added. */
  function redactAll(outs: Out[]): void {
    const adds = outs.map(({ parent, shape }) => ({ parentId: parent?.shape.id ?? 0, node: shape }));
    redact({ type: 3, data: { source: 0, adds } } as unknown as RrwebEvent);
  }

  function* grow(node: Node, parent: Out | null, isShadow = false, found?: Mutations): Work<Out> {
    const old = known.get(node);
    if (old) {
      if (old.parent) found?.removes.push(removal(old));
      old.isGone = true;
      forget(old);
    }
    const top = make(node, parent, isShadow);
    const open = [top];
    let batch = [top];
    for (let out = open.pop(); out; out = open.pop()) {
      for (const child of childrenOf(out.node, privacy)) {
        const kid = make(child.node, out, child.isShadow);
        out.kids.push(kid);
        batch.push(kid);
        if (kid.shape.type === ELEMENT) open.push(kid);
        if (batch.length < BATCH) continue;
        redactAll(batch);
        batch = [];
        yield;
      }
    }
    redactAll(batch);
    return top;
  }

  function forget(top: Out): void {
    const open = [top];
    for (let out = open.pop(); out; out = open.pop()) {
      if (known.get(out.node) === out) {
        known.delete(out.node);
        nodes.delete(out.shape.id);
        // If it comes again it is another one to who plays it: with its old number it would bring
        // along the children that it had.
        ids.delete(out.node);
      }
      open.push(...out.kids);
    }
  }

  /** Compares the children of a parent with those that were told. */
  function* relist(out: Out, isTold: boolean, found: Mutations): Work<void> {
    const was = new Map(out.kids.filter(({ isGone }) => !isGone).map((kid, place) => [kid, place]));
    const kids: Out[] = [];
    const stay: Out[] = [];
    const fresh = new Set<Out>();
    for (const { node, isShadow } of childrenOf(out.node, privacy)) {
      const old = known.get(node);
      const kid = old && was.has(old) && old.isShadow === isShadow ? old : yield* grow(node, out, isShadow, found);
      if (kid === old) stay.push(kid);
      else fresh.add(kid);
      kids.push(kid);
    }
    const rising = longestRise(stay.map((kid) => was.get(kid) ?? 0));
    const moved = new Set(stay.filter((_, index) => !rising.has(index)));
    for (const kid of stay) was.delete(kid);
    for (const kid of [...was.keys(), ...[...moved].filter(({ isChanged }) => isChanged)]) found.removes.push(removal(kid));
    for (const kid of was.keys()) forget(kid);
    out.kids = kids;
    if (isTold) found.adds.push(...additions(out, fresh, moved));
    yield;
  }

  function* refresh(out: Out, isTold: boolean, found: Mutations): Work<void> {
    const { shape, node } = out;
    const change = { id: shape.id, attributes: {} as Attributes };
    const text = { id: shape.id, value: node.nodeValue };
    if (shape.type === ELEMENT) {
      change.attributes = attributesOf(node as Element, states);
      redact({ type: 3, data: { source: 0, attributes: [change] } });
      const now = change.attributes;
      change.attributes = difference(shape.attributes ?? {}, now);
      shape.attributes = now;
      if (Object.keys(change.attributes).length) found.attributes.push(change);
    } else if (shape.type === TEXT) {
      redact({ type: 3, data: { source: 0, texts: [text] } });
      if (text.value !== shape.textContent) found.texts.push(text);
      shape.textContent = text.value ?? '';
    }
    out.isChanged ||= isTold;
    yield;
  }

  return {
    grow,
    outOf: (node) => known.get(node) ?? null,
    idOf: (node) => (node && known.get(node)?.shape.id) ?? -1,
    nodeOf: (id) => nodes.get(id) ?? null,
    clear() {
      known = new Map();
      nodes = new Map();
    },
    *update({ kids, looks }, isTold) {
      const found: Mutations = { removes: [], adds: [], texts: [], attributes: [] };
      for (const node of kids) {
        const out = known.get(node);
        if (out && node.isConnected) yield* relist(out, isTold, found);
      }
      for (const node of looks) {
        const out = known.get(node);
        if (out && node.isConnected) yield* refresh(out, isTold, found);
      }
      return found;
    },
  };
}

const removal = ({ parent, shape, isShadow }: Out): Mutations['removes'][number] => ({
  parentId: parent?.shape.id ?? 0, id: shape.id, ...(isShadow ? { isShadow } : {}),
});

/** From the last to the first, so that the one behind is always there already. */
function additions(out: Out, fresh: Set<Out>, moved: Set<Out>): Add[] {
  const adds: Add[] = [];
  const next = { true: null, false: null } as Record<string, number | null>;
  for (const kid of [...out.kids].reverse()) {
    const nextId = next[String(kid.isShadow)] ?? null;
    if (fresh.has(kid) || (moved.has(kid) && kid.isChanged)) flatten(kid, nextId, adds);
    // What is known as it is comes along with all below it.
    else if (moved.has(kid)) adds.push(addition(kid, nextId));
    next[String(kid.isShadow)] = kid.shape.id;
  }
  return adds;
}

const addition = (kid: Out, nextId: number | null): Add => ({
  parentId: kid.parent?.shape.id ?? 0,
  nextId,
  node: kid.shape.type === ELEMENT ? { ...kid.shape, childNodes: [] } : kid.shape,
});

function flatten(kid: Out, nextId: number | null, adds: Add[]): void {
  adds.push(addition(kid, nextId));
  for (const below of kid.kids) flatten(below, null, adds);
}

function difference(was: Attributes, now: Attributes): Attributes {
  const changed: Attributes = {};
  for (const name in now) if (now[name] !== was[name]) changed[name] = now[name];
  for (const name in was) if (!(name in now)) changed[name] = null;
  return changed;
}

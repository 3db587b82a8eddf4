/** What must not be looked at: `data-ta-ignore`, `data-ta-mask`, and the study's own selectors. */

export interface Privacy {
  /** Nothing of it is recorded: our panel, and what page or study exclude. */
  isIgnored(node: EventTarget | null): boolean;
  /** It is recorded, but not its texts. */
  isMasked(element: Element): boolean;
  /** The study wants to see what is typed into it; whether it may is decided in `typed.ts`. */
  isUnmasked(element: Element): boolean;
  readonly ignored: string;
  readonly masked: string;
  readonly unmasked: string;
}

export function makePrivacy(
  ignore: readonly string[],
  mask: readonly string[],
  unmask: readonly string[] = [],
): Privacy {
  const ignored = ['[data-ta-ignore]', ...ignore].filter(isSelector).join(',');
  const masked = ['[data-ta-mask]', ...mask].filter(isSelector).join(',');
  const unmasked = unmask.filter(isSelector).join(',');
  const isMasked = (element: Element): boolean => isWithin(element, masked);
  return {
    ignored,
    masked,
    unmasked,
    isMasked,
    isIgnored: (node) => isWithin(elementOf(node), ignored),
    isUnmasked: (element) => unmasked !== '' && isWithin(element, unmasked) && !isMasked(element),
  };
}

/** By number, not by class: a node of a frame is an instance of that frame's classes. */
function elementOf(node: EventTarget | null): Element | null {
  const { nodeType, parentElement } = (node ?? {}) as Partial<Node>;
  if (nodeType === 1) return node as Element;
  return nodeType ? (parentElement ?? hostOf(node as Node)) : null;
}

/** In what a node's tree hangs: a shadow root in its host, a frame's document in the frame. */
function hostOf(node: Node): Element | null {
  const { host, defaultView } = node.getRootNode() as Node & Partial<Pick<ShadowRoot, 'host'> & Pick<Document, 'defaultView'>>;
  return host ?? defaultView?.frameElement ?? null;
}

/** `closest`, but out of shadow roots and frames too. */
function isWithin(element: Element | null, selector: string): boolean {
  for (let at = element; at; at = hostOf(at)) if (at.closest(selector)) return true;
  return false;
}

/** A researcher's slip in a selector must not break all the others. */
function isSelector(text: string): boolean {
  try {
    document.createDocumentFragment().querySelector(text);
    return true;
  } catch {
    return false;
  }
}

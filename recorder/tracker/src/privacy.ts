/** What must not be looked at: `data-ta-ignore`, `data-ta-mask`, and the study's own selectors. */

export interface Privacy {
  /** Nothing of it is recorded: our panel, and what page or study exclude. */
  isIgnored(node: EventTarget | null): boolean;
  /** It is recorded, but not its texts. */
  isMasked(element: Element): boolean;
  readonly ignored: string;
  readonly masked: string;
}

export function makePrivacy(ignore: readonly string[], mask: readonly string[]): Privacy {
  const ignored = ['[data-ta-ignore]', ...ignore].filter(isSelector).join(',');
  const masked = ['[data-ta-mask]', ...mask].filter(isSelector).join(',');
  return {
    ignored,
    masked,
    isIgnored: (node) => isWithin(elementOf(node), ignored),
    isMasked: (element) => isWithin(element, masked),
  };
}

function elementOf(node: EventTarget | null): Element | null {
  if (node instanceof Element) return node;
  return node instanceof Node ? (node.parentElement ?? hostOf(node)) : null;
}

const hostOf = (node: Node): Element | null => {
  const root = node.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
};

/** `closest`, but out of shadow roots too. */
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

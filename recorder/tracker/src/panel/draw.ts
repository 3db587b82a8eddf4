/** Makes the panel's elements; plain DOM, so that no page's CSP or trusted-types rule can object. */

type Attributes = Readonly<Record<string, string | boolean | EventListener>>;

/** An element with attributes (functions become listeners, `true` an empty attribute) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A line drawing of 16 by 16. */
export function icon(path: string): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(space, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

/** Puts a style sheet into a shadow root; a constructed one passes a page's `style-src`. */
export function dress(root: ShadowRoot, css: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  } catch {
    root.append(el('style', {}, css));
  }
}

/** A button that tells its press's `timeStamp`; `name` finds it again. */
export function button(name: string, look: string, words: string, pressed: (timeStamp: number) => void): HTMLButtonElement {
  const press = (event: Event): void => {
    // The second half of a double click would press what has just come up under the pointer.
    if (!(event instanceof MouseEvent && event.detail > 1)) pressed(event.timeStamp);
  };
  return el('button', { type: 'button', class: look, 'data-name': name, click: press }, words);
}

/** Elements in one line; texts are only ever set as text. */

type Props = Record<string, string | boolean | number | undefined | ((event: never) => void)>;
type Child = Node | string | null | undefined;

export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name, value as EventListener);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

const PATHS = {
  play: 'M5 3.2v13.6L16.5 10z',
  pause: 'M5 3h3.6v14H5zM11.4 3H15v14h-3.6z',
  previous: 'M4 4h2v12H4zM16 4v12L7.5 10z',
  next: 'M14 4h2v12h-2zM4 4v12l8.5-6z',
  skip: 'M2.5 4.5v11L9 10zM9.5 4.5v11L16 10zM16 4.5h1.8v11H16z',
  note: 'M4 3h12v9.5L12.5 16H4zm3 3.2v1.4h6V6.2zm0 3.2v1.4h4V9.4z',
  link: 'M8.2 11.8a3 3 0 0 0 4.3 0l2.8-2.8a3 3 0 0 0-4.3-4.3l-1 1 1.1 1.1 1-1a1.5 1.5 0 0 1 2.1 2.1l-2.8 2.8a1.5 1.5 0 0 1-2.1 0zm3.6-3.6a3 3 0 0 0-4.3 0L4.7 11A3 3 0 0 0 9 15.300l1-1-1.100-1.100-1 1A1.500 1.500 0 0 1 5.800 12.100l2.800-2.800a1.500 1.500 0 0 1 2.100 0z',
  fit: 'M3 3h5v1.7H4.700V8H3zm9 0h5v5h-1.700V4.700H12zM3 12h1.700v3.300H8V17H3zm12.300 0H17v5h-5v-1.700h3.300z',
  sound: 'M3 7.500h3L10.500 4v12L6 12.500H3zM12.500 6.500a4.500 4.500 0 0 1 0 7zM14 3.500a8 8 0 0 1 0 13l-.8-1.300a6.500 6.500 0 0 0 0-10.400z',
  silent: 'M3 7.500h3L10.500 4v12L6 12.500H3zM12.600 7.400l1-1 1.900 1.900 1.900-1.900 1 1-1.900 1.900 1.900 1.900-1 1-1.900-1.900-1.900 1.900-1-1 1.900-1.900z',
  halt: 'M3 3h4v1.6H4.6v10.8H7V17H3zM13 3h4v14h-4v-1.6h2.4V4.6H13zM7.4 6.5h1.7v7H7.4zM10.9 6.5h1.7v7h-1.7z',
  help: 'M10 2.500a7.500 7.500 0 1 0 0 15 7.500 7.500 0 0 0 0-15zm.8 11.800H9.200v-1.600h1.600zm1.600-5.900c-.9.9-1.500 1.200-1.500 2.600H9.200c0-1.900.7-2.600 1.500-3.400.5-.5.9-.8.9-1.400A1.500 1.500 0 0 0 8.600 6H7a3.100 3.100 0 0 1 6.200.1c0 1-.3 1.700-.8 2.300z',
} as const;

export type Icon = keyof typeof PATHS;

export function icon(name: Icon): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', PATHS[name]);
  path.setAttribute('fill', 'currentColor');
  svg.append(path);
  return svg;
}

/** A button that is an icon; its name is its label and its hint. */
export function tool(name: Icon, label: string, press: () => void, keys = ''): HTMLButtonElement {
  const hint = keys ? `${label} (${keys})` : label;
  return h('button', { type: 'button', class: 'v-tool', 'aria-label': label, title: hint, click: press }, icon(name));
}

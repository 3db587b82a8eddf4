/** What is open on a page beside its route: dialogs, details, menus, tabs. */

import { ownKey } from './keys.js';
import { textHash, textOf } from './names.js';

const MAX_PARTS = 6;
const MAX_FOUND = 200; // of one sort; a page with more opens them all the time
const MENU = '[role=menu],[role=listbox]';
const SORTS = ['dialog', 'details', 'menu', 'tab'] as const;
type Sort = (typeof SORTS)[number];
// One query for all sorts: each of them walks the whole document.
const OPEN =
  'dialog[open],[role=dialog],[role=alertdialog],[aria-modal=true],[popover]:not([popover=hint]),' +
  `details[open],[aria-expanded=true],${MENU},[role=tab][aria-selected=true]`;
// Rows and branches of a tree open by the dozen: they are content, not a state of the screen.
const CONTENT = '[role=treeitem],[role=row],[role=gridcell],tr,td';

/** `+dialog(#basket)+tab(#reviews)`: sort by sort, each in the order of the document. */
export function openParts(isIgnored: (element: Element) => boolean): string {
  const found: Record<Sort, Element[]> = { dialog: [], details: [], menu: [], tab: [] };
  for (const element of document.querySelectorAll(OPEN)) {
    const sort = sortOf(element);
    if (sort && found[sort].length < MAX_FOUND) found[sort].push(element);
  }
  const parts = new Set<string>();
  const named = new Set<Element>();
  for (const sort of SORTS) {
    // A button that tells of its menu goes first; the menu that it names is not told once more.
    found[sort].sort((a, b) => Number(b.matches('[aria-expanded]')) - Number(a.matches('[aria-expanded]')));
    for (const element of found[sort]) {
      if (parts.size >= MAX_PARTS) break;
      const subject = controlled(element) ?? element;
      if (isIgnored(element) || named.has(element) || named.has(subject)) continue;
      if (!isShown(element)) continue;
      named.add(element).add(subject);
      parts.add(`+${sort}(${nameOf(subject, element)})`);
    }
  }
  return [...parts].join('');
}

function sortOf(element: Element): Sort | undefined {
  if (element.matches('[role=tab]')) return element.matches('[aria-selected=true]') ? 'tab' : undefined;
  if (element.matches(MENU)) return isPopup(element) ? 'menu' : undefined;
  if (element.getAttribute('aria-expanded') !== 'true' || element.matches('dialog,[role=dialog]')) {
    return element.matches('details') ? 'details' : 'dialog';
  }
  if (element.matches(CONTENT)) return undefined;
  const popup = element.getAttribute('aria-haspopup');
  if (popup === 'dialog') return undefined; // the dialog itself is found
  return popup && popup !== 'false' ? 'menu' : element.matches('[role=combobox]') ? 'menu' : 'details';
}

/** A list to choose from that always stands in the page is no menu that was opened. */
function isPopup(element: Element): boolean {
  if (!element.matches('[role=listbox]') || element.matches('[popover]')) return true;
  const { position } = getComputedStyle(element);
  return position === 'absolute' || position === 'fixed';
}

/** What a button opens, where it says so. */
function controlled(element: Element): Element | null {
  const id = element.matches('[aria-expanded=true]') && element.getAttribute('aria-controls');
  return id ? (element.getRootNode() as Document | ShadowRoot).getElementById?.(id) ?? null : null;
}

/** Dialogs made of plain elements, and popovers, are hidden by style when they are closed. */
function isShown(element: Element): boolean {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== 'hidden';
}

/** A stable name; counted-up ids and changing texts would make every visit a screen of its own. */
function nameOf(subject: Element, opener: Element): string {
  const key = ownKey(subject) ?? ownKey(opener);
  if (key) return key.slice(0, 40);
  const title = opener.matches('details') ? opener.querySelector('summary') : opener;
  const heading = title?.querySelector('h1,h2,h3,h4,legend,[role=heading]') ?? title;
  const label = opener.getAttribute('aria-label') ?? (heading ? textOf(heading, () => false) : '');
  return textHash(label) ?? opener.localName;
}

/**
 * Opens the popovers that were open. No attribute tells it to a browser, and nothing but a call puts
 * one in front of the page; the recorder marks them.
 */

const DEEP = 6; // frames within each other

export function showPopovers(root: Document | null | undefined, depth = 0): void {
  if (!root || depth > DEEP) return;
  for (const element of root.querySelectorAll<HTMLElement>('[popover]')) {
    try {
      const isOpen = element.matches(':popover-open');
      if (element.hasAttribute('data-ta-open')) {
        // `auto` would close the one that was opened before it.
        if (element.popover !== 'manual') element.popover = 'manual';
        if (!element.matches(':popover-open')) element.showPopover();
      } else if (isOpen) element.hidePopover();
    } catch {
      // A browser without popovers, or an element that stands in no document any more.
    }
  }
  for (const frame of root.querySelectorAll('iframe')) showPopovers(frame.contentDocument, depth + 1);
}

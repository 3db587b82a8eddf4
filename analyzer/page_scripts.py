"""What the renderer runs in a drawn page. Recorded scripts never run; these are ours.

Each is a function in JavaScript, for `page.evaluate`, which works with scripts off.
"""

from __future__ import annotations

# Takes the wrapping off, opens modal dialogs and popovers, scrolls inner scrollers.
COMPLETE = """popovers => {
  const all = (selector, root = document, found = []) => {
    found.push(...root.querySelectorAll(selector));
    for (const element of root.querySelectorAll('*'))
      if (element.shadowRoot) all(selector, element.shadowRoot, found);
    return found;
  };
  for (let round = 0; round < 100; round++) {
    const wrapped = all('template[data-thinkaloud-wrap]');
    if (!wrapped.length) break;
    for (const template of wrapped) template.replaceWith(template.content);
  }
  const attempt = action => { try { action(); } catch { /* the picture goes without it */ } };
  for (const dialog of all('[data-thinkaloud-modal]')) attempt(() => dialog.showModal());
  for (const popover of all('[data-thinkaloud-popover]')) attempt(() => popover.showPopover());
  for (const selector of popovers) attempt(() => document.querySelector(selector).showPopover());
  attempt(() => document.activeElement?.blur());
  for (const element of all('[data-thinkaloud-scroll]')) {
    const [left, top] = element.dataset.thinkaloudScroll.split(' ').map(Number);
    if (element !== document.documentElement)
      attempt(() => element.scrollTo({ left, top, behavior: 'instant' }));
  }
  window.scrollTo({ left: 0, top: 0, behavior: 'instant' });
}"""
SCROLL_TO = """([left, top]) => window.scrollTo({ left, top, behavior: 'instant' })"""
IS_SETTLED = """() => document.fonts.status === 'loaded' &&
  [...document.images].every(image => image.complete)"""
SIZE = """() => {
  const { scrollWidth, scrollHeight } = document.documentElement;
  return [Math.max(scrollWidth, innerWidth), Math.max(scrollHeight, innerHeight)];
}"""


# Boxes on the page of what can be seen, and of what is scrolled out of an inner scroller.
BOXES = """wanted => {
  const seen = {}, away = {};
  const middleIsIn = (box, frame) =>
    box.left + box.width / 2 >= frame.left && box.left + box.width / 2 <= frame.right &&
    box.top + box.height / 2 >= frame.top && box.top + box.height / 2 <= frame.bottom;
  const parentOf = element =>
    element.assignedSlot ?? element.parentElement ?? element.getRootNode().host;
  for (const { id, anchor } of wanted) {
    const element = thinkaloudAnchors.find(anchor);
    const box = element?.getBoundingClientRect();
    if (!box?.width || !box.height) continue;
    let isSeen = true;
    for (let above = parentOf(element); above && isSeen; above = parentOf(above)) {
      if (above === document.body || above === document.documentElement) break;
      if (/auto|scroll/.test(getComputedStyle(above).overflow))
        isSeen = middleIsIn(box, above.getBoundingClientRect());
    }
    (isSeen ? seen : away)[id] = [box.left + scrollX, box.top + scrollY, box.width, box.height];
  }
  return [seen, away];
}"""

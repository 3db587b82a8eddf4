/** Page views: which one it is, how it began, and the screen key of the moment. */

import type { View } from './host.js';
import type { PageBody, Stamp } from './protocol.js';
import { routePattern } from './route.js';
import { randomId } from './tab.js';

const MAX_SCREEN = 300;

export interface Pages {
  view(): View;
  stamp(t: number): Stamp;
  setOpen(parts: string): void;
  begin(kind: PageBody['kind']): void;
}

/** How this document came about, in the protocol's words. */
export function loadKind(): PageBody['kind'] {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return entry?.type === 'reload' || entry?.type === 'back_forward' ? entry.type : 'load';
}

export function makePages(now: () => number, told: (view: View) => void): Pages {
  let view: View;

  function begin(kind: PageBody['kind']): void {
    const route = routePattern(location);
    view = { page: randomId(), screen: route, route, url: location.href, kind, t: now() };
    told(view);
  }
  begin(loadKind());

  return {
    begin,
    view: () => view,
    stamp: (t) => ({ t, page: view.page, screen: view.screen }),
    setOpen: (parts) => void (view.screen = (view.route + parts).slice(0, MAX_SCREEN)),
  };
}

/** Page views as events: where, how big, under which title. */

import type { View } from '../host.js';
import { maskText, maskUrl } from '../masking.js';
import type { PageBody } from '../protocol.js';
import { px, type Sensor } from '../sensing.js';

export const watchPages: Sensor = (sensing) => {
  const { host } = sensing;
  let late: (() => void) | undefined;

  function settle(): void {
    late?.();
    late = undefined;
  }

  function begin({ page, screen, t, kind, url }: View): void {
    settle();
    late = () => sensing.emit({ ...describe(kind, url), page, screen, t });
    // While it loads, a document has neither its title nor its size; nor has a route that is only
    // just begun, and to ask for its size now would have the page laid out twice.
    if (kind === 'push' || kind === 'replace') sensing.after(0, settle);
    else if (document.readyState !== 'loading') settle();
  }

  begin(host.view());
  sensing.listen(document, 'DOMContentLoaded', settle);
  sensing.onLeave(settle);
  return host.on('page', host.guard(begin));
};

function describe(kind: PageBody['kind'], url: string): PageBody {
  const root = document.documentElement;
  const body: PageBody = {
    type: 'page',
    url: maskUrl(url),
    kind,
    time_origin_ms: performance.timeOrigin,
    width: px(innerWidth),
    height: px(innerHeight),
    page_width: px(root.scrollWidth),
    page_height: px(root.scrollHeight),
    dpr: devicePixelRatio,
    title: maskText(document.title).slice(0, 300),
  };
  const from = referrer();
  if (from) body.referrer = from;
  return body;
}

/** Of another site only its origin; of our own the page. */
function referrer(): string | undefined {
  if (!document.referrer) return undefined;
  const { origin } = new URL(document.referrer);
  return origin === location.origin ? maskUrl(document.referrer) : origin;
}

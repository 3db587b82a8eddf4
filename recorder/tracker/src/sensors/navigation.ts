/** Route changes inside a document: the history API and the fragment. */

import type { Host } from '../host.js';
import { routePattern } from '../route.js';
import type { Sensor } from '../sensing.js';

export const watchNavigation: Sensor = (sensing) => {
  const { host } = sensing;
  let href = location.href;

  const moved = host.guard((kind: Parameters<Host['route']>[0]) => {
    const before = new URL(href);
    if (location.href === href) return;
    href = location.href;
    // Many pages keep what is typed or filtered in the query by `replaceState`: no new view.
    if (kind === 'replace' && routePattern(before) === routePattern(location) && before.hash === location.hash) return;
    host.route(kind);
    sensing.react('navigation');
  });

  // `popstate` comes before `hashchange` and for fragments too; whichever is second finds no change.
  sensing.listen(window, 'popstate', () => {
    const before = new URL(href);
    const isHash = before.pathname + before.search === location.pathname + location.search;
    moved(isHash && location.hash !== before.hash ? 'hash' : 'pop');
  });
  sensing.listen(window, 'hashchange', () => moved('hash'));
  const unwrap = [wrap('pushState', () => moved('push')), wrap('replaceState', () => moved('replace'))];
  return () => unwrap.forEach((undo) => undo());
};

/** Calls the original first and gives back its answer, whatever we make of it. */
function wrap(name: 'pushState' | 'replaceState', told: () => void): () => void {
  const original = history[name];
  const wrapped: typeof original = function (this: History, ...args) {
    const answer = original.apply(this, args);
    told();
    return answer;
  };
  history[name] = wrapped;
  return () => {
    // Somebody may have wrapped ours in turn; then it stays and has nobody to tell.
    if (history[name] === wrapped) history[name] = original;
  };
}

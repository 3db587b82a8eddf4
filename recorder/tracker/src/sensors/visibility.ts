/** The tab hidden and shown, its window with and without the focus. */

import type { Sensor } from '../sensing.js';

export const watchVisibility: Sensor = (sensing) => {
  const at = ({ timeStamp }: Event): number => sensing.host.at(timeStamp);
  sensing.listen(document, 'visibilitychange', (event) => {
    sensing.emit({ type: 'visibility', state: document.visibilityState, t: at(event) });
  });
  // These two bubble from fields in no browser, but capturing listeners would hear them.
  sensing.listen(window, 'blur', (event) => {
    if (!(event.target instanceof Node)) sensing.emit({ type: 'visibility', state: 'blurred', t: at(event) });
  });
  sensing.listen(window, 'focus', (event) => {
    if (!(event.target instanceof Node)) sensing.emit({ type: 'visibility', state: 'focused', t: at(event) });
  });
};

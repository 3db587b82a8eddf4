/** Fields that gain or lose the focus. */

import { hitBy, isField, type Sensor } from '../sensing.js';

export const watchFocus: Sensor = (sensing) => {
  const { host, privacy } = sensing;
  for (const name of ['focusin', 'focusout']) {
    sensing.listen(window, name, (event) => {
      const field = hitBy(event);
      if (!isField(field) || privacy.isIgnored(field)) return;
      const t = host.at(event.timeStamp);
      sensing.emit({ type: 'focus', anchor: sensing.anchor(field), gained: name === 'focusin', t });
    });
  }
};

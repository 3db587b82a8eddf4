/** The form that is shown: drawn once for each that is due, and kept until it is given back. */

import type { Host } from '../host.js';
import { dress } from './draw.js';
import type { Flow } from './flow.js';
import type { Texts } from './texts.js';

export interface Sheet {
  /** The form to show now; `loading` until what draws it has come. */
  form(): HTMLElement | 'loading' | undefined;
  /** True once, for a form that nobody has seen before, on this page or another. */
  isNew(): boolean;
}

export function makeSheet(host: Host, root: ShadowRoot, flow: Flow, text: Texts): Sheet {
  let element: HTMLElement | undefined;
  let shown = '';
  let isDressed = false;
  let isNew = false;
  return {
    form() {
      const due = flow.due();
      const chunk = flow.forms();
      if (!due) return void ([element, shown] = [undefined, '']);
      if (!chunk) return 'loading';
      if (element && shown === due.id) return element;
      if (!isDressed) dress(root, chunk.css);
      isDressed = true;
      isNew = !host.store.get(`form:${due.id}`);
      shown = due.id;
      element = chunk.makeForm(host, due, text, host.guard((given) => flow.give(due, given)));
      return element;
    },
    isNew() {
      const was = isNew;
      isNew = false;
      return was;
    },
  };
}

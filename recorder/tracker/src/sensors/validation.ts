/** Fields that are told to be invalid: by the browser's constraints or by the page (ARIA). */

import { maskText } from '../masking.js';
import { hitBy, type Sensor } from '../sensing.js';

const SAME_MS = 500; // checkValidity() and reportValidity() in a row are one telling

export const watchValidation: Sensor = (sensing) => {
  const { host, privacy } = sensing;
  const told = new WeakMap<Element, number>();

  function report(field: Element, kind: 'constraint' | 'aria', message: string): void {
    const now = performance.now();
    if (privacy.isIgnored(field) || now - (told.get(field) ?? -SAME_MS) < SAME_MS) return;
    told.set(field, now);
    sensing.emit({
      type: 'validation', anchor: sensing.anchor(field), kind,
      ...(message ? { message: message.slice(0, 300) } : {}),
    });
  }

  sensing.listen(window, 'invalid', (event) => {
    const field = hitBy(event);
    // The browser's own message quotes what was typed; which rule was broken says enough.
    if (field) report(field, 'constraint', brokenRule(field as HTMLInputElement));
  });
  sensing.onMutations((_, records) => {
    for (const record of records) {
      if (record.attributeName !== 'aria-invalid') continue;
      const { target } = record;
      if (!(target instanceof HTMLElement)) continue;
      const value = target.getAttribute('aria-invalid');
      if (value && value !== 'false') {
        // The message is often put in right after the attribute.
        host.pristine.setTimeout(host.guard(() => report(target, 'aria', messageOf(target))), 0);
      }
    }
  });
};

function brokenRule({ validity }: HTMLInputElement): string {
  for (const name in validity) {
    if (name !== 'valid' && validity[name as keyof ValidityState]) return name;
  }
  return '';
}

/** The text that the page shows with the field, without what was typed into it. */
function messageOf(field: HTMLElement): string {
  const root = field.getRootNode() as Document | ShadowRoot;
  const ids = field.getAttribute('aria-errormessage') ?? field.getAttribute('aria-describedby') ?? '';
  const texts = ids.split(/\s+/).filter(Boolean).map((id) => root.getElementById?.(id)?.textContent ?? '');
  let text = texts.join(' ').replace(/\s+/g, ' ').trim();
  const typed = 'value' in field ? String(field.value).trim() : '';
  if (typed) text = text.split(typed).join('***');
  return maskText(text);
}

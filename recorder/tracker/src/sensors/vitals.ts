/** Page timings as the Web Vitals define them. */

import { onCLS, onFCP, onLCP, onTTFB } from 'web-vitals';
import type { TimingBody } from '../protocol.js';
import type { Sensor } from '../sensing.js';
import { watchInteractions } from './interactions.js';

export const watchVitals: Sensor = (sensing) => {
  const { host } = sensing;
  const { page, screen } = host.view();
  let isOff = false;

  const report = host.guard((name: TimingBody['name'], value: number) => {
    // All are of the document, hence of the page view that came with it.
    if (!isOff && Number.isFinite(value)) {
      sensing.emit({ type: 'timing', name, value: Math.round(value * 10_000) / 10_000, page, screen });
    }
  });
  for (const observe of [onTTFB, onFCP, onLCP, onCLS]) {
    observe(({ name, value }) => report(name, value));
  }
  const loaded = (): void => {
    const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    if (entry && entry.loadEventStart > 0) report('load', entry.loadEventStart);
  };
  if (document.readyState === 'complete') loaded();
  else sensing.listen(window, 'load', () => void sensing.after(0, loaded));

  const interactions = watchInteractions();
  let told: number | undefined;
  sensing.onLeave(() => {
    const value = interactions?.value();
    if (value !== undefined && value !== told) report('INP', (told = value));
  });
  const off = host.on('page', ({ kind }) => {
    if (kind !== 'bfcache') return;
    interactions?.reset();
    told = undefined;
  });
  return () => {
    isOff = true;
    off();
    interactions?.stop();
  };
};

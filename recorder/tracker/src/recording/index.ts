/** The recording chunk: the DOM as rrweb sees it, and the files that the page uses. */

import type { Host } from '../host.js';
import { makePrivacy } from '../privacy.js';
import { uploadAssets } from './assets.js';
import type { Masking } from './redact.js';
import { recordDom } from './replay.js';

export function start(host: Host): () => void {
  let stop: (() => void) | undefined;
  const begin = (): void => {
    const { masking } = host.delivery;
    if (masking && !stop) stop = record(host, masking);
  };
  // Nothing is recorded before the masks are there, which come with the sensors.
  const off = host.on('sensing', begin);
  begin();
  return () => {
    off();
    stop?.();
  };
}

function record(host: Host, masking: Masking): () => void {
  const privacy = makePrivacy(host.capture.ignore, host.capture.mask, host.capture.unmask);
  const stopDom = recordDom(host, privacy, masking);
  const stopAssets = uploadAssets(host, privacy, masking);
  return () => {
    stopDom();
    stopAssets();
  };
}

/** The recording chunk: the DOM as rrweb sees it, and the files that the page uses. */

import type { Host } from '../host.js';
import { makePrivacy } from '../privacy.js';
import { uploadAssets } from './assets.js';
import { recordDom } from './replay.js';

export function start(host: Host): () => void {
  const privacy = makePrivacy(host.capture.ignore, host.capture.mask);
  const stopDom = recordDom(host, privacy);
  const stopAssets = uploadAssets(host, privacy);
  return () => {
    stopDom();
    stopAssets();
  };
}

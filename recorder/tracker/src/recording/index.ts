/**
 * The recording chunk: the DOM as rrweb sees it, and the files that the page uses. A page that is
 * too heavy for rrweb gets sliced snapshots instead, by a chunk of their own.
 */

import type { Host } from '../host.js';
import { makePrivacy } from '../privacy.js';
import type * as SlicesChunk from '../slices/index.js';
import { uploadAssets } from './assets.js';
import { watchCanvases } from './canvas.js';
import { watchFonts } from './fonts.js';
import { makeOutlet } from './outlet.js';
import { onPreferences, preferences } from './preferences.js';
import { makeRedact, type Masking } from './redact.js';
import { recordDom, type Recorder } from './replay.js';
import { watchStates } from './settle.js';
import { fetchSource } from './sheets.js';
import { countUnseen } from './unseen.js';

const HEAVY_ELEMENTS = 5_000; // rrweb's first look at so many takes a quarter of a second and more
const CUSTOM = 5; // rrweb's EventType
const TAG = 'thinkaloud';

export function start(host: Host): () => void {
  let stop: (() => void) | undefined;
  const begin = (): void => {
    const { masking } = host.delivery;
    // How heavy a page is shows once it is there.
    if (masking && !stop && document.readyState !== 'loading') stop = record(host, masking);
  };
  // Nothing is recorded before the masks are there, which come with the sensors.
  const off = host.on('sensing', begin);
  const ready = host.guard(begin);
  document.addEventListener('DOMContentLoaded', ready, { once: true });
  begin();
  return () => {
    off();
    document.removeEventListener('DOMContentLoaded', ready);
    stop?.();
  };
}

function record(host: Host, masking: Masking): () => void {
  const { delivery, capture, guard } = host;
  const privacy = makePrivacy(capture.ignore, capture.mask, capture.unmask);
  const outlet = makeOutlet(host);
  const assets = uploadAssets(host, privacy, masking);
  let recorder: Recorder | undefined;
  let isStopped = false;
  let unseen = '[]';

  const look = guard((node: Node): void => recorder?.look(node));
  const tell = (type: number, data: object): void => recorder?.tell(type, data);
  const say = (payload: object): void => tell(CUSTOM, { tag: TAG, payload });
  const canvases = watchCanvases(host, privacy, look);
  const fonts = watchFonts(host, tell);
  const states = { privacy, picture: canvases.picture, ask };
  const redactWith = (nodeOf: (id: number) => Node | null) => makeRedact(privacy, masking, nodeOf);

  function ask(link: HTMLLinkElement): void {
    fetchSource(link, host.pristine.fetch).then((text) => text && look(link), () => undefined);
  }

  const checkUnseen = (): void => {
    const found = countUnseen(privacy, canvases.unseen(), assets.lost);
    const text = host.pristine.stringify(found);
    if (text !== unseen) say({ unseen: found });
    unseen = text;
  };
  const introduce = (): void => say({ ...preferences(), recorder: delivery.recorder });
  const told = guard((): void => {
    introduce();
    unseen = '[]';
    checkUnseen();
    fonts.check(true);
  });
  const settled = guard((): void => {
    fonts.check(false);
    checkUnseen();
  });

  /** Loads the sliced snapshots, and takes rrweb off once they are there. */
  async function slice(): Promise<void> {
    if (delivery.recorder === 'sliced' || isStopped) return;
    delivery.recorder = 'sliced';
    recorder?.stop();
    recorder = undefined;
    const { start: begin } = (await import(`${host.base}/tracker/${host.answer.chunks.slices}`)) as typeof SlicesChunk;
    if (!isStopped) recorder = begin({ host, privacy, outlet, states, redactWith, told });
  }
  const tooHeavy = (): void => {
    if (!host.answer.chunks.slices) return;
    host.pristine.queueMicrotask(() => {
      slice().catch(guard((error: unknown) => {
        delivery.recorder = 'failed';
        throw error;
      }));
    });
  };

  delivery.recorder = 'full';
  if (document.getElementsByTagName('*').length > HEAVY_ELEMENTS && host.answer.chunks.slices) tooHeavy();
  else recorder = recordDom({ host, privacy, outlet, states, redactWith, told, tooHeavy });
  const offs = [
    watchStates(host, privacy, look),
    onPreferences(host, introduce),
    host.on('screen', settled),
    fonts.stop,
    canvases.stop,
    assets.stop,
  ];
  return () => {
    isStopped = true;
    recorder?.stop();
    offs.forEach((off) => off());
    outlet.cut();
  };
}

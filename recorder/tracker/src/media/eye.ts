/**
 * Looks at a video track and gives one picture of it, painted over where it must not be seen, as WebP.
 * All of it happens in a worker; where a page's policy allows none, on the page's own thread.
 */

import type { Host } from '../host.js';
import type { Box } from './covers.js';
import type { Mark } from './marker.js';

export interface Window {
  /** CSS px of the viewport. */
  width: number;
  height: number;
}

export interface Eye {
  /**
   * Waits for a picture that shows the mark, and holds it fast. What has to be covered is to be measured
   * from the mark's change until this resolves: the picture is of a moment in between.
   */
  hold(window: Window, mark: Mark): Promise<boolean>;
  /** The held picture; undefined where it is the same as the last. */
  take(window: Window, boxes: Box[]): Promise<ArrayBuffer | undefined>;
  stop(): void;
}

interface Processor {
  readonly readable: ReadableStream<VideoFrame>;
}
type MakeProcessor = new (options: { track: MediaStreamTrack; maxBufferSize: number }) => Processor;
interface Answer {
  id: number;
  isHeld?: boolean;
  bytes?: ArrayBuffer;
}

const PATIENCE_MS = 3_000;
const POLL_MS = 100;

export function openEye(host: Host, track: MediaStreamTrack): Eye {
  const make = (window as { MediaStreamTrackProcessor?: MakeProcessor }).MediaStreamTrackProcessor;
  try {
    if (make) return workerEye(host, make, track);
  } catch {
    // a policy without blob: in worker-src
  }
  return pageEye(host, track);
}

function workerEye(host: Host, make: MakeProcessor, track: MediaStreamTrack): Eye {
  const url = URL.createObjectURL(new Blob([`(${String(inWorker)})()`], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  const { readable } = new make({ track, maxBufferSize: 1 });
  const asked = new Map<number, (answer: Partial<Answer>) => void>();
  let last = 0;
  worker.onmessage = host.guard(({ data }: MessageEvent<Answer>) => {
    asked.get(data.id)?.(data);
    asked.delete(data.id);
  });
  worker.postMessage({ readable }, [readable]);
  const ask = (what: object): Promise<Partial<Answer>> =>
    new Promise((tell) => {
      const id = ++last;
      asked.set(id, tell);
      worker.postMessage({ id, ...what });
      host.pristine.setTimeout(() => {
        if (asked.delete(id)) tell({});
      }, PATIENCE_MS);
    });
  return {
    hold: async (window, mark) => (await ask({ window, mark })).isHeld ?? false,
    take: async (window, boxes) => (await ask({ window, boxes })).bytes,
    stop: () => worker.terminate(),
  };
}

/** Runs in the worker, where nothing of this file is known: it may use nothing but itself. */
function inWorker(): void {
  const MAX_WIDTH = 2_560; // picture px
  const MAX_BYTES = 1_500_000;
  type Asked = { readable?: ReadableStream<VideoFrame>; id: number; window: Window; mark?: Mark; boxes?: Box[] };
  let newest: VideoFrame | undefined;
  let held: VideoFrame | undefined;
  let awaited: Asked | undefined; // a hold that no picture has fulfilled yet
  let last = new Uint8Array(); // what was given last
  const post = self.postMessage as unknown as (message: object, transfer?: Transferable[]) => void;
  const dot = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });

  /** Does the newest picture have the window's shape, and show the mark? */
  function fulfil(): void {
    if (!awaited?.mark || !newest || !dot) return;
    const { id, mark, window } = awaited;
    const { displayWidth, displayHeight } = newest;
    const scale = displayWidth / window.width;
    if (Math.abs(displayHeight / window.height / scale - 1) > 0.02) return;
    dot.drawImage(newest, mark.x * scale - 1, mark.y * scale - 1, 2, 2, 0, 0, 1, 1);
    const pixel = dot.getImageData(0, 0, 1, 1).data;
    if (pixel.subarray(0, 3).some((value) => Math.abs(value - mark.grey) > 5)) return;
    held?.close();
    held = newest.clone();
    awaited = undefined;
    post({ id, isHeld: true });
  }

  async function read(readable: ReadableStream<VideoFrame>): Promise<void> {
    const reader = readable.getReader();
    for (;;) {
      const { value } = await reader.read();
      if (!value) return;
      newest?.close();
      newest = value;
      fulfil();
    }
  }

  async function paint(window: Window, boxes: Box[]): Promise<ArrayBuffer | undefined> {
    const frame = held;
    held = undefined;
    if (!frame) return undefined;
    const { displayWidth, displayHeight } = frame;
    const shrink = Math.min(1, MAX_WIDTH / displayWidth);
    const canvas = new OffscreenCanvas(Math.round(displayWidth * shrink), Math.round(displayHeight * shrink));
    const context = canvas.getContext('2d', { alpha: false });
    context?.drawImage(frame, 0, 0, canvas.width, canvas.height);
    frame.close();
    if (!context) return undefined;
    context.scale(canvas.width / window.width, canvas.height / window.height);
    context.fillStyle = '#c9c9c9';
    for (const box of boxes) context.fillRect(...box);
    for (const quality of [0.8, 0.4]) {
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
      if (blob.type !== 'image/webp') return undefined;
      if (blob.size > MAX_BYTES) continue;
      const bytes = new Uint8Array(await blob.arrayBuffer());
      if (bytes.length === last.length && bytes.every((byte, at) => byte === last[at])) return undefined;
      last = bytes.slice();
      return bytes.buffer;
    }
    return undefined;
  }

  self.onmessage = async ({ data }: MessageEvent<Asked>) => {
    if (data.readable) return read(data.readable);
    if (data.mark) {
      awaited = data;
      return fulfil();
    }
    const bytes = await paint(data.window, data.boxes ?? []).catch(() => undefined);
    post({ id: data.id, bytes }, bytes ? [bytes] : []);
  };
}

/** Without a worker: a video element that nobody sees, and a canvas. */
function pageEye(host: Host, track: MediaStreamTrack): Eye {
  const video = document.createElement('video');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { alpha: false });
  let isStopped = false;
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  video.play().catch(() => undefined);

  function shows({ width, height }: Window, { x, y, grey }: Mark): boolean {
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    const scale = canvas.width / width;
    if (!context || !canvas.width || Math.abs(canvas.height / height / scale - 1) > 0.02) return false;
    context.drawImage(video, 0, 0);
    const pixel = context.getImageData(Math.floor(x * scale), Math.floor(y * scale), 1, 1).data;
    return pixel.subarray(0, 3).every((value) => Math.abs(value - grey) <= 5);
  }

  return {
    async hold(window, mark) {
      for (let waited = 0; waited < PATIENCE_MS && !isStopped; waited += POLL_MS) {
        if (shows(window, mark)) return true;
        await new Promise((go) => host.pristine.setTimeout(() => go(null), POLL_MS));
      }
      return false;
    },
    async take({ width, height }, boxes) {
      if (!context) return undefined;
      context.scale(canvas.width / width, canvas.height / height);
      context.fillStyle = '#c9c9c9';
      for (const box of boxes) context.fillRect(...box);
      const blob = await new Promise<Blob | null>((tell) => canvas.toBlob(tell, 'image/webp', 0.8));
      return blob?.type === 'image/webp' && blob.size < 1_500_000 ? blob.arrayBuffer() : undefined;
    },
    stop() {
      isStopped = true;
      video.srcObject = null;
    },
  };
}

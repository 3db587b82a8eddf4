/**
 * Looks at a video track: the newest picture, painted over where it must not be seen, as WebP. All of
 * it happens in a worker; where a page's policy allows none, on the page's own thread.
 */

import type { Host } from '../host.js';
import type { Box } from './covers.js';

export interface Look {
  /** CSS px of the viewport. */
  width: number;
  height: number;
  boxes: Box[];
}

export interface Eye {
  /**
   * Holds the newest picture fast for `take`. Boxes have to be measured before and once more when this
   * has resolved: what moved meanwhile may be in the picture at either place. False: there is none yet.
   */
  hold(): Promise<boolean>;
  /** The held picture as WebP; undefined where there is none, or the same as the last. */
  take(look: Look): Promise<ArrayBuffer | undefined>;
  stop(): void;
}

interface Processor {
  readonly readable: ReadableStream<VideoFrame>;
}
type MakeProcessor = new (options: { track: MediaStreamTrack; maxBufferSize: number }) => Processor;

interface Answer {
  id: number;
  isHeld: boolean;
  bytes?: ArrayBuffer;
}

const PATIENCE_MS = 5_000;

export function openEye(host: Host, track: MediaStreamTrack): Eye {
  const make = (window as { MediaStreamTrackProcessor?: MakeProcessor }).MediaStreamTrackProcessor;
  try {
    if (make) return workerEye(host, new make({ track, maxBufferSize: 1 }));
  } catch {
    // a policy without blob: in worker-src
  }
  return pageEye(track);
}

function workerEye(host: Host, { readable }: Processor): Eye {
  const url = URL.createObjectURL(new Blob([`(${String(inWorker)})()`], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  const asked = new Map<number, (answer: Partial<Answer>) => void>();
  let last = 0;
  worker.onmessage = host.guard(({ data }: MessageEvent<Answer>) => {
    asked.get(data.id)?.(data);
    asked.delete(data.id);
  });
  worker.postMessage({ readable }, [readable]);
  const ask = (look?: Look): Promise<Partial<Answer>> =>
    new Promise((tell) => {
      const id = ++last;
      asked.set(id, tell);
      worker.postMessage({ id, look });
      host.pristine.setTimeout(() => {
        if (asked.delete(id)) tell({});
      }, PATIENCE_MS);
    });
  return {
    hold: async () => (await ask()).isHeld ?? false,
    take: async (look) => (await ask(look)).bytes,
    stop: () => worker.terminate(),
  };
}

/** Runs in the worker, where nothing of this file is known: it may use nothing but itself. */
function inWorker(): void {
  const MAX_WIDTH = 2_560; // picture px
  const MAX_BYTES = 1_500_000;
  let newest: VideoFrame | undefined;
  let held: VideoFrame | undefined;
  let told = ''; // the picture and the boxes of the last answer

  async function read(readable: ReadableStream<VideoFrame>): Promise<void> {
    const reader = readable.getReader();
    for (;;) {
      const { value } = await reader.read();
      if (!value) return;
      newest?.close();
      newest = value;
    }
  }

  async function paint({ width, height, boxes }: Look): Promise<ArrayBuffer | undefined> {
    const frame = held;
    held = undefined;
    if (!frame) return undefined;
    const { displayWidth, displayHeight, timestamp } = frame;
    const name = `${timestamp} ${JSON.stringify(boxes)}`;
    // Another shape than the window: the tab is being resized, or this is not the tab.
    const isOther = Math.abs(displayWidth / displayHeight / (width / height) - 1) > 0.02;
    if (isOther || name === told) {
      frame.close();
      return undefined;
    }
    const shrink = Math.min(1, MAX_WIDTH / displayWidth);
    const canvas = new OffscreenCanvas(Math.round(displayWidth * shrink), Math.round(displayHeight * shrink));
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) return undefined;
    context.drawImage(frame, 0, 0, canvas.width, canvas.height);
    frame.close();
    context.scale(canvas.width / width, canvas.height / height);
    context.fillStyle = '#c9c9c9';
    for (const box of boxes) context.fillRect(...box);
    for (const quality of [0.8, 0.4]) {
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
      if (blob.type !== 'image/webp') return undefined;
      if (blob.size > MAX_BYTES) continue;
      told = name;
      return blob.arrayBuffer();
    }
    return undefined;
  }

  type Asked = { readable?: ReadableStream<VideoFrame>; id: number; look?: Look };
  self.onmessage = async ({ data }: MessageEvent<Asked>) => {
    if (data.readable) return read(data.readable);
    if (!data.look) {
      held?.close();
      held = newest?.clone();
    }
    const bytes = data.look && (await paint(data.look).catch(() => undefined));
    const post = self.postMessage as unknown as (message: object, transfer: Transferable[]) => void;
    post({ id: data.id, isHeld: held !== undefined, bytes }, bytes ? [bytes] : []);
  };
}

/** Without a worker: a video element that nobody sees, and a canvas. */
function pageEye(track: MediaStreamTrack): Eye {
  const video = document.createElement('video');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { alpha: false });
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  video.play().catch(() => undefined);
  return {
    async hold() {
      [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
      if (canvas.width) context?.drawImage(video, 0, 0);
      return canvas.width > 0;
    },
    async take({ width, height, boxes }) {
      if (!context || !canvas.width || Math.abs(canvas.width / canvas.height / (width / height) - 1) > 0.02) return undefined;
      context.scale(canvas.width / width, canvas.height / height);
      context.fillStyle = '#c9c9c9';
      for (const box of boxes) context.fillRect(...box);
      const blob = await new Promise<Blob | null>((tell) => canvas.toBlob(tell, 'image/webp', 0.8));
      return blob?.type === 'image/webp' && blob.size < 1_500_000 ? blob.arrayBuffer() : undefined;
    },
    stop: () => void (video.srcObject = null),
  };
}

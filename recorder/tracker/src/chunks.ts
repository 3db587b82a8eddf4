/** Loads the chunks that the collector named, and starts them with the host. */

import type { Chunk, Host } from './host.js';
import { pristine } from './pristine.js';
import type { ChunkName } from './protocol.js';

const RETRY_MS = 1_000;
const MAX_RETRIES = 6; // about a minute, the restart of a collector
const FILE = /^[\w-]+\.js$/;

export interface Chunks {
  /** Loads what is named and not running yet. */
  load(): void;
  /** Takes the chunks off the page, but for those named. */
  stop(but?: ChunkName): void;
}

export function makeChunks(host: Host, failed: (error: unknown) => void): Chunks {
  const stops = new Map<ChunkName, (() => void) | undefined>();
  let stopped = false;
  let sensors: Promise<void> | undefined;

  async function load(name: ChunkName, attempt = 0): Promise<void> {
    const file = host.answer.chunks[name];
    if (!file || !FILE.test(file) || stops.has(name) || stopped) return;
    stops.set(name, undefined);
    try {
      // A browser remembers a module that failed by its address, hence the other address.
      const again = attempt ? `?${attempt}` : '';
      const chunk = (await import(`${host.base}/tracker/${file}${again}`)) as Chunk;
      if (!stopped) stops.set(name, host.guard(chunk.start)(host));
    } catch (error) {
      stops.delete(name);
      failed(error);
      if (attempt < MAX_RETRIES) {
        pristine.setTimeout(() => void load(name, attempt + 1), RETRY_MS * 2 ** attempt);
      }
    }
  }

  return {
    load() {
      // The sensors come first: a panel that is there before them would let a task start unseen.
      sensors ??= load('capture');
      void sensors.then(() => {
        void load('panel');
        void load('media'); // named only where the participant agreed to it
        if (host.capture.dom) void load('recording');
      });
    },
    stop(but) {
      stopped = true;
      for (const [name, stop] of [...stops]) {
        if (name === but) continue;
        stops.delete(name);
        if (stop) host.guard(stop)();
      }
    },
  };
}

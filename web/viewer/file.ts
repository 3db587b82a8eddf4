/**
 * The viewer in one HTML file, with everything that it shows inside the file: opened to be watched,
 * or (`data-film`) stepped through by a program that takes its pictures.
 */

import { openViewer, type Viewer } from './app.js';
import { keepInStep, type AudioPiece } from './audio.js';
import { h } from './dom.js';
import { openFilm } from './film.js';
import { unpacked } from './packed.js';
import type { Index, Segment, Source } from './source.js';

/** A file is named once, however many segments use it. */
type Files = Record<string, string>;

const STAGE = '#stage';

function inside(): Source {
  const files = unpacked<Files>('files');
  return {
    index: () => unpacked<Index>('index'),
    async segment(id) {
      const segment = await unpacked<Segment>(`segment-${id}`);
      const known = await files;
      const assets = Object.entries(segment.assets).map(([url, digest]) => [url, known[digest] ?? 'data:,']);
      return { ...segment, assets: Object.fromEntries(assets) as Record<string, string> };
    },
  };
}

async function listen(root: HTMLElement, viewer: Viewer): Promise<void> {
  const pieces = await unpacked<AudioPiece[]>('sound');
  if (!pieces.length) return;
  const audio = h('audio', { hidden: true });
  root.append(audio);
  keepInStep({ pieces }, () => ({ t: viewer.t(), isPlaying: viewer.isPlaying(), speed: viewer.speed() }), audio);
}

async function begin(root: HTMLElement): Promise<void> {
  const srcdoc = document.querySelector(STAGE)?.textContent ?? '';
  try {
    if ('film' in root.dataset) {
      Object.assign(window, { thinkaloudFilm: await openFilm(root, inside(), { srcdoc }) });
    } else {
      const viewer = await openViewer(root, inside(), { srcdoc });
      await listen(root, viewer);
      Object.assign(window, { thinkaloudViewer: viewer });
    }
    root.dataset['state'] = 'ready';
  } catch (error) {
    root.dataset['state'] = 'failed';
    const why = error instanceof Error ? error.message : String(error);
    root.replaceChildren(h('p', { class: 'notice danger' }, `This file could not be opened: ${why}. It may be damaged: take it away again.`));
  }
}

const root = document.querySelector<HTMLElement>('[data-replay]');
if (root) void begin(root);

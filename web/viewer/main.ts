/** The viewer in a page that the server gave out. */

import { openViewer } from './app.js';
import { fetched } from './fetched.js';

async function begin(root: HTMLElement): Promise<void> {
  const { base = '', csrf = '', stage = '' } = root.dataset;
  const at = Number(new URLSearchParams(location.search).get('t') ?? 0) * 1000;
  try {
    const viewer = await openViewer(root, fetched({ base, csrf }), { src: stage }, Number.isFinite(at) ? at : 0);
    Object.assign(window, { thinkaloudViewer: viewer });
    root.dataset['state'] = 'ready';
  } catch (error) {
    root.dataset['state'] = 'failed';
    const said = document.createElement('p');
    said.className = 'notice danger';
    said.textContent = `The replay could not be opened: ${error instanceof Error ? error.message : String(error)}. Load the page again.`;
    root.replaceChildren(said);
  }
}

const root = document.querySelector<HTMLElement>('[data-replay]');
if (root) void begin(root);

/** The viewer in a page that the server gave out. */

import { openViewer } from './app.js';
import { fetched } from './fetched.js';
import { following } from './live.js';

async function begin(root: HTMLElement): Promise<void> {
  const { base = '', csrf = '', stage = '', live = '', pauses = '', reasons = '{}' } = root.dataset;
  const stored = fetched({ base, csrf, pauses, reasons: JSON.parse(reasons) as Record<string, string> });
  const source = live ? following(stored, live, (digest) => `${base}/assets/${digest}`) : stored;
  const asked = new URLSearchParams(location.search);
  const at = Number(asked.get('t') ?? 0) * 1000;
  try {
    const viewer = await openViewer(root, source, { src: stage }, Number.isFinite(at) ? at : 0);
    if (asked.has('live')) viewer.follow();
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

/** The source of a page that the server gives out: everything by its routes, notes included. */

import type { AudioPiece, Index, NewNote, Note, Segment, Source } from './source.js';

export interface Routes {
  /** The replay page's own address; `index.json`, `segments/` and `notes` stand below it. */
  base: string;
  csrf: string;
}

export function fetched({ base, csrf }: Routes): Source {
  let version = '';

  async function json<T>(path: string, init?: RequestInit): Promise<T> {
    const answer = await fetch(`${base}/${path}`, init);
    if (!answer.ok) throw new Error(await problem(answer));
    version = answer.headers.get('X-Recording') ?? version;
    return (await answer.json()) as T;
  }

  const send = <T>(path: string, body?: NewNote): Promise<T> =>
    json<T>(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
      body: JSON.stringify(body ?? {}),
    });

  return {
    index: () => json<Index>('index.json'),
    // A segment of a finished session never changes under its address, so that browsers keep it.
    segment: (id) => json<Segment>(`segments/${id}.json?v=${version}`),
    audio: () => json<AudioPiece[]>('audio.json'),
    link: (t_s) => `${new URL(base, location.href).href}?t=${t_s.toFixed(1)}`,
    notes: {
      add: (note) => send<Note>('notes', note),
      change: (id, note) => send<Note>(`notes/${id}`, note),
      remove: (id) => send<void>(`notes/${id}/delete`),
    },
  };
}

async function problem(answer: Response): Promise<string> {
  if (answer.status === 401) return 'you are no longer signed in; open this page again';
  if (answer.status === 404) return 'it is no longer stored';
  return `the server answered ${answer.status}`;
}

/** The source of a page that the server gives out: everything by its routes, notes and pauses included. */

import type { AudioPiece, Index, NewNote, Note, PauseKeeper, PauseSpan, Segment, Source } from './source.js';

export interface Routes {
  /** The replay page's own address; `index.json`, `segments/` and `notes` stand below it. */
  base: string;
  csrf: string;
  /** Where the form of the session's page goes. */
  pauses: string;
  reasons: PauseKeeper['reasons'];
}

export function fetched({ base, csrf, pauses, reasons }: Routes): Source {
  let version = '';

  async function json<T>(place: string, init?: RequestInit): Promise<T> {
    const answer = await fetch(place, init);
    if (!answer.ok) throw new Error(await problem(answer));
    version = answer.headers.get('X-Recording') ?? version;
    return (await answer.json()) as T;
  }

  // Not a page: what is refused comes with its reason.
  const trusted = { Accept: 'application/json', 'X-CSRF-Token': csrf };
  const send = <T>(path: string, body?: NewNote): Promise<T> =>
    json<T>(`${base}/${path}`, {
      method: 'POST',
      headers: { ...trusted, 'Content-Type': 'application/json' },
      body: JSON.stringify(body ?? {}),
    });

  const post = <T>(fields: Record<string, string>): Promise<T> =>
    json<T>(pauses, { method: 'POST', headers: trusted, body: new URLSearchParams(fields) });
  const seconds = (ms: number): string => (ms / 1000).toFixed(3);

  return {
    index: () => json<Index>(`${base}/index.json`),
    // A segment of a finished session never changes under its address, so that browsers keep it.
    segment: (id) => json<Segment>(`${base}/segments/${id}.json?v=${version}`),
    audio: () => json<AudioPiece[]>(`${base}/audio.json`),
    link: (t_s) => `${new URL(base, location.href).href}?t=${t_s.toFixed(1)}`,
    notes: {
      add: (note) => send<Note>('notes', note),
      change: (id, note) => send<Note>(`notes/${id}`, note),
      remove: (id) => send<void>(`notes/${id}/delete`),
    },
    pauses: {
      reasons,
      add: ({ from, until, reason, note, author }) =>
        post<PauseSpan>({ from: seconds(from), to: seconds(until), reason, note, author: author ?? '' }),
      remove: (id) => post<void>({ remove: String(id) }),
    },
  };
}

async function problem(answer: Response): Promise<string> {
  if (answer.status === 401) return 'you are no longer signed in; open this page again';
  if (answer.status === 404) return 'it is no longer stored';
  const told = answer.headers.get('Content-Type')?.includes('problem+json') ? ((await answer.json()) as { detail?: unknown }).detail : undefined;
  return typeof told === 'string' && told ? told : `the server answered ${answer.status}`;
}

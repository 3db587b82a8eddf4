/**
 * A session that goes on: the server's source, and a stream of what has come since. The browser
 * connects again by itself and names the last batch that it has; nothing is lost or told twice.
 */

import { makeIntake, type Intake, type Message } from './live_intake.js';
import type { Append, LiveState, Source } from './source.js';

const AGAIN_MS = 3_000;

/** As much of an EventSource as is used here. */
export interface Stream {
  readonly readyState: number;
  onopen: ((event: Event) => void) | null;
  onerror: ((event: Event) => void) | null;
  addEventListener(name: string, take: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export type Open = (address: string) => Stream;

const openStream: Open = (address) => new EventSource(address, { withCredentials: true });
const CLOSED = 2; // EventSource.CLOSED: refused, so that the browser does not try again

/**
 * @param stream the address of the session's stream
 * @param fileAt where an archived file is, by its digest
 */
export function following(source: Source, stream: string, fileAt: (digest: string) => string, open: Open = openStream): Source {
  let intake: Intake | undefined;
  let last = 0;
  let isOpen = false;
  let state: LiveState = 'joining';
  let tell: (state: LiveState) => void = () => undefined;

  function put(next: LiveState): void {
    if (state !== next) tell((state = next));
  }

  /** What is different of a session that has ended. */
  async function ended(): Promise<Append> {
    const { is_open, tasks, recorder, segments, length_ms } = await source.index();
    return { index: { is_open, tasks, recorder, segments, length_ms } };
  }

  function listen(take: (append: Append) => void): () => void {
    let line: Stream | undefined;
    let timer = 0;
    const finish = (how: 'ended' | 'gone') => (): void => {
      line?.close();
      put(how);
      if (how === 'ended') ended().then(take, () => undefined);
    };
    const connect = (): void => {
      line = open(`${stream}?after=${last}`);
      line.onopen = () => put('following');
      line.onerror = () => {
        put('lost');
        if (line?.readyState === CLOSED) timer = window.setTimeout(connect, AGAIN_MS);
      };
      line.addEventListener('message', ({ data }) => {
        const message = JSON.parse(data) as Message;
        last = Math.max(last, message.id);
        const append = intake?.take(message);
        if (append) take(append);
      });
      line.addEventListener('end', finish('ended'));
      line.addEventListener('gone', finish('gone'));
    };
    connect();
    return () => {
      clearTimeout(timer);
      line?.close();
    };
  }

  return {
    ...source,
    async index() {
      const index = await source.index();
      intake = makeIntake(index, fileAt);
      last = index.row ?? 0;
      isOpen = index.is_open;
      return index;
    },
    async segment(id) {
      const own = intake?.own(id);
      if (own) return own;
      const settle = intake?.ask(id);
      const answer = await source.segment(id);
      return settle ? settle(answer) : answer;
    },
    onAppend: (take) => (isOpen ? listen(take) : () => undefined),
    live: {
      state: () => state,
      onState: (take) => void (tell = take),
    },
  };
}

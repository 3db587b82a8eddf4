/** The microphone: MediaRecorder's stream, cut every two seconds, one run from each start to its end. */

import type { Host } from '../host.js';
import type { Mailbox } from './mailbox.js';

const SLICE_MS = 2_000; // what a page that goes may take with it
const BITS_PER_SECOND = 24_000; // opus: speech that is well understood, 180 kB a minute
const TYPES = ['audio/webm', 'audio/ogg', 'audio/mp4'] as const;

export interface Audio {
  /** Opens the microphone, which asks the participant where the browser does not know yet. */
  open(): Promise<void>;
  /** Records from here on. */
  run(): void;
  /** Ends the run; the microphone stays open, but nothing of it is kept. */
  rest(): Promise<void>;
  stop(): Promise<void>;
}

/** @param ended The browser, or the participant there, took the microphone away. */
export function makeAudio(host: Host, mailbox: Mailbox, ended: (why: string) => void): Audio {
  let stream: MediaStream | undefined;
  let recorder: MediaRecorder | undefined;
  let runs = 0;
  let left = Promise.resolve();

  function run(): void {
    if (!stream || recorder) return;
    const content_type = TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? 'audio/webm';
    const mimeType = content_type === 'audio/mp4' ? content_type : `${content_type};codecs=opus`;
    const mine = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
    const name = `r${runs++}`;
    let part = 0;
    let from = host.now();
    mine.onstart = host.guard(() => void (from = host.now()));
    mine.ondataavailable = host.guard(({ data }: BlobEvent) => {
      const [first_t, last_t] = [from, host.now()];
      from = last_t;
      if (!data.size) return;
      const about = { run: name, part: part++, content_type };
      // One after the other: the bytes of a later piece must not take an earlier number.
      left = left.then(async () => mailbox.post('audio', first_t, last_t, about, await data.arrayBuffer()));
      left = left.catch(() => undefined);
    });
    mine.onerror = host.guard(() => ended('MediaRecorder failed'));
    mine.start(SLICE_MS);
    recorder = mine;
    for (const track of stream.getAudioTracks()) track.enabled = true;
  }

  async function rest(): Promise<void> {
    const mine = recorder;
    recorder = undefined;
    for (const track of stream?.getAudioTracks() ?? []) track.enabled = false;
    if (mine && mine.state !== 'inactive') {
      await new Promise((done) => {
        mine.onstop = done;
        mine.stop();
      });
    }
    await left;
  }

  return {
    run,
    rest,
    async open() {
      if (stream?.active) return;
      const sound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
      stream = await navigator.mediaDevices.getUserMedia({ audio: sound });
      const [track] = stream.getAudioTracks();
      track?.addEventListener('ended', host.guard(() => {
        void rest();
        ended('the browser ended it');
      }));
    },
    async stop() {
      const resting = rest();
      for (const track of stream?.getTracks() ?? []) track.stop();
      stream = undefined;
      await resting;
    },
  };
}

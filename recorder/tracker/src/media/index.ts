/**
 * The media chunk: pictures of the tab and think-aloud audio, for those who agreed to them. It is
 * loaded only then, and begins only when the participant has pressed the panel's button.
 */

import type { Happenings, Host, MediaKind, MediaState, MediaView } from '../host.js';
import { makePrivacy } from '../privacy.js';
import { makeAudio } from './audio.js';
import { openMailbox, runner, type Kind } from './mailbox.js';
import { OtherTabError, shareTab, watchScreen } from './screen.js';

type Told = MediaState | 'declined' | 'refused' | 'ended' | 'resumed' | 'unavailable' | 'failed' | 'full' | 'off';

const KIND: Record<Kind, MediaKind> = { frame: 'screen', audio: 'audio' };

export function start(host: Host): () => void {
  const { screen, audio } = host.capture;
  const view: MediaView = {};
  const name = Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => (byte % 36).toString(36)).join('');
  const run = runner(host);
  let isErased = false;
  let isStopped = false;
  let offScreen: (() => void) | undefined;
  let giveLock: (() => void) | undefined;

  const mailbox = openMailbox(host, name, (kind, code) => {
    run(end(KIND[kind], code === 'media_full' ? 'full' : 'failed', code));
  });
  const sound = makeAudio(host, mailbox, (why) => run(end('audio', 'ended', why, 'again')));

  /** Sets how a kind stands, says so in the recording, and to the panel. */
  function say(kind: MediaKind, state: MediaState, told: Told = state, reason = ''): void {
    view[kind] = state;
    host.tell('media', { ...view });
    if (/^(?:ask|again|asking|elsewhere|over)$/.test(told)) return;
    const pieces = mailbox.made(kind === 'audio' ? 'audio' : 'frame');
    host.emit({ type: 'custom', name: 'thinkaloud.media', data: { kind, state: told, reason: reason.slice(0, 200), pieces } });
    if (/^(?:on|paused|resumed|off)$/.test(told)) return;
    const { guarded_errors, dropped, recovered } = host.delivery.counts;
    const note = `${kind}: ${told}${reason ? ` (${reason})` : ''}`.slice(0, 300);
    host.emit({ type: 'health', guarded_errors, dropped, recovered, note });
  }

  async function end(kind: MediaKind, told: Told, reason: string, state: MediaState = 'over'): Promise<void> {
    if (isStopped || view[kind] === 'over') return;
    if (kind === 'audio') await sound.stop();
    else offScreen?.();
    if (state === 'over') host.store.set(`media.${kind}`, 'over');
    say(kind, state, told, reason);
  }

  async function turnOn(kind: MediaKind): Promise<void> {
    const was = view[kind];
    if (was === 'asking' || was === 'on') return;
    if (!navigator.mediaDevices?.[kind === 'audio' ? 'getUserMedia' : 'getDisplayMedia']) {
      return end(kind, 'unavailable', isSecureContext ? 'not in this browser' : 'needs https');
    }
    say(kind, 'asking');
    try {
      if (kind === 'audio') {
        await sound.open();
        sound.run();
      } else {
        const track = await shareTab();
        track.addEventListener('ended', () => run(end('screen', 'ended', 'the browser ended it', 'again')));
        offScreen = watchScreen(host, makePrivacy(host.capture.ignore, host.capture.mask), mailbox, track);
      }
      if (isStopped) return takeOff();
      host.store.set(`media.${kind}`, 'on');
      say(kind, 'on', was === 'paused' ? 'resumed' : 'on');
    } catch (error) {
      failed(kind, error);
    }
  }

  function failed(kind: MediaKind, error: unknown): void {
    const { name: reason = 'Error' } = error as Partial<Error>;
    if (error instanceof OtherTabError) say(kind, 'other', 'other', 'not this tab');
    else if (reason === 'NotAllowedError') run(end(kind, 'refused', reason));
    else run(end(kind, reason === 'NotFoundError' ? 'unavailable' : 'failed', reason));
  }

  async function pause(): Promise<void> {
    await sound.rest();
    host.store.set('media.audio', 'paused');
    say('audio', 'paused');
  }

  function press({ kind, action }: Happenings['media_press']): void {
    if (view[kind] === undefined || isStopped) return;
    if (action === 'decline') run(end(kind, 'declined', ''));
    else if (action === 'pause') run(pause());
    else run(turnOn(kind));
  }

  /** One tab at a time listens; the next takes over when that one has gone. */
  async function listenAlone(): Promise<void> {
    const kept = host.store.get('media.audio');
    if (kept === 'over') return say('audio', 'over');
    say('audio', 'elsewhere');
    await navigator.locks?.request(`thinkaloud.audio.${host.session}`, async () => {
      if (isStopped) return;
      run(begin(host.store.get('media.audio')));
      await new Promise<void>((give) => void (giveLock = give));
    });
    if (!navigator.locks) run(begin(kept));
  }

  async function begin(kept: string | null): Promise<void> {
    if (kept === 'paused') return say('audio', 'paused', 'elsewhere');
    if (kept === 'on' && (await isGranted())) return turnOn('audio');
    say('audio', kept === 'on' ? 'again' : kept === 'over' ? 'over' : 'ask', 'ask');
  }

  function takeOff(): void {
    offScreen?.();
    giveLock?.();
    run(sound.stop());
  }

  const offs = [
    host.on('media_press', host.guard(press)),
    host.on('media_ask', () => host.tell('media', { ...view })),
    host.on('stopped', (why) => void (isErased = why === 'withdrawn' || why === 'refused')),
    host.on('closing', (waits) => {
      for (const kind of ['screen', 'audio'] as const) if (view[kind] === 'on') say(kind, 'over', 'off');
      offScreen?.();
      waits.push(sound.stop().then(mailbox.settled));
    }),
  ];
  if (screen) {
    const kept = host.store.get('media.screen');
    say('screen', kept === 'over' ? 'over' : kept === 'on' ? 'again' : 'ask', 'ask');
  }
  if (audio) run(listenAlone());

  return () => {
    isStopped = true;
    offs.forEach((off) => off());
    takeOff();
    // What was captured until now is still sent, unless it is to be erased.
    if (isErased) mailbox.stop(true);
    else run(mailbox.settled().then(() => mailbox.stop(false)));
  };
}

/** Does the browser still remember the participant's yes? Then a new page need not ask. */
async function isGranted(): Promise<boolean> {
  try {
    const asked = { name: 'microphone' } as unknown as PermissionDescriptor;
    return (await navigator.permissions.query(asked)).state === 'granted';
  } catch {
    return false; // Firefox does not tell
  }
}

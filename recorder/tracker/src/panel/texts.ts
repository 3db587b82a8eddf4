/**
 * The panel's words. They come with the hello, in the participant's language.
 *
 * `PANEL_TEXTS` in `web/i18n.py` holds the same keys; a test compares the two lists.
 */

export const TEXT_KEYS = [
  'region', 'task_of', 'start', 'preparing', 'done', 'give_up', 'give_up_ask', 'give_up_yes', 'give_up_no',
  'show_task', 'hide_task', 'time_limit', 'task_over', 'time_over', 'all_over',
  'thanks', 'saving', 'keep_open', 'offline', 'may_close', 'ended', 'recording', 'what',
  'what_lead', 'what_clicks', 'what_clicks_only', 'what_pages', 'what_typing', 'what_picture', 'what_not', 'erase',
  'erase_ask', 'erase_yes', 'erase_no', 'erasing', 'erase_failed', 'erased', 'back', 'fold',
  'unfold', 'move', 'shortcut', 'what_screen', 'what_audio', 'what_not_audio', 'media_title',
  'media_screen_ask', 'media_screen_why', 'media_screen_again', 'media_screen_on', 'media_audio_ask',
  'media_audio_why', 'media_audio_again', 'media_audio_on', 'media_audio_paused', 'media_pause',
  'media_resume', 'media_other', 'media_without', 'form', 'form_task', 'form_study', 'form_of', 'form_send', 'form_skip',
  'form_missing', 'form_missing_one', 'form_unset', 'form_limit', 'form_choices', 'form_loading', 'what_answers',
] as const;

export type TextKey = (typeof TEXT_KEYS)[number];
export type Texts = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

/** Makes the lookup; a text that did not come shows its key, so that the gap is seen. */
export function textsOf(source: Readonly<Record<string, string>>): Texts {
  return (key, values = {}) =>
    (source[key] ?? key).replace(/\{(\w+)\}/g, (hole, name: string) =>
      String(values[name] ?? hole),
    );
}

/** A time limit as people say it: "5 minutes", "90 seconds", in the participant's language. */
export function durationText(seconds: number, locale: string): string {
  const isMinutes = seconds >= 60 && seconds % 60 === 0;
  const value = isMinutes ? seconds / 60 : seconds;
  const style = { style: 'unit', unit: isMinutes ? 'minute' : 'second', unitDisplay: 'long' } as const;
  try {
    return new Intl.NumberFormat(locale.replace(/_/g, '-'), style).format(value);
  } catch {
    return new Intl.NumberFormat('en', style).format(value); // an unknown language tag throws
  }
}

"""What the task panel says, in the participant's language; the one list of its texts.

`recorder/tracker/src/panel/texts.ts` names the same keys; a test compares the two.
"""

from __future__ import annotations

from web.i18n import words


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "to be translated later"
    """Mark a string for extraction."""
    return message


# Holes in braces are filled by the panel itself: {n}, {total}, {time}.
PANEL_TEXTS = {
    "region": N_("Task panel"),
    "task_of": N_("Task {n} of {total}"),
    "start": N_("Start"),
    "preparing": N_("One moment, please. You can start as soon as this page is saved."),
    "done": N_("Done"),
    "give_up": N_("Give up"),
    "give_up_ask": N_("Give up on this task?"),
    "give_up_yes": N_("Yes, give up"),
    "give_up_no": N_("Keep going"),
    "show_task": N_("Show the task"),
    "hide_task": N_("Hide the task"),
    "time_limit": N_("Time for this task: {time}."),
    "task_over": N_("Thank you, that task is finished."),
    "time_over": N_("The time for that task is over. That is fine."),
    "all_over": N_("That was the last task"),
    "thanks": N_("Thank you for taking part."),
    "saving": N_("Saving …"),
    "keep_open": N_("Please keep this tab open for a moment."),
    "offline": N_("No connection. Just go on: everything is sent later."),
    "may_close": N_("Everything is saved. You can close this tab."),
    "ended": N_("This session has ended. Nothing more is recorded."),
    "recording": N_("Recording"),
    "what": N_("What is recorded"),
    "what_lead": N_("While this panel is here, this is recorded:"),
    "what_clicks": N_("where you click and scroll, and how the pointer moves"),
    "what_clicks_only": N_("where you click and scroll"),
    "what_pages": N_("which pages you see, and when"),
    "what_typing": N_("that you type, never what you type"),
    "what_picture": N_("what the pages look like"),
    "what_not": N_("No camera, no microphone, no other tabs or programs."),
    "erase": N_("Stop and erase"),
    "erase_ask": N_("You stop here, and everything recorded of you is erased for good."),
    "erase_yes": N_("Yes, erase it"),
    "erase_no": N_("Keep going"),
    "erasing": N_("Erasing …"),
    "erase_failed": N_("That did not work. Check your connection and try again."),
    "erased": N_("Everything recorded of you is erased. You can close this tab."),
    "back": N_("Back"),
    "fold": N_("Make the panel small"),
    "unfold": N_("Open the panel"),
    "move": N_("Move the panel with the arrow keys"),
    "what_screen": N_("pictures of this tab, what you type painted over"),
    "what_audio": N_("your voice, while the microphone is on"),
    "what_not_audio": N_("No camera, no other tabs or programs."),
    "media_title": N_("Before you go on"),
    "media_screen_ask": N_("Share this tab"),
    "media_screen_why": N_(
        "You agreed to pictures of this tab. Your browser asks as well: choose this tab there."
    ),
    "media_screen_again": N_(
        "No pictures are taken now: a new page was opened, or the browser ended it."
    ),
    "media_screen_on": N_("Tab shared"),
    "media_audio_ask": N_("Turn on the microphone"),
    "media_audio_why": N_(
        "You agreed to have your voice recorded. Your browser may ask once more."
    ),
    "media_audio_again": N_(
        "The microphone is off: a new page was opened, or the browser ended it."
    ),
    "media_audio_on": N_("Microphone on"),
    "media_audio_paused": N_("Microphone paused"),
    "media_pause": N_("Pause the microphone"),
    "media_resume": N_("Turn it on again"),
    "media_other": N_("That was not this tab. Please choose this tab, or go on without."),
    "media_without": N_("Go on without"),
    "form": N_("Your view"),
    "form_task": N_("About the task “{task}”"),
    "form_study": N_("Looking back on everything"),
    "form_of": N_("Question {n} of {total}"),
    "form_send": N_("Send"),
    "form_skip": N_("Skip"),
    "form_missing": N_("Please answer question {n}."),
    "form_missing_one": N_("Please choose an answer."),
    "form_unset": N_("No answer yet"),
    "form_limit": N_("You may leave this empty. At most {n} characters."),
    "form_choices": N_("Tick what applies; it may be nothing."),
    "form_loading": N_("One moment, please. A question is on its way."),
    "what_answers": N_("what you answer to questions, in your own words too"),
    "shortcut": N_("Key F6 brings you to this panel, Escape back to the page."),
}


def panel_texts(locale: str) -> dict[str, str]:
    """Return the panel's texts by key, in a study's language (English where we lack it)."""
    translate = words(locale)
    return {key: translate(message) for key, message in PANEL_TEXTS.items()}

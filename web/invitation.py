"""What an invitation holds: whose it is, what the study records, where it starts."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from babel.dates import format_timedelta

from recorder.consent import NEITHER, Scopes, with_scopes
from recorder.definition import StudyDefinition
from recorder.errors import NotFoundError
from recorder.greeting import start_url
from recorder.models import Participant, Session, Study
from recorder.store import Store
from web.i18n import Words


@dataclass(frozen=True, slots=True)
class Invitation:
    """A participant with their study; `session` is the open one, if any.

    `start_url` is none where the study has no page to begin with: its prototype is not served.
    """

    participant: Participant
    study: Study
    definition: StudyDefinition
    session: Session | None
    start_url: str | None


def read_invitation(store: Store, token: str) -> Invitation:
    """Return what a join token stands for; an unknown one raises a NotFoundError."""
    participant = store.participant_by_join(token)
    study = next((one for one in store.studies() if one.id == participant.study_id), None)
    if study is None:
        raise NotFoundError("The study of this invitation is gone.")
    definition = store.definition(study)
    opened = [
        session
        for session in store.sessions(study)
        if session.participant_id == participant.id and session.state == "open"
    ]
    return Invitation(
        participant,
        study,
        definition,
        opened[-1] if opened else None,
        _start_url(study, definition),
    )


def _start_url(study: Study, definition: StudyDefinition) -> str | None:
    """Return the page to begin with; a path is one of the prototype or of the study's site."""
    address = start_url(study, definition)
    if definition.origins:
        address = urljoin(definition.origins[0], address)
    parts = urlsplit(address)
    return address if parts.scheme in {"http", "https"} and parts.netloc else None


def recorded(invitation: Invitation, _: Words) -> list[tuple[str, str]]:
    """Say what this study records, as (what, in plain words)."""
    capture = invitation.definition.capture
    clicks = (
        _("Where you click or tap, how the pointer moves, and how far you scroll.")
        if capture.pointer
        else _("Where you click or tap, and how far you scroll.")
    )
    rows = [
        (_("Clicks and pointer"), clicks),
        (
            _("Pages and times"),
            _("Which pages you open, how long each task takes, and errors on the way."),
        ),
        (_("Typing"), _("That you type, how much and how fast. Never what you type.")),
    ]
    if capture.dom:
        look = _("What the pages look like while you use them. What you type is blanked out.")
        rows.append((_("Look of the pages"), look))
    if capture.screen:
        pictures = _(
            "What you see in the tab of the study, as pictures, if you say yes to it below. What "
            "you type into fields is painted over in your browser; parts that other websites show "
            "in the page are pictured as they are."
        )
        rows.append((_("Pictures of the tab"), pictures))
    if capture.audio:
        voice = _(
            "What you say while the microphone is on, if you say yes to it below. You can pause "
            "it at any time."
        )
        rows.append((_("Voice"), voice))
    if invitation.definition.questionnaires:
        answers = _(
            "What you answer to questions after tasks and at the end, your own words as you write "
            "them."
        )
        rows.append((_("Answers"), answers))
    rows.append((_("Browser"), _("Its name, its version and the size of its window.")))
    return rows


def not_recorded(invitation: Invitation, _: Words) -> str:
    """Say what this study does not record."""
    capture = invitation.definition.capture
    code = invitation.participant.code
    if capture.screen and capture.audio:
        return _(
            "Your camera, other tabs and other programs. "
            "Nobody asks your name: the recording carries the code %(code)s.",
            code=code,
        )
    if capture.audio:
        return _(
            "Your camera, your screen, other tabs and other programs. "
            "Nobody asks your name: the recording carries the code %(code)s.",
            code=code,
        )
    if capture.screen:
        return _(
            "Your camera, your microphone, other tabs and other programs. "
            "Nobody asks your name: the recording carries the code %(code)s.",
            code=code,
        )
    return _(
        "Your camera, your microphone, your screen, other tabs and other programs. "
        "Nobody asks your name: the recording carries the code %(code)s.",
        code=code,
    )


def scopes(invitation: Invitation, _: Words) -> list[tuple[str, str]]:
    """List what is asked beside the test itself, as (name, question)."""
    capture = invitation.definition.capture
    asked = []
    if capture.screen:
        asked.append(("screen", _("May pictures of the tab be taken?")))
    if capture.audio:
        asked.append(("audio", _("May your voice be recorded?")))
    return asked


def duration(invitation: Invitation, _: Words) -> str:
    """Say how many tasks there are, and how long they may take if each has a limit."""
    tasks = invitation.definition.tasks
    count = _.plural("There is %(num)s task.", "There are %(num)s tasks.", len(tasks))
    limits = [task.time_limit_s for task in tasks if task.time_limit_s is not None]
    if len(limits) < len(tasks):
        rest = _("Take the time that you need.")
    else:
        seconds = 60 * max(1, round(sum(limits) / 60))
        time = format_timedelta(seconds, granularity="minute", threshold=99, locale=_.locale)
        rest = _("Together they take %(time)s at most.", time=time)
    return f"{count} {rest}"


def rights(invitation: Invitation, _: Words) -> list[str]:
    """Say what a participant may do: the researcher's own words, else ours."""
    own = invitation.definition.consent.strip()
    if own:
        return paragraphs(own)
    return [
        _("You may stop at any time and need not say why."),
        _(
            "“Stop and erase” in the task panel ends the recording and erases all of it at once. "
            "Later, ask the people who invited you and name your code %(code)s.",
            code=invitation.participant.code,
        ),
        _("The recording goes to the people who invited you and to no other service."),
    ]


def paragraphs(text: str) -> list[str]:
    """Split plain text at its empty lines."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def consent_text(invitation: Invitation, _: Words, agreed: Scopes = NEITHER) -> str:
    """Return what the participant has read and answered, as plain text: the consent's receipt."""
    answers = [
        f"{question} {_('Yes') if getattr(agreed, name) else _('No')}"
        for name, question in scopes(invitation, _)
    ]
    parts = [
        (invitation.definition.title, paragraphs(invitation.definition.welcome)),
        (_("What is recorded"), [f"{what}: {how}" for what, how in recorded(invitation, _)]),
        (_("What is not"), [not_recorded(invitation, _)]),
        (_("How long"), [duration(invitation, _)]),
        (_("Your rights"), rights(invitation, _)),
        (_("Do you want to take part?"), [*answers, _("Yes, I take part")]),
    ]
    text = "\n\n".join("\n".join([heading, *lines]) for heading, lines in parts)
    return with_scopes(text, invitation.definition.capture, agreed)

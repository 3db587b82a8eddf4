"""What the collector answers to a hello, and which sites it listens to: read from the study."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from recorder.assets import normal_url
from recorder.consent import scopes_of
from recorder.definition import StudyDefinition, TaskDefinition
from recorder.forms import answered, forms_of
from recorder.handshake import HelloAnswer, TaskCard
from recorder.models import Session, Study
from recorder.protocol import VERSION
from recorder.store import Store
from recorder.tracker_files import chunks


def answer(
    store: Store,
    session: Session,
    study: Study,
    texts: Callable[[str], Mapping[str, str]],
    now_ms: int,
) -> HelloAnswer:
    """Answer a hello: consent, tasks, progress, what to record, what to load."""
    definition = store.definition(study)
    consent = session.state != "withdrawn"
    agreed = scopes_of(session.consent_text)
    screen = definition.capture.screen and agreed.screen
    audio = definition.capture.audio and agreed.audio
    forms = forms_of(definition)
    return HelloAnswer(
        v=VERSION,
        session=session.id,
        consent=consent,
        closed=session.state != "open",
        server_ms=now_ms,
        origin_ms=session.origin_ms,
        title=study.title,
        locale=definition.locale,
        tasks=[_card(task, study, definition) for task in definition.tasks],
        progress=store.progress(session, definition),
        capture={
            "dom": definition.capture.dom,
            "pointer": definition.capture.pointer,
            "mask": definition.capture.mask,
            "unmask": definition.capture.unmask,
            "ignore": definition.capture.ignore,
            "screen": screen,
            "audio": audio,
        },
        chunks=_chunks(media=screen or audio, forms=bool(forms)) if consent else {},
        thanks=definition.thanks,
        texts=dict(texts(definition.locale)),
        forms=forms,
        ended=_ended(store, session) if forms else [],
        answered=answered(store, session.id) if forms else [],
    )


def _chunks(**needed: bool) -> dict[str, str]:
    """Name what to load: of capturing screen or sound no line, where nobody agreed to it."""
    return {name: file for name, file in chunks().items() if needed.get(name, True)}


def _ended(store: Store, session: Session) -> list[str]:
    """List the tasks that came to an end, each once, in the order of their starts."""
    tries = store.attempts(session.id)
    ended = [one.task for one in tries if one.end_action not in {None, "cancel"}]
    return list(dict.fromkeys(ended))


def start_url(study: Study, definition: StudyDefinition, path: str | None = None) -> str:
    """Return the address of a page of the prototype.

    Parameters
    ----------
    path
        A path or a whole address; absent: the study's start page. A path is taken from the
        prototype's address, else from the start page's, else it stays a path.
    """
    base = urljoin(study.prototype_url or "", definition.start)
    return base if path is None else urljoin(base, path)


def origins_of(store: Store, study: Study) -> frozenset[str]:
    """Return the sites that may send recordings for a study, as scheme://host:port."""
    definition = store.definition(study)
    own = map(origin_of, [study.prototype_url or "", definition.start, *definition.origins])
    return frozenset(origin for origin in own if origin)


@lru_cache(maxsize=256)  # asked in each request
def origin_of(url: str) -> str | None:
    """Return an address's origin as a browser writes it; None for a path."""
    # In lower case and without the scheme's own port: so it stands in the header Origin.
    address = normal_url(url)
    if address is None:
        return None
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _card(task: TaskDefinition, study: Study, definition: StudyDefinition) -> TaskCard:
    return TaskCard(
        id=task.id,
        title=task.title,
        instructions=task.instructions,
        start_url=None if task.start is None else start_url(study, definition, task.start),
        time_limit_s=task.time_limit_s,
        ends_on_goal=task.ends_on_goal,
        goal_kind=task.success.kind,
        goal_value=task.success.value,
    )

"""The tables. Times ending in `_ms` are epoch or session milliseconds, 64 bits wide.

Batches are the truth; every other row can be made again from them and the definition, but
for what a person decided (consent, verdicts) and the invitations.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Integer, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

# A later migration can drop or change only a constraint that has a name.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def _epoch(**options: object) -> Column[int]:
    # SQLModel's int is 32 bits on PostgreSQL: epoch milliseconds overflow there.
    return Column(BigInteger, **options)  # type: ignore[arg-type]  # SQLAlchemy's own keywords


class Study(SQLModel, table=True):
    """A study and the current version of its definition (JSON of `StudyDefinition`)."""

    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True, index=True)
    title: str
    definition: str = Field(sa_column=Column(Text, nullable=False))
    version: int = 1
    created_ms: int = Field(sa_column=_epoch(nullable=False))
    is_simulated: bool = False  # every participant is a program; said wherever it is shown
    prototype: str | None = None  # folder or site that `thinkaloud prototype` serves
    prototype_url: str | None = None  # where it is reached


class Participant(SQLModel, table=True):
    """A pseudonymous person (or simulated one) who was invited to a study."""

    __table_args__ = (UniqueConstraint("study_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id", index=True)
    code: str
    join_token: str = Field(unique=True, index=True)
    variant: str | None = None
    segment: str | None = None
    state: str = "invited"  # invited, active, done, declined, withdrawn
    is_simulated: bool = False
    created_ms: int = Field(sa_column=_epoch(nullable=False))


class Session(SQLModel, table=True):
    """One sitting of one participant, opened by a consent."""

    id: str = Field(primary_key=True)
    study_id: int = Field(foreign_key="study.id", index=True)
    participant_id: int = Field(foreign_key="participant.id", index=True)
    token: str = Field(unique=True, index=True)
    state: str = "open"  # open, closed, withdrawn (then nothing but the consent is kept)
    created_ms: int = Field(sa_column=_epoch(nullable=False))
    closed_ms: int | None = Field(default=None, sa_column=_epoch())
    origin_ms: float | None = Field(default=None, sa_column=Column(Float(53)))
    definition_version: int = 1
    consent_ms: int = Field(sa_column=_epoch(nullable=False))
    consent_text: str = Field(sa_column=Column(Text, nullable=False))
    tracker: str | None = None
    user_agent: str | None = None
    width: float | None = None
    height: float | None = None
    dpr: float | None = None


class Batch(SQLModel, table=True):
    """A slice of a tab's stream, its body as it came."""

    __table_args__ = (UniqueConstraint("session_id", "tab", "stream", "seq"),)

    # SQLite numbers rows by itself only in a column of its own type INTEGER.
    id: int | None = Field(
        default=None,
        sa_column=Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    )
    session_id: str = Field(foreign_key="session.id")  # the unique key's index serves it
    tab: str
    stream: str  # events, replay
    seq: int
    first_t: float = Field(sa_column=Column(Float(53), nullable=False))
    last_t: float = Field(sa_column=Column(Float(53), nullable=False))
    n: int
    task_events: int = 0  # how many of them tell of tasks and forms: where the session stands
    codec: str  # gzip, plain
    digest: str  # sha256 of the body, hex: tells a repeat from a clash
    received_ms: int = Field(sa_column=_epoch(nullable=False))
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Attempt(SQLModel, table=True):
    """A try at a task as far as the collector has seen it, and what a moderator decided.

    The analyzer takes start and end from the batches; from here it takes a verdict.
    """

    __table_args__ = (UniqueConstraint("session_id", "task", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(foreign_key="session.id")
    task: str
    number: int  # 1 for the first try
    start_t: float = Field(sa_column=Column(Float(53), nullable=False))
    end_t: float | None = Field(default=None, sa_column=Column(Float(53)))
    end_action: str | None = None  # the protocol's task action that ended it
    verdict: str | None = None  # success, fail: the moderator's; none: not judged
    verdict_ms: int | None = Field(default=None, sa_column=_epoch())


class Asset(SQLModel, table=True):
    """A file that recorded pages use (style sheet, image, font), by URL and content."""

    __table_args__ = (UniqueConstraint("study_id", "url", "digest"),)

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id", index=True)
    url: str = Field(sa_column=Column(Text, nullable=False))
    digest: str
    content_type: str
    size: int


class Screen(SQLModel, table=True):
    """The picture of one screen of a study, with the boxes of its anchored elements."""

    __table_args__ = (UniqueConstraint("study_id", "key", "viewport_class"),)

    id: int | None = Field(default=None, primary_key=True)
    study_id: int = Field(foreign_key="study.id", index=True)
    key: str
    viewport_class: str  # phone, tablet, desktop
    source: str  # rendered, captured, uploaded
    digest: str  # the PNG in the blob store
    # JSON: location id -> x, y, w, h; `!` before the id of an element that cannot be seen there,
    # `!missing URL` for a file that it lacks, `!page` with the page's size where it is cut.
    boxes: str = Field(sa_column=Column(Text, nullable=False))
    width: int  # CSS px
    height: int
    scale: float  # picture px per CSS px
    session_id: str
    t: float = Field(sa_column=Column(Float(53), nullable=False))


class Media(SQLModel, table=True):
    """A piece of what was captured beside the DOM: think-aloud audio, or a screen's frame."""

    __table_args__ = (UniqueConstraint("session_id", "kind", "tab", "seq"),)

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(foreign_key="session.id")  # the unique key's index serves it
    kind: str  # audio, frame
    tab: str
    seq: int
    first_t: float = Field(sa_column=Column(Float(53), nullable=False))
    last_t: float = Field(sa_column=Column(Float(53), nullable=False))
    content_type: str
    about: str = Field(sa_column=Column(Text, nullable=False))  # JSON: what the kind needs
    digest: str  # the bytes in the blob store
    size: int
    received_ms: int = Field(sa_column=_epoch(nullable=False))


class Note(SQLModel, table=True):
    """What a moderator or observer wrote down at a moment of a session."""

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(foreign_key="session.id", index=True)
    t: float = Field(sa_column=Column(Float(53), nullable=False))  # session ms
    text: str = Field(sa_column=Column(Text, nullable=False))
    code: str | None = None  # a marker of one key
    author: str | None = None
    created_ms: int = Field(sa_column=_epoch(nullable=False))


class Review(SQLModel, table=True):
    """A researcher's verdict on one friction signal: rejected ones leave all figures."""

    __table_args__ = (UniqueConstraint("session_id", "kind", "t", "location"),)

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(foreign_key="session.id")  # the unique key's index serves it
    kind: str  # the signal's name
    t: float = Field(sa_column=Column(Float(53), nullable=False))  # its start, session ms
    location: str = Field(sa_column=Column(Text, nullable=False))  # location id, or empty
    verdict: str  # accept, reject
    reason: str = Field(sa_column=Column(Text, nullable=False))
    created_ms: int = Field(sa_column=_epoch(nullable=False))


class Pause(SQLModel, table=True):
    """A stretch of a session that is no part of any time on task."""

    id: int | None = Field(default=None, primary_key=True)
    session_id: str = Field(foreign_key="session.id", index=True)
    start_t: float = Field(sa_column=Column(Float(53), nullable=False))  # session ms
    end_t: float = Field(sa_column=Column(Float(53), nullable=False))
    reason: str  # moderator, technical, break, other
    note: str = Field(sa_column=Column(Text, nullable=False))
    author: str | None = None
    created_ms: int = Field(sa_column=_epoch(nullable=False))

"""The errors of Thinkaloud that a person may meet.

* ThinkaloudError
  x StudyError        a study file or its name is wrong
  x NotFoundError     there is no such study, participant, session or file
  x ArchiveError      a study archive cannot be read
  x StoreError        the data folder or database cannot be used
  x RefusedError      the collector refuses a message (carries a stable code)
    x OtherVersionError   it is written in another version of the protocol
  x PictureError      a screen cannot be drawn
  x ComparisonError   groups cannot be compared
"""

from __future__ import annotations


class ThinkaloudError(Exception):
    """Base of all: its text says what happened, where, and what to do next."""


class StudyError(ThinkaloudError):
    """A study definition is not valid."""


class NotFoundError(ThinkaloudError):
    """What was named does not exist."""


class ArchiveError(ThinkaloudError):
    """A study archive is damaged, too new, or not an archive."""


class StoreError(ThinkaloudError):
    """The data folder or the database cannot be opened or written."""


class PictureError(ThinkaloudError):
    """A picture of a screen could not be made."""


class ComparisonError(ThinkaloudError):
    """There are no two groups that could be compared."""


class RefusedError(ThinkaloudError):
    """The collector does not take a message.

    Parameters
    ----------
    code
        Stable name of the reason, for programs.
    status
        HTTP status of the answer.
    detail
        What a person should read.
    invalid
        Indexes of the events that are not valid, where that is the reason.
    """

    def __init__(
        self, code: str, status: int, detail: str, invalid: list[int] | None = None
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.status = status
        self.detail = detail
        self.invalid = invalid


class OtherVersionError(RefusedError):
    """A message is of another version of the protocol.

    Parameters
    ----------
    version
        The one that it names.
    detail
        What a person should read.
    """

    def __init__(self, version: int, detail: str) -> None:
        super().__init__("unknown_version", 400, detail)
        self.version = version

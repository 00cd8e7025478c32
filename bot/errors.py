"""The one tree of errors.

::

    TrolyError
    ├── UserError          the citizen did something that needs a kind word back
    ├── ConfigError        a setting or file is wrong: the process must not start
    ├── BusyError          somebody else is working on this conversation: try later
    ├── UpstreamError      another system failed; ``retryable`` says if again helps
    └── SendLater, Held, Gone, Refused, Unsure, ZaloError, NoToken
                           how sending ended, for the sender alone (bot.channels)
"""

from __future__ import annotations


class TrolyError(Exception):
    """Base of every error that this project raises on purpose."""


class UserError(TrolyError):
    """A citizen's input cannot be taken.

    Attributes:
        code: stable machine name, for example ``too_long``.
        message: plain Vietnamese sentence that may be shown as it is.
        status: HTTP status that fits, 400..499.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.status = status


class ConfigError(TrolyError):
    """A setting, a file or the machine is not as needed; says how to mend it."""


class BusyError(TrolyError):
    """Another worker holds the lease of this conversation."""


class UpstreamError(TrolyError):
    """Another system did not do what was asked.

    Attributes:
        retryable: ``True`` when the same call may succeed later.
    """

    def __init__(self, message: str, *, retryable: bool) -> None:
        super().__init__(message)
        self.retryable = retryable

"""What all messaging apps have in common: what comes in, what goes out, how sending ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from bot.errors import TrolyError
from bot.messages import Kind
from bot.storage.files import StoredFile


@dataclass(frozen=True)
class Inbound:
    """One thing somebody did in a messaging app.

    ``address`` is where they are reached, in the app's own terms; ``event`` names what
    they did, so that it counts once however often it is delivered. ``button`` is the
    token of a pressed button. ``left`` says that they do not want to hear from us any
    more (or again do). ``came`` is where the app keeps a recording or a photo. ``human``
    says that a person of the office answered in the app's own tool.
    """

    address: str
    event: str
    text: str = ""
    button: str = ""
    kind: Kind = "text"
    left: bool | None = None
    came: str = ""
    human: bool = False


class Channel(Protocol):
    """Brings replies to people of one messaging app."""

    @property
    def name(self) -> str:
        """Return the name that conversations of it carry."""

    async def send(self, address: str, body: Mapping[str, Any]) -> None:
        """Send one reply (the body of a :class:`bot.storage.outbox.Outgoing`).

        A button has a ``title`` and a ``token``, a file ``id``, ``name`` and ``mime``.

        Raises:
            SendLater: it was not sent, and may be sent later.
            Held: it was not sent; the app takes it only after the person wrote again.
            Unsure: nobody knows whether it arrived.
            Gone: the person does not want to hear from us.
            Refused: the app will never take it.
        """

    async def send_extras(self, address: str, body: Mapping[str, Any]) -> None:
        """Send what makes a reply easier, after it was sent: a voice, a key for the place.

        Whatever goes wrong with that is let go.
        """

    async def fetch(self, source: str) -> Fetched:
        """Return what came with a message.

        Raises:
            UpstreamError: it cannot be had; ``retryable`` says if again helps.
        """

    async def show_typing(self, address: str) -> None:
        """Show that an answer is on its way; whatever goes wrong with that is let go."""


@dataclass(frozen=True)
class Fetched:
    """A recording or a photo, and its type as the app says it."""

    data: bytes
    mime: str


class Files(Protocol):
    """Where the files of replies are."""

    async def read(self, identifier: str) -> StoredFile | None:
        """Return a file; ``None`` if it has expired."""

    def address(self, identifier: str) -> str:
        """Return where it can be fetched from outside; "" without a public address."""


class Held(TrolyError):
    """The app takes nothing for this person until they write again."""


def never_left(error: BaseException | None) -> bool:
    """Say whether a request broke off before any of it can have arrived."""
    return isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)


class SendLater(TrolyError):
    """The app did not take it now.

    Attributes:
        seconds: how long to wait.
        alarm: whether somebody has to mend something first.
        tries: how often at most; ``None`` leaves that to the sender.
    """

    def __init__(
        self, seconds: float, reason: str = "", *, alarm: bool = False, tries: int | None = None
    ) -> None:
        super().__init__(f"{reason} in {seconds:.0f} s".strip())
        self.seconds = seconds
        self.alarm = alarm
        self.tries = tries


class Unsure(TrolyError):
    """The connection broke after the message was on its way."""


class Gone(TrolyError):
    """The person has blocked us or is not there any more."""


class Refused(TrolyError):
    """The app refuses this message for good."""

"""What all messaging apps have in common: what comes in, what goes out, how sending ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.errors import TrolyError
from bot.messages import Kind


@dataclass(frozen=True)
class Inbound:
    """One thing somebody did in a messaging app.

    ``address`` is where they are reached, in the app's own terms; ``event`` names what
    they did, so that it counts once however often it is delivered. ``button`` is the
    token of a pressed button. ``left`` says that they do not want to hear from us any
    more (or again do).
    """

    address: str
    event: str
    text: str = ""
    button: str = ""
    kind: Kind = "text"
    left: bool | None = None


class Channel(Protocol):
    """Brings replies to people of one messaging app."""

    @property
    def name(self) -> str:
        """Return the name that conversations of it carry."""

    async def send(self, address: str, body: Mapping[str, Any]) -> None:
        """Send one reply (``id``, ``text``, ``small``, ``status``, ``buttons``).

        A button has a ``title`` and a ``token``.

        Raises:
            SendLater: it was not sent, and may be sent later.
            Unsure: nobody knows whether it arrived.
            Gone: the person does not want to hear from us.
            Refused: the app will never take it.
        """

    async def show_typing(self, address: str) -> None:
        """Show that an answer is on its way; whatever goes wrong with that is let go."""


class SendLater(TrolyError):
    """The app did not take it now; ``seconds`` is how long to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"in {seconds:.0f} s")
        self.seconds = seconds


class Unsure(TrolyError):
    """The connection broke after the message was on its way."""


class Gone(TrolyError):
    """The person has blocked us or is not there any more."""


class Refused(TrolyError):
    """The app refuses this message for good."""

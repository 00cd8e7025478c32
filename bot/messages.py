"""What travels between a citizen and the dialogue, whatever the messaging app.

``Turn`` goes in, ``Reply`` comes out. A button carries what it means
(``Command``) on the dialogue's side; on its way to a citizen the meaning is
swapped for a short opaque token (:mod:`bot.storage.turns`), so that nobody can
type a command into the dialogue.

Texts use a small markup that every channel can show or strip: ``**bold**`` and
lines that start with ``• ``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Status = Literal["answered", "clarify", "no_source", "out_of_scope", "blocked", "failed"]
"""How a turn ended; the same table for code, pages and metrics."""

Kind = Literal["text", "start", "voice", "photo", "file", "sticker", "contact"]
"""What somebody sent: words (a pressed button has its title as words), a link that was
followed (its payload is the text), or something that has no words."""

Speak = Literal["", "normal", "slow"]
"""How answers are spoken to a person without being asked: not at all, or at a pace."""

MAX_TEXT = 10_000
"""Longest message, in characters, that a citizen may send."""


@dataclass(frozen=True)
class Command:
    """What a button means, in the dialogue's own terms.

    ``intent`` is one of the domain's intents; ``procedure`` a record id; ``value``
    whatever else was chosen, in the words of the action that made the button.
    """

    intent: str
    procedure: str = ""
    aspects: tuple[str, ...] = ()
    value: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-ready dictionary; :meth:`from_dict` reads it back."""
        return {**asdict(self), "aspects": list(self.aspects)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Command:
        """Read what :meth:`to_dict` wrote."""
        return cls(
            intent=str(data["intent"]),
            procedure=str(data.get("procedure", "")),
            aspects=tuple(data.get("aspects", ())),
            value=str(data.get("value", "")),
        )


@dataclass(frozen=True)
class Button:
    """A choice under a reply. ``title`` is at most 40 characters."""

    title: str
    command: Command


@dataclass(frozen=True)
class Attached:
    """A finished document or a picture that a reply brings.

    ``name`` ends as files of its ``mime`` type do ("to-khai.pdf"); ``shows`` is what
    stands on it in words, for conversations that are played.
    """

    name: str
    mime: str
    data: bytes = field(repr=False)
    shows: str = ""


@dataclass(frozen=True)
class Reply:
    """One message to the citizen. ``small`` is the source line in small print.

    ``wants_location`` asks the channel to offer sending where the person is.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    small: str = ""
    status: Status = "answered"
    attached: tuple[Attached, ...] = ()
    wants_location: bool = False


@dataclass(frozen=True)
class Turn:
    """One thing a citizen did: wrote ``text``, pressed a button (``command``), sent something.

    ``text`` of a pressed button is its title, so that the history reads well; ``picture``
    is the photo that was sent, if it could be fetched.
    """

    id: str
    conversation: str
    text: str
    command: Command | None = None
    kind: Kind = "text"
    picture: bytes = field(default=b"", repr=False)


@dataclass
class TurnResult:
    """What the dialogue made of a turn, for delivery and for evaluation.

    ``knowledge`` is the version that was answered from; ``asked`` are procedures with
    the aspects that were asked of them; ``confidence`` (0..1) how sure it was.
    ``offered`` are the procedures of a question back; ``lost`` says that nothing was
    understood. ``wrong`` is the question whose answer was marked as wrong, empty if it
    is not known; ``None`` if no answer was marked for the first time. ``private`` says
    that the turn belongs to a form, so that nothing of it is learnt from; ``finished``
    that a form was handed over.
    """

    turn_id: str
    replies: list[Reply]
    status: Status
    intent: str = ""
    procedure: str = ""
    aspects: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    dossier_codes: tuple[str, ...] = ()
    knowledge: str = ""
    asked: tuple[tuple[str, str], ...] = ()
    confidence: float = 0.0
    offered: tuple[str, ...] = ()
    lost: bool = False
    wrong: str | None = None
    private: bool = False
    finished: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

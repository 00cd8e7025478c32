"""A form while it is filled in: what was answered, what is asked now, what waits for a yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Stage = Literal["consent", "whose", "asking", "review", "done"]


@dataclass(frozen=True)
class Draft:
    """One form of one person. Nothing in it is changed; every step makes a new one.

    Attributes:
        form: id of the form.
        procedure: record that it is filled in for; "" if none was named.
        stage: agreeing to begin, saying who it is for, answering, checking, handed over.
        answers: values in normal form by field; ``None`` for one that was passed over.
        at: the field that is asked; "" where none is.
        pending: a value of that field that waits for a yes; ``None`` where none does.
        offered: values heard or known for fields that were not asked yet.
        copied: fields whose values came from other answers, and go when those change.
        card: values by field that were read off a card and wait for a yes.
        helper: relationship of the one who fills in for somebody else; "" who does it for
            themselves.
    """

    form: str
    procedure: str = ""
    stage: Stage = "consent"
    answers: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""
    pending: Any = None
    offered: Mapping[str, Any] = field(default_factory=dict)
    copied: tuple[str, ...] = ()
    card: Mapping[str, Any] = field(default_factory=dict)
    helper: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-ready dictionary; :meth:`from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Draft:
        """Read what :meth:`to_dict` wrote."""
        return cls(**{**data, "copied": tuple(data.get("copied", ()))})

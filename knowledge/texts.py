"""What the assistant says apart from procedure records (``texts/support.yml``)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from knowledge.errors import KnowledgeError
from knowledge.loader import ROOT, convert, read_yaml
from knowledge.schema import Strict

TextStatus = Literal["answered", "clarify", "no_source", "out_of_scope", "blocked", "failed"]


class Choice(Strict, frozen=True, kw_only=True):
    """A button: a procedure to ask about, an aspect of it, or another intent."""

    title: str
    procedure: str = ""
    aspect: str = ""
    intent: str = "ask_procedure"


class Text(Strict, frozen=True, kw_only=True):
    """What is said on one occasion.

    ``text_with_codes`` is said when dossier codes were recognised ({codes}), the
    ``…_with_procedure`` fields when a procedure is known ({procedure}). With
    ``wants_location`` the channel offers to send where the person is.
    """

    status: TextStatus
    text: str
    text_with_codes: str = ""
    text_with_procedure: str = ""
    small: str = ""
    wants_location: bool = False
    buttons: tuple[Choice, ...] = ()
    buttons_with_procedure: tuple[Choice, ...] = ()


Texts = dict[str, Text]
Phrases = dict[str, str]
"""Single sentences by key, with {…} to be filled in."""


def load_texts(path: Path = ROOT / "texts" / "support.yml") -> Texts:
    """Read the table, by intent or occasion.

    Raises:
        KnowledgeError: names the occasion and the field that is wrong.
    """
    table: Texts = {
        key: convert(raw, Text, path, key) for key, raw in read_yaml(path, dict).items()
    }
    for key, text in table.items():
        for choice in (*text.buttons, *text.buttons_with_procedure):
            if len(choice.title) > 40:
                raise KnowledgeError(path, key, "buttons", f"{choice.title!r} is over 40 letters")
    return table


def load_phrases(folder: Path = ROOT / "texts") -> Phrases:
    """Read what is said about answers (``fields.yml``) and while a form is filled in.

    Raises:
        KnowledgeError: a phrase is no text, or stands twice.
    """
    phrases: Phrases = {}
    for name in ("fields.yml", "forms.yml"):
        for key, said in read_yaml(folder / name, dict).items():
            if not isinstance(said, str) or key in phrases:
                raise KnowledgeError(folder / name, str(key), "text", "one text is expected")
            phrases[str(key)] = said
    return phrases

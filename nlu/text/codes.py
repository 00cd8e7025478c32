"""Codes in a message: of dossiers (mã hồ sơ) and of procedures (mã thủ tục).

A dossier code names the agency, the day and a running number, in the forms of
the national one-stop systems: ``H53.25.31-250818-0012`` and
``000.00.04.H51-200221-0001``.
"""

from __future__ import annotations

import re

_DIGIT = r"[0-9OoQDlIi|]"
_GAP = r"[\s]*"
_DASH = rf"{_GAP}[-\u2010-\u2015\u2212_.]{_GAP}"
_DOT = rf"{_GAP}[.]{_GAP}"
_OFFICE = rf"{_DIGIT}{{3}}(?:{_DOT}{_DIGIT}{{2}}){{2}}{_DOT}"
_AGENCY = rf"(?:{_OFFICE})?[HhGg]{_DIGIT}{{2}}(?:{_DOT}{_DIGIT}{{1,3}}){{0,3}}"
_DOSSIER = re.compile(
    rf"(?<!\w)({_AGENCY})(?:{_DASH}|\s+)({_DIGIT}{{6}})(?:{_DASH}|\s+)({_DIGIT}{{4,6}})(?!\w)"
)
_PROCEDURE = re.compile(r"(?<![\w.])([1-6][.]\d{6})(?![\w]|[.]\d)")
_REPAIR = str.maketrans({c: d for chars, d in (("OoQD", "0"), ("lIi|", "1")) for c in chars})


def find_dossier_codes(text: str) -> tuple[str, ...]:
    """Return the dossier codes of a message, normalised, in order and without doubles.

    Spaces and line breaks within a code, dashes of any kind, small letters, and
    letters typed for 0 and 1 are put right.
    """
    found = (
        f"{_agency(match[1])}-{match[2].translate(_REPAIR)}-{match[3].translate(_REPAIR)}"
        for match in _DOSSIER.finditer(text)
    )
    return tuple(dict.fromkeys(found))


def _agency(raw: str) -> str:
    letter = re.search(r"[HhGg]", raw)
    assert letter is not None
    compact = re.sub(r"\s+", "", raw)
    at = compact.lower().index(letter[0].lower())
    head, tail = compact[:at], compact[at + 1 :]
    return head.translate(_REPAIR) + letter[0].upper() + tail.translate(_REPAIR)


def find_procedure_codes(text: str) -> tuple[str, ...]:
    """Return the national procedure codes (``1.001193``) of a message, in order."""
    return tuple(dict.fromkeys(_PROCEDURE.findall(text)))

"""Codes in a message: of dossiers (mã hồ sơ) and of procedures (mã thủ tục).

A dossier code names the agency, the day and a running number, in the forms of
the national one-stop systems: ``H53.25.31-250818-0012``,
``000.00.04.H51-200221-0001`` and, of ministries, ``G09.20-20260609-0092637``.
"""

from __future__ import annotations

import re
import unicodedata

from nlu.text.fold import fold

_DIGIT = r"[0-9OoQDlIi|]"
_DASH = r"\-\u00ad\u2010-\u2015\u2212"
_GAP = r"\s{0,4}"
_DOT = rf"{_GAP}[.,]{{1,3}}{_GAP}"
_SEP = rf"(?:{_GAP}[{_DASH}_./]{{1,3}}{_GAP}|\s{{1,4}})"
# Within an agency a dot may be left out, or be typed as a dash.
_STEP = rf"(?:{_GAP}[.,{_DASH}]{{1,3}}{_GAP}|\s{{1,4}})"
_OFFICE = rf"{_DIGIT}{{3}}(?:{_DOT}{_DIGIT}{{2}}){{2}}{_DOT}"
_AGENCY = rf"(?:{_OFFICE})?[HhGg]\s?{_DIGIT}{{2}}(?:{_STEP}{_DIGIT}{{1,3}}){{0,3}}"
# A space or line break may cut the day and the number in two.
_DAY = rf"(?:20{_DIGIT}{{6}}|{_DIGIT}(?:\s?{_DIGIT}){{5}})"
_NUMBER = rf"(?:{_DIGIT}{{4,8}}(?!\w)|[0-9]{{4,8}}(?!\d)|{_DIGIT}(?:\s?{_DIGIT}){{3}}(?!\w))"
_DOSSIER = re.compile(rf"(?<![\w.])({_AGENCY}){_SEP}({_DAY}){_SEP}({_NUMBER})")
# The portal adds the province to a procedure's code (1.001193.000.00.00.H53); any
# other dot and digit after it, or a currency, makes it an amount.
_PROCEDURE = re.compile(
    rf"(?<![\w.,])([1-6lI])(?:[.,]|\s?[.,]\s?(?=[0Oo]))({_DIGIT}{{6}})"
    r"(?=[.]000[.]00[.]00[.][HhGg]\d\d|(?!\w|[.,]\d|\s?(?:đ|đồng|dong|vnd|vnđ)\b))"
)
_REPAIR = str.maketrans({c: d for chars, d in (("OoQD", "0"), ("lIi|", "1")) for c in chars})
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))

_SPOKEN = {
    "khong": "0", "linh": "0", "le": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4",
    "tu": "4", "nam": "5", "lam": "5", "nham": "5", "sau": "6", "bay": "7", "tam": "8",
    "chin": "9", "cham": ".", "phay": ".", "gach": "-", "tru": "-", "ngang": "", "noi": "",
    "hat": "H", "hach": "H", "ach": "H", "h": "H", "g": "G", "gie": "G",
}  # fmt: skip
"""How the signs of a code sound, without diacritics."""
_UNITS = frozenset(word for word, sign in _SPOKEN.items() if sign and sign in "123456789")
_MARKS = frozenset(word for word, sign in _SPOKEN.items() if sign and sign in ".-")
_TEN = "muoi"
_ALOUD = re.compile(rf"(?<!\w)(?:(?:{'|'.join(_SPOKEN)}|{_TEN}|\d+)(?:[\s,]+|(?!\w))){{5,}}")


def find_dossier_codes(text: str) -> tuple[str, ...]:
    """Return the dossier codes of a message, normalised, in order and without doubles.

    Spaces and line breaks within a code, dashes of any kind, small letters, and
    letters typed for 0 and 1 are put right; a code read aloud ("hát năm mươi ba
    chấm …") is written out. Whether the day exists is not checked.
    """
    found = (
        f"{_agency(match[1])}-{_digits(match[2])}-{_digits(match[3])}"
        for match in _DOSSIER.finditer(_written_out(text))
    )
    return tuple(dict.fromkeys(found))


def find_procedure_codes(text: str) -> tuple[str, ...]:
    """Return the national procedure codes (``1.001193``) of a message, in order."""
    matches = _PROCEDURE.finditer(_written_out(text))
    return tuple(dict.fromkeys(f"{_digits(match[1])}.{_digits(match[2])}" for match in matches))


def _digits(raw: str) -> str:
    return re.sub(r"\s", "", raw).translate(_REPAIR)


def _agency(raw: str) -> str:
    """Return ``H53.25.31`` or ``000.00.04.H51``; the one letter stays a letter."""
    parts = re.findall(rf"[HhGg]?\s?{_DIGIT}+", raw)
    return ".".join(
        part[0].upper() + _digits(part[1:]) if part[0] in "HhGg" else _digits(part)
        for part in parts
    )


def _written_out(text: str) -> str:
    """Return the text in plain letters and digits, with codes read aloud as they are written."""
    plain = unicodedata.normalize("NFKC", text).translate(_INVISIBLE)
    folded = fold(plain)
    # Only folding letter by letter lets us replace in one text what was found in the other.
    if len(folded) != len(plain) or not ("cham" in folded or "gach" in folded):
        return plain
    pieces, end = [], 0
    for match in _ALOUD.finditer(folded):
        pieces += [plain[end : match.start()], _signs(plain[match.start() : match.end()])]
        end = match.end()
    return "".join(pieces) + plain[end:]


def _signs(aloud: str) -> str:
    """Return what was read aloud as signs: "năm mươi ba chấm" gives "53."."""
    words = re.findall(r"\w+", aloud.lower())
    folded = [fold(word) for word in words]
    if _MARKS.isdisjoint(folded):
        return aloud
    signs = [
        _ten(words, folded, at) if bare == _TEN else _SPOKEN.get(bare, bare)
        for at, bare in enumerate(folded)
    ]
    return "".join(signs) + " "


def _ten(words: list[str], folded: list[str], at: int) -> str:
    """Return the digits of "mười" (12 is "mười hai") and "mươi" (53 is "năm mươi ba")."""
    counted = at > 0 and folded[at - 1] in _UNITS and words[at] != "mười"
    goes_on = at + 1 < len(folded) and folded[at + 1] in _UNITS
    return ("" if counted else "1") + ("" if goes_on else "0")

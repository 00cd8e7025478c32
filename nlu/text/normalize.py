"""One spelling for what people type, in training and serving alike.

``normalize`` is idempotent and never raises. It does not guess diacritics: text
typed without them stays without (:func:`nlu.text.fold.fold` is for comparing).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import yaml

from nlu.text.fold import fold
from nlu.text.syllable import is_bare_syllable, is_syllable, place_tone, split_tone
from nlu.text.telex import decode_telex, decode_vni

_HERE = Path(__file__).parent
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLED = re.compile(r"([^\W\d_])\1")
_TRAIL = re.compile(r"([^\W\d_])([aeiouy]+)$")
_VNI = re.compile(r"(?=.*[a-zđ].*[a-zđ])[a-zđ]+\d[a-zđ\d]*$")
_NO_VOWEL = re.compile(r"[b-df-hj-np-tv-xzđ]+")
_WORD = re.compile(r"(\w+)")
_SPACE = re.compile(r"\s+")
_MARKUP = re.compile(r"<[^<>]{0,200}>")
_BRACKETS = str.maketrans("<>^`_", "     ")
MOST_PASSES = 6
_FORMAT = {"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk"}


@functools.lru_cache(maxsize=256)
def normalize(text: str) -> str:
    """Return ``text`` in lower case and one spelling.

    Composed Unicode; control, invisible and pictorial characters and HTML tags
    become spaces; letters repeated for stress, raw Telex and VNI keystrokes, the
    two ways to place a tone, short forms, dialect and English words are brought to
    one form. Codes, numbers and punctuation stay.
    """
    clean = _clean(text)
    # A replacement can complete another short form with the word after it.
    for _ in range(MOST_PASSES):
        before, clean = clean, _pass(clean)
        if clean == before:
            break
    return clean


def _pass(clean: str) -> str:
    pieces = _WORD.split(clean)
    for at in range(1, len(pieces), 2):
        pieces[at] = _word(pieces[at], pieces[at - 1], pieces[at + 1])
    _replace_phrases(pieces)
    return _SPACE.sub(" ", "".join(pieces)).strip()


def _clean(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).lower()
    # Lower-casing can leave a loose dot behind (İ), which composes again.
    composed = unicodedata.normalize("NFC", _MARKUP.sub(" ", composed).translate(_BRACKETS))
    if composed.isascii() and composed.isprintable():
        return composed
    return "".join(" " if unicodedata.category(char) in _FORMAT else char for char in composed)


def _word(word: str, before: str, after: str) -> str:
    """Bring one word to its usual spelling; what is not understood stays as it is."""
    if word.isdigit() or word in _english() or _part_of_code(before, after):
        return word
    if word.isalpha():
        return _letters(word)
    decoded = decode_vni(word) if _VNI.match(word) else None
    return decoded or word


def _part_of_code(before: str, after: str) -> bool:
    """Dots, dashes and slashes without spaces hold codes and dates together."""
    return (before[-1:] in tuple(".-/") and len(before) == 1) or after in (".", "-", "/")


@functools.lru_cache(maxsize=8192)
def _letters(word: str) -> str:
    if word in _single_forms():
        return word
    # Abbreviations have threes of their own: CCCD, PCCC.
    if not _NO_VOWEL.fullmatch(word):
        word = _STRETCHED.sub(r"\1", word)
    if word in _single_forms():
        return word
    if is_syllable(word) and not (word.isascii() and "oo" in word):
        letters, tone = split_tone(word)
        return place_tone(letters, tone) if tone else word
    if word.isascii() and is_bare_syllable(word) and "oo" not in word:
        return word
    for shorter in (_DOUBLED.sub(r"\1", word), _without_echo(word)):
        if shorter != word and is_syllable(shorter) and not decode_telex(word):
            return _letters(shorter)
    return decode_telex(word) or word


def _without_echo(word: str) -> str:
    """Drop bare vowels that only prolong the one before: "quáaa", "đii"."""
    found = _TRAIL.search(word)
    if found and set(found[2]) == {fold(found[1])}:
        return word[: found.start(2)]
    return word


def _replace_phrases(pieces: list[str]) -> None:
    """Replace short forms and dialect words in place, the longest match first.

    ``pieces`` alternates separators and words, as ``re.split`` gives them.
    """
    at = 1
    while at < len(pieces):
        match = _longest(pieces, at)
        if match is None:
            at += 2
            continue
        size, meant = match
        pieces[at : at + 2 * size - 1] = [meant]
        at += 2


def _longest(pieces: list[str], at: int) -> tuple[int, str] | None:
    if pieces[at] == "k" and _follows_number(pieces, at):
        return None
    for forms, meant in _forms_by_first().get(pieces[at], ()):
        end = at + 2 * len(forms) - 1
        if end <= len(pieces) and all(
            pieces[at + 2 * n] == form and (n == 0 or pieces[at + 2 * n - 1].isspace())
            for n, form in enumerate(forms)
        ):
            return len(forms), meant
    return None


def _follows_number(pieces: list[str], at: int) -> bool:
    """Tell an amount, as in "50 k", from a "không"."""
    return at >= 2 and pieces[at - 2].isdigit() and len(pieces[at - 2]) <= 3


@functools.cache
def _english() -> frozenset[str]:
    words = yaml.safe_load((_HERE / "english.yml").read_text(encoding="utf-8"))
    return frozenset(words)


@functools.cache
def _forms_by_first() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Return the forms by their first word, longest first, with what each one means."""
    table: dict[tuple[str, ...], str] = {}
    short = yaml.safe_load((_HERE / "teencode.yml").read_text(encoding="utf-8"))
    dialect = yaml.safe_load((_HERE / "dialect.yml").read_text(encoding="utf-8"))
    loans = yaml.safe_load((_HERE / "loans.yml").read_text(encoding="utf-8"))
    tables = ((loans, False), (dialect, True), (short["words"], False), (short["phrases"], False))
    for meanings, bare_too in tables:
        for meant, forms in meanings.items():
            for form in forms:
                for variant in _variants(form, bare_too):
                    table[tuple(variant.split())] = meant
    by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for forms_, meant in table.items():
        if " ".join(forms_) != meant:
            by_first.setdefault(forms_[0], []).append((forms_, meant))
    for entries in by_first.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return by_first


def _variants(form: str, bare_too: bool) -> Iterable[str]:
    yield form
    bare = fold(form)
    # A single bare word is too often another word; two or more rarely are.
    if bare_too and " " in bare:
        yield bare


@functools.cache
def _single_forms() -> frozenset[str]:
    return frozenset(
        first
        for first, entries in _forms_by_first().items()
        if any(len(form) == 1 for form, _ in entries)
    )

"""Full names (họ tên): titles taken away, capitals put right, diacritics asked for."""

from __future__ import annotations

import re
import unicodedata

from actions.forms.fields.reading import Reading, accept, ask_again, bare_answer, confirm, tidy
from knowledge.people.words import PeopleWords
from nlu.text.fold import fold
from nlu.text.syllable import is_bare_syllable, is_syllable
from nlu.text.telex import decode_telex, decode_vni

MOST_WORDS = 10
LONGEST = 60
TITLES = frozenset(
    "tôi tui em mình con cháu anh chị ông bà cô chú bác dì cậu mợ thím dượng bé thằng cụ thầy má"
    " mẹ tía ba bố cha chồng vợ nó ổng bả bạn ad người thiếm út".split()
)
MIDDLE = frozenset({"thị", "văn", "thi", "van"})
"""What mostly stands between family name and name."""
PLACES = frozenset("xã phường ấp huyện tỉnh thôn khu đường quận thị".split())
"""Where an address begins."""
ORDERS = frozenset("hai ba tư năm sáu bảy bẩy tám chín mười út cả".split())
"""Children are called by their order in the south; that is no name on papers."""
_LEAD = re.compile(
    r"^(?:(?:họ\s*(?:và|&)?\s*tên|ho\s*(?:va|&)?\s*ten|quý danh"
    r"|tên (?:đầy đủ|thật|khai sinh|họ|của)|ten (?:day du|that|khai sinh)|tên|ten|tên là|là|la"
    r"|đây là|gọi là|kêu là|ghi là|ghi|viết là"
    r"|của|cua|name|full name|my name is)(?=[\s:.])[\s:.]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[,;(/|].*$|\s+(?:sinh|sanh|sn)\s+(?=\d|ngày|ngay|năm|nam|tháng|thang).*$|\s+(?:năm|nam|sn)\s*\d.*$"
    r"|\s+(?:cccd|cmnd|căn cước|số|sđt|sdt|quê|que|ngụ|thường trú)\s.*$|\s+-\s.*$",
    re.IGNORECASE,
)
_TWO = re.compile(r"\s(?:và|va|với|voi|&|\+)\s|\n", re.IGNORECASE)
_NO_NAME = frozenset(
    "không khong gì gi sao hỏi muốn muon cần chưa được duoc nhiêu nào này đó vậy rồi biết biet"
    " quên quen xin giúp giup thôi hả giấy giay hồ tờ".split()
) - {"hồ", "giup", "quen"}
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+(?:['’.\-][^\W\d_]+)*")


def read_name(text: str, people: PeopleWords) -> Reading:
    """Read one full name.

    A name with diacritics is taken; one that may lack some, one with an unusual family
    name and one whose keystrokes had to be put right are read back; without any
    diacritics, without a family name, or a name at home ("Hai Lúa"), it is asked for.

    Args:
        text: the answer.
        people: family names and parts of names.

    Returns:
        A reading whose value has capitals and no title.
    """
    said = tidy("".join(" " if unicodedata.category(c) in ("So", "Sk") else c for c in text))
    if not _LETTER.search(said):
        return ask_again("name.none")
    if "?" in said:
        return ask_again("name.none")
    said = _LEAD.sub("", _TAIL.sub("", bare_answer(said)).strip(" .,;:-!\"'“”"))
    if _TWO.search(f" {said} "):
        return ask_again("name.two")
    words, titled = _without_titles(said, people)
    if any(char.isdigit() for word in words for char in word) and _undecoded(words) is None:
        return ask_again("name.digits")
    typed = [_typed(word) for word in words]
    return _judged(typed, typed != words, titled, people)


def _undecoded(words: list[str]) -> list[str] | None:
    """Return the words with raw keystrokes put right, if that leaves no digit."""
    typed = [_typed(word) for word in words]
    return None if any(char.isdigit() for word in typed for char in word) else typed


def _typed(word: str) -> str:
    """Return a word whose Telex or VNI keystrokes were typed raw as what was meant."""
    low = word.lower()
    if any(char.isdigit() for char in low):
        return (decode_vni(low) or word) if len(low) > 2 else word
    if not low.isascii() or is_bare_syllable(low):
        return word
    decoded = decode_telex(low)
    return decoded if decoded and is_syllable(decoded) else word


def _without_titles(said: str, people: PeopleWords) -> tuple[list[str], bool]:
    """Return the words of a name without what stands before it, and whether a title stood."""
    said = _LEAD.sub("", said)
    words = said.split()
    titled = False
    while len(words) > 1 and words[0].lower().strip(".:") in TITLES:
        is_surname = words[0].capitalize() in people.surnames and words[0] != words[0].lower()
        if is_surname and words[1].lower() in MIDDLE:
            break
        words, titled = words[1:], True
        rest = _LEAD.sub("", " ".join(words))
        words = rest.split()
    return words, titled


def _judged(words: list[str], decoded: bool, titled: bool, people: PeopleWords) -> Reading:
    name = " ".join(map(_capital, words))
    low = [word.lower() for word in words]
    if words and low[0] in PLACES:
        return ask_again("name.none")
    if not words or len(name) > LONGEST or len(words) > MOST_WORDS or _NO_NAME & set(low):
        return ask_again("name.none")
    if not all(_WORD.fullmatch(word) for word in words):
        return ask_again("name.signs")
    if any(len(word.strip(".")) == 1 and word.endswith(".") for word in words):
        return ask_again("name.short")
    known = _capital(words[0]) in people.surnames
    if any(mark in words[0] for mark in "'’"):
        return confirm(name, "name.read_back")
    if len(words) == 1 or (len(words) == 2 and low[1] in MIDDLE):
        return ask_again("name.short")
    if low[0] in ORDERS or (titled and low[-1] in TITLES):
        return ask_again("name.nickname")
    if name.isascii():
        return _without_marks(words, name, people)
    meant = _surname_of(words[0], people)
    if not known and meant is None:
        return ask_again("name.no_surname") if len(words) == 2 else confirm(name, "name.read_back")
    mended = [meant or _capital(words[0]), *name.split()[1:]]
    if len(mended) > 2:
        mended[1] = {"Thi": "Thị", "Van": "Văn"}.get(mended[1], mended[1])
    if decoded or " ".join(mended) != name:
        return confirm(" ".join(mended), "name.read_back")
    return accept(name)


def _without_marks(words: list[str], name: str, people: PeopleWords) -> Reading:
    """Judge a name that has no diacritics at all."""
    parts = [_capital(word) for word in words]
    if not all(is_bare_syllable(word.lower()) for word in words):
        return confirm(name, "name.read_back")
    if len(parts) == 2 and fold(parts[0]) not in {fold(name) for name in people.surnames}:
        return ask_again("name.no_surname")
    is_right = parts[0] in people.surnames and all(part in people.plain_names for part in parts[1:])
    return confirm(name, "name.no_marks_right") if is_right else ask_again("name.no_marks")


def _surname_of(word: str, people: PeopleWords) -> str | None:
    """Return the family name that a word is, with its diacritics, if it is only one."""
    if _capital(word) in people.surnames:
        return _capital(word)
    if not word.isascii():
        return None
    meant = {name for name in people.surnames if fold(name) == fold(word)}
    common = meant & COMMONEST
    return next(iter(common or meant)) if len(common or meant) == 1 else None


COMMONEST = frozenset(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đoàn Trương".split()
)
"""What a family name typed without diacritics nearly always is."""


def _capital(word: str) -> str:
    """Return a word of a name with its capital, also after an apostrophe: H'Hen."""
    return "".join(part[:1].upper() + part[1:].lower() for part in re.split(r"(['’\-])", word))


def is_same_name(one: str, other: str) -> bool:
    """Say whether two names are the same but for capitals and diacritics."""
    return fold(one).split() == fold(other).split()


__all__ = ["is_same_name", "read_name"]

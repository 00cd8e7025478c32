"""Answers out of a short list: yes and no, sex, people (dân tộc), relationship, choices."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence

from actions.forms.fields.reading import (
    Reading,
    accept,
    ask_again,
    bare_answer,
    confirm,
    tidy,
)
from knowledge.people.words import PeopleWords, YesNo
from nlu.text.fold import fold
from nlu.text.normalize import normalize

_WORD = re.compile(r"[^\W\d_]+|\d+")
_FILLERS = frozenset(
    "là la của cua người nguoi ạ a nha nhé nhe nghen em anh chị bạn dạ da thưa thì dân tộc dan toc"
    " giới tính gioi tinh đó do nè ad".split()
)
_OWN = frozenset(
    "tôi toi tui em mình minh nó cháu anh chị người nguoi thằng con bé ổng bả ruột của cua là la"
    " nhà nha ông bà cô ạ dạ nhé mày nầy này đó đây tao ta hắn y đứa bên họ quan hệ chủ hộ"
    " với".split()
)
COUNTRIES = re.compile(
    r"^(?:viet nam|vn|my|han quoc|trung quoc|dai loan|nhat|nhat ban|uc|phap|duc|campuchia|thai lan"
    r"|singapore|canada|anh quoc|an do|philippines|malaysia|nga)$"
)
RELIGIONS = re.compile(
    r"^(?:(?:dao )?(?:phat|thien chua|cong giao|tin lanh|cao dai|hoa hao)(?: giao)?|luong"
    r"|hoi giao)$"
)
MOST_WORDS_KEPT = 4
SHORT = 3


def read_yes_no(text: str, answers: YesNo) -> Reading:
    """Read yes or no; what is neither is asked again."""
    said = tidy(text).lower()
    signs = {sign for sign in answers.signs_yes if sign in text}
    against = {sign for sign in answers.signs_no if sign in text}
    bare = " ".join(_WORD.findall(bare_answer(said)))
    full = " ".join(_WORD.findall(said))
    if not full:
        if bool(signs) == bool(against):
            return ask_again("yes_no.none")
        return accept(bool(signs))
    if "?" in text or any(_says(full, phrase) for phrase in answers.unsure):
        return ask_again("yes_no.unsure")
    for spoken in dict.fromkeys((full, bare, _spelt(full))):
        found = _whole(spoken, answers)
        if found is not None:
            return accept(found)
    return _beginning(full, answers)


def _spelt(said: str) -> str:
    """Return an answer in one spelling: drawn out, in short forms, in southern speech."""
    return " ".join(_WORD.findall(normalize(said)))


def _whole(said: str, answers: YesNo) -> bool | None:
    if not said:
        return None
    folded = said.isascii()
    for table, value in ((answers.yes, True), (answers.no, False)):
        for phrase in table:
            if said == phrase or (folded and said == fold(phrase)):
                return value
    return None


def _beginning(said: str, answers: YesNo) -> Reading:
    """Judge a longer answer by how it begins, the longest phrase first."""
    for opening in ("dạ ", "da ", "ừ ", "à ", "ờ ", "thưa ", "vâng ", "ủa "):
        if said.startswith(opening) and len(said.split()) > 1:
            rest = _beginning(said.removeprefix(opening), answers)
            if rest.action != "ask_again":
                return rest
    phrases = [(phrase, True) for phrase in answers.yes] + [
        (phrase, False) for phrase in answers.no
    ]
    for phrase, value in sorted(phrases, key=lambda pair: -len(pair[0])):
        short = said.startswith(f"{phrase} ") or (
            said.isascii() and said.startswith(f"{fold(phrase)} ")
        )
        if short or said == phrase:
            turned = re.search(r"\b(?:nhưng|nhung|mà|ma|trừ|tru)\b", said)
            return confirm(value, "yes_no.read_back") if turned else accept(value)
    return ask_again("yes_no.none")


def _says(said: str, phrase: str) -> bool:
    return f" {phrase} " in f" {said} " or (
        said.isascii() and f" {fold(phrase)} " in f" {said} " and len(phrase) > 4
    )


def read_gender(text: str, people: PeopleWords) -> Reading:
    """Read a sex as papers have it: "Nam" or "Nữ"."""
    words = _WORD.findall(tidy(text).lower())
    said = " ".join(word for word in words if word not in _FILLERS) or " ".join(words)
    if "việt nam" in said or "viet nam" in said:
        return ask_again("gender.none")
    sure = {g for g, kinds in people.genders.items() if _any(said, kinds["sure"])}
    likely = {g for g, kinds in people.genders.items() if _any(said, kinds["likely"])}
    whole = {g for g, kinds in people.genders.items() if _is(" ".join(words), kinds["sure"])}
    if len(whole) == 1:
        return accept(whole.pop())
    if len(sure) == 1:
        return accept(sure.pop())
    if len(likely) == 1 and not sure:
        return confirm(likely.pop(), "gender.read_back")
    return ask_again("gender.several" if sure or likely else "gender.none")


def _is(said: str, ways: Iterable[str]) -> bool:
    return any(said == way or (said.isascii() and said == fold(way)) for way in ways)


def _any(said: str, ways: Iterable[str]) -> bool:
    padded = f" {said} "
    return any(
        f" {way} " in padded or (said.isascii() and f" {fold(way)} " in padded) for way in ways
    )


def read_ethnicity(text: str, people: PeopleWords) -> Reading:
    """Read a people (dân tộc): one of the 54, or kept as said and read back."""
    said = bare_answer(text)
    words: list[str] = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", said)
    kept = [word for word in words if word.lower() not in _FILLERS and fold(word) not in _FILLERS]
    kept = kept or words
    key = _key("".join(kept))
    if not key or any(char.isdigit() for char in said):
        return ask_again("ethnicity.none")
    table = _peoples(tuple((name, ways) for name, ways in people.ethnicities.items()))
    joined = fold(" ".join(kept))
    if COUNTRIES.match(joined):
        return ask_again("ethnicity.country")
    if RELIGIONS.match(joined):
        return ask_again("ethnicity.religion")
    exact = table.get(_key(" ".join(kept), keep=True))
    # With diacritics typed, a short word that is spelt otherwise is another word: "có".
    is_loose = joined == " ".join(kept).lower() or len(key) > SHORT
    meant = exact or (table.get(key) if is_loose else None)
    if meant and len(meant) == 1:
        name = next(iter(meant))
        is_named = joined == fold(name) or fold(name).replace(" ", "") == key or name != "Kinh"
        return accept(name) if is_named else confirm(name, "ethnicity.read_back")
    if meant:
        return ask_again("ethnicity.which", choices=" hay ".join(sorted(meant)))
    return _unlisted(kept, joined)


def _unlisted(kept: Sequence[str], joined: str) -> Reading:
    no_word = {
        "dan",
        "toc",
        "khong",
        "biet",
        "gi",
        "sao",
        "la",
        "toi",
        "khac",
        "hoi",
        "lai",
        "co",
        "nho",
        "nao",
    }
    if len(kept) > MOST_WORDS_KEPT or no_word & set(joined.split()):
        return ask_again("ethnicity.none")
    if " va " in f" {joined} " or "lai" in joined.split():
        return ask_again("ethnicity.one")
    name = " ".join(word[:1].upper() + word[1:] for word in kept)
    return confirm(name, "ethnicity.unlisted")


@functools.lru_cache(maxsize=4)
def _peoples(table: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, set[str]]:
    """Return the names by what they look like: with diacritics first, then without."""
    by_key: dict[str, set[str]] = {}
    for name, ways in table:
        for way in (name, *ways):
            by_key.setdefault(_key(way, keep=True), set()).add(name)
    for name, ways in table:
        for way in (name, *ways):
            if _key(way) != _key(way, keep=True):
                by_key.setdefault(_key(way), set()).add(name)
    return by_key


def _key(text: str, *, keep: bool = False) -> str:
    plain = tidy(text).lower() if keep else fold(text)
    return re.sub(r"[\s'’\-_.]", "", plain)


def read_relationship(text: str, people: PeopleWords) -> Reading:
    """Read a relationship as forms name it ("Cha", "Con rể", "Bản thân")."""
    said = bare_answer(text).lower()
    said = " ".join(re.findall(r"[^\W\d_]+", said))
    if not said:
        return ask_again("relationship.none")
    if re.search(r"\b(?:và|va|với|voi|hoặc|hay)\b", said) or said in (
        "ba má",
        "cha mẹ",
        "ba mẹ",
        "bố mẹ",
        "ba ma",
        "cha me",
    ):
        return ask_again("relationship.several")
    if said in ("nội", "ngoại", "noi", "ngoai", "ông bà", "ong ba"):
        return ask_again("relationship.which")
    for spoken in dict.fromkeys(
        (said, _without(said, _OWN), _without(said, _OWN - {"con", "bà", "ông"}), _trimmed(said))
    ):
        found = _related(spoken, people.relationships)
        if len(found) == 1:
            name = found.pop()
            return (
                confirm(name, "relationship.read_back") if _is_guess(said, name) else accept(name)
            )
        if len(found) > 1:
            return ask_again("relationship.which")
    return _longest(said, people.relationships)


def _without(said: str, words: frozenset[str]) -> str:
    kept = [word for word in said.split() if word not in words]
    return " ".join(kept)


def _trimmed(said: str) -> str:
    """Take away who somebody belongs to: "má của tui", "vợ anh", "là con của chủ hộ"."""
    said = re.sub(r"^(?:em|tôi|tui|toi|mình|cháu|con)?\s*(?:là|la)\s+", "", said)
    return re.sub(
        r"\s+(?:của|cua)?\s*(?:tôi|tui|toi|em|mình|cháu|nó|bé|chủ hộ|chu ho|người đó|anh|chị|ổng|bả"
        r"|nhà|người ta|người được khai sinh|đứa nhỏ|sắp nhỏ|con nhỏ)$",
        "",
        said,
    )


def _related(said: str, table: Mapping[str, tuple[str, ...]]) -> set[str]:
    if not said:
        return set()
    exact = {name for name, ways in table.items() if said in ways or said == name.lower()}
    if exact or not said.isascii():
        return exact
    return {name for name, ways in table.items() if any(said == fold(way) for way in ways)}


def _longest(said: str, table: Mapping[str, tuple[str, ...]]) -> Reading:
    """Find the longest way to say a relationship inside a longer answer."""
    found = [
        (len(way), name)
        for name, ways in table.items()
        for way in ways
        if " " in way and f" {way} " in f" {said} "
    ]
    if not found:
        return ask_again("relationship.none")
    name = max(found)[1]
    return confirm(name, "relationship.read_back")


def _is_guess(said: str, name: str) -> bool:
    return (said.split()[0] in ("anh", "chị") and len(said.split()) == 2 and "ruột" in name
            and "ruột" not in said and said.split()[1] in ("hai", "ba", "tư", "cả"))  # fmt: skip


def read_choice(text: str, choices: Sequence[tuple[str, Sequence[str]]]) -> Reading:
    """Read one of a few choices, by its number, its words, or enough of them.

    Args:
        text: the answer.
        choices: normal form of each with other ways to say it, in the order shown.
    """
    said = fold(bare_answer(text))
    found = re.fullmatch(r"(?:so |cau |muc |y |chon )*(\d{1,2})", said)
    if found and 1 <= int(found[1]) <= len(choices):
        return accept(choices[int(found[1]) - 1][0])
    for name, ways in choices:
        if any(said == fold(way) for way in (name, *ways)):
            return accept(name)
    words = set(said.split())
    scored = []
    for name, ways in choices:
        best = max((_share(words, said, fold(way)) for way in (name, *ways)), default=0.0)
        scored.append((best, name))
    scored.sort(key=lambda pair: -pair[0])
    if scored and scored[0][0] >= 0.6 and (len(scored) == 1 or scored[0][0] > scored[1][0] + 0.1):
        return (
            accept(scored[0][1])
            if scored[0][0] >= 0.99
            else confirm(scored[0][1], "choice.read_back")
        )
    return ask_again("choice.none", choices=", ".join(name for name, _ in choices))


def _share(words: set[str], said: str, way: str) -> float:
    """Return how much of a way to say a choice an answer says, 0..1."""
    if f" {way} " in f" {said} ":
        return 1.0
    wanted = set(way.split())
    return len(wanted & words) / max(len(words), 1) if wanted & words else 0.0

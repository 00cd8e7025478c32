"""What people say to steer while a form is filled in: back, edit, skip, stop, delete."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from actions.forms.fields.reading import bare_answer
from knowledge.forms.schema import Field
from nlu.text.fold import fold
from nlu.text.normalize import normalize

Name = Literal["back", "skip", "review", "stop", "cancel", "erase", "edit", "number", "keep",
               "blank", "why", "again", "send", "resume"]  # fmt: skip


@dataclass(frozen=True)
class Steer:
    """One way to steer; ``field`` is the field that is meant by "edit", if it is named."""

    name: Name
    field: str = ""
    number: int = 0
    rest: str = ""


_AROUND = re.compile(
    r"^(?:(?:cho|xin|khoan|a|roi|thoi|gio|nhung|ma|ua)\s+)*(?:(?:toi|tui|em|minh|co|chu|bac)\s+)?"
    r"|\s+(?:(?:di|nha|em|luon|giup|voi|ad|ban|vay|a|nghen|con|chau)\s*)+$"
)
"""What stands around a wish without changing it."""
_WRONG = re.compile(r"^(?P<what>.+?) (?:bi )?(?:sai|ghi sai|nham|ghi nham|khong dung)(?: roi)?$")
_NUMBER = re.compile(
    r"^(?:sua |ve |qua |toi |den |xem |cho )*(?:muc|cau|o|so)(?: so)? (?P<number>\d{1,2})$"
)
_INTO = re.compile(r"\b(?:thanh|la|lai la|lai thanh|phai la)\b\s+(?P<rest>.+)$")
PEOPLE = {
    "me": ("me", "ma"), "cha": ("cha", "ba", "bo", "tia"), "con": ("con", "be", "chau"),
    "vo": ("vo", "nu"), "chong": ("chong", "nam"), "toi": ("toi", "tui", "minh"),
}  # fmt: skip
KINDS = {
    "full_name": ("ho ten", "ten", "ho va ten"),
    "date": ("ngay sinh", "nam sinh", "sinh ngay"),
    "date_or_year": ("ngay sinh", "nam sinh", "sinh ngay"),
    "cccd": ("can cuoc", "cccd", "dinh danh", "so can cuoc", "chung minh"),
    "phone": ("dien thoai", "so dien thoai", "sdt", "so dt"),
    "address": ("dia chi", "noi o", "cho o", "thuong tru", "noi cu tru"),
    "gender": ("gioi tinh",), "ethnicity": ("dan toc",), "nationality": ("quoc tich",),
    "relationship": ("quan he", "moi quan he"),
}  # fmt: skip
ENOUGH = 0.5


def steer(text: str, fields: Sequence[Field] = ()) -> Steer | None:
    """Return how a message steers the form, or ``None`` if it does not.

    Args:
        text: the message.
        fields: the fields that can be gone to, in order.
    """
    said = _said(text)
    if said.startswith("dung") and "đúng" in text.lower():
        return None
    plain = _AROUND.sub("", said).strip() or said
    patterns, edit = _patterns()
    for name, pattern in patterns:
        if pattern.fullmatch(said) or pattern.fullmatch(plain):
            return Steer(name)
    if found := _NUMBER.match(said):
        return Steer("number", number=int(found["number"]))
    if found := edit.fullmatch(plain):
        what = found["what"] or ""
        into = _INTO.search(what)
        field = find_field(what[: into.start()] if into else what, fields)
        # What follows "thành" is the new value, as it was typed.
        rest = _tail(text, into["rest"]) if into else ""
        return Steer("edit", field, rest=rest) if field or not what else None
    if found := _WRONG.match(said):
        field = find_field(found["what"], fields)
        return Steer("edit", field) if field else None
    return None


@functools.cache
def _patterns() -> tuple[list[tuple[Name, re.Pattern[str]]], re.Pattern[str]]:
    """Return the patterns by kind, and the one of a wish to change something."""
    path = Path(__file__).with_name("commands.yml")
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit = re.compile(table.pop("edit"))
    return [(name, re.compile("|".join(forms))) for name, forms in table.items()], edit


def _said(text: str) -> str:
    plain = re.sub(r"[!?.…,;]+", " ", fold(normalize(bare_answer(text))))
    return re.sub(r"\s+", " ", plain).strip()


def _tail(text: str, folded: str) -> str:
    """Return the end of a text that is, folded, what was found."""
    words = bare_answer(text).split()
    return " ".join(words[-len(folded.split()) :])


def find_field(what: str, fields: Sequence[Field]) -> str:
    """Return the field that words name best, "" if none fits well enough."""
    said = set(what.split()) - {"cua", "cho", "cai", "lai", "dong", "muc", "o", "phan", "giup"}
    if not said:
        return ""
    best = max(((_fits(said, what, field), -at, field.id) for at, field in enumerate(fields)),
               default=(0.0, 0, ""))  # fmt: skip
    return best[2] if best[0] >= ENOUGH else ""


def _fits(said: set[str], what: str, field: Field) -> float:
    """Return how well words name a field, 0..1 and a little more where also its part fits."""
    words = set(re.findall(r"\w+", fold(f"{field.label} {field.section} {field.ask}")))
    named = any(f" {name} " in f" {what} " for name in KINDS.get(field.kind, ()))
    person = 0.0
    for names in PEOPLE.values():
        if said & set(names) and words & set(names):
            person = 0.3
    share = len(said & words) / len(said)
    return (0.5 if named else 0.0) + 0.5 * share + person - 0.01

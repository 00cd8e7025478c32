"""What people say to steer while a form is filled in: back, edit, skip, stop, delete …"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from actions.forms.fields.reading import bare_answer
from knowledge.forms.schema import Field
from nlu.text.fold import fold
from nlu.text.normalize import normalize

Name = Literal["back", "skip", "review", "stop", "cancel", "erase", "edit", "number", "keep",
               "blank", "why", "again", "resume"]  # fmt: skip


@dataclass(frozen=True)
class Steer:
    """One way to steer; ``field`` is the field that is meant by "edit", if it is named."""

    name: Name
    field: str = ""
    number: int = 0
    rest: str = ""


_PATTERNS: tuple[tuple[Name, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"^(?:{pattern})$"))
    for name, pattern in (
        ("erase", r"(?:thoi )?(?:xoa|huy) (?:het|sach|tat ca|toan bo)(?: (?:di|luon|giup|cho toi))*"
                  r"(?: (?:du lieu|thong tin).*)?"
                  r"|xoa (?:du lieu|thong tin|to khai|ho so)(?: (?:cua )?(?:toi|tui|em|minh))?(?: di)?"),
        ("stop", r"(?:thoi |tam )?(?:dung|ngung|nghi)(?: lai)?(?: (?:da|di|o day|mot chut))*"
                 r"(?:[ ,]+(?:mai|bua khac|chut|lat|de sau|khi khac|hom khac).*)?"
                 r"|(?:de )?(?:mai|bua khac|lat nua|chut nua|khi khac|hom khac|toi) "
                 r"(?:lam|dien|ghi|khai)(?: tiep| sau)?.*|luu lai|luu nhap|de sau"
                 r"|(?:gio |dang )?ban (?:roi|qua|viec).*"),
        ("cancel", r"(?:thoi )?huy(?: (?:bo|di|luon|to khai|don|nay))*"
                   r"|thoi(?: (?:khoi|khong|ko))(?: (?:dien|lam|can|khai|ghi))?(?: (?:nua|dau|roi))*"
                   r"|(?:khoi|khong|ko) (?:dien|lam|khai) nua|thoi|thoi bo di|bo het|khong dien nua"),
        ("back", r"(?:cho |xin )?(?:quay|tro|lui|lùi|back)(?: (?:lai|ve|lui))*"
                 r"(?: (?:cau|muc|o|buoc))?(?: (?:truoc|tren|vua roi|do|hoi nay))*"
                 r"|(?:cau|muc|o) (?:truoc|tren|vua roi)|ve cau truoc|lui lai"),
        ("skip", r"bo qua(?: (?:cau|muc|o) nay)?(?: di)?|(?:de )?(?:trong|bo trong)"
                 r"|qua (?:cau|muc) (?:khac|sau|tiep|ke)|skip|next"
                 r"|(?:cai nay )?(?:khong|ko|k|hong|hong|chua) (?:co|biet|nho|ro)"
                 r"(?: (?:so|cai nay|cai do|dau|het|gi|nua|giay))*|(?:chua|khong) co so"),
        ("review", r"(?:cho )?(?:toi |tui |em )?(?:xem|coi|kiem tra|doc)(?: lai)?"
                   r"(?: (?:het|tat ca|toan bo|to khai|nhung gi da ghi|thong tin))*"
                   r"|tom tat|xem to khai|da ghi gi roi"),
        ("keep", r"giu nguyen|de (?:y )?nguyen|dung roi tiep|tiep(?: tuc| di| theo)?|nhu cu|y cu"),
        ("blank", r"(?:cho |xin |gui )?(?:toi |tui |em )?(?:to |mau |don |ban )*(?:mau |to khai )?"
                  r"(?:trong|trang)(?: de (?:tu|toi).*)?|chi can mau(?: trong)?|tu (?:dien|ghi|viet) tay"),
        ("why", r"(?:sao|tai sao|vi sao|chi|hoi|can)(?: (?:phai|lai|cai nay))*(?: (?:hoi|can|khai|ghi))*"
                r"(?: cai nay)?(?: (?:de )?(?:lam )?(?:gi|chi|vay))+|la (?:cai )?gi(?: vay)?|nghia la gi"
                r"|(?:khong|ko|chua) hieu|ghi (?:sao|the nao|gi|nhu the nao)|vi du"
                r"|(?:ghi|lay|xem|coi|tim) (?:cai nay )?o dau|giup|huong dan"),
        ("again", r"(?:hoi|noi|nhac|doc) lai(?: (?:cau|di|nao|coi|hoi))*|cau hoi (?:gi|la gi)"),
        ("resume", r"(?:lam|dien|ghi|khai) tiep(?: di| nao| nha)?|tiep tuc (?:dien|lam|khai|to khai).*"),
    )
)  # fmt: skip
_AROUND = re.compile(
    r"^(?:(?:cho|xin|khoan|a|roi|thoi|gio|nhung|ma|ua)\s+)*(?:(?:toi|tui|em|minh|co|chu|bac)\s+)?"
    r"|\s+(?:(?:di|nha|em|luon|giup|voi|ad|ban|vay|a|nghen|con|chau)\s*)+$"
)
"""What stands around a wish without changing it."""
_EDIT = re.compile(
    r"^(?:cho |xin |khoan |a |toi |tui |em |muon )*(?:sua|chinh|doi|thay|ghi lai|sua lai|nhap lai|lam lai)"
    r"(?: (?:lai|giup|gium|cho|cai|o|muc|dong|phan))*(?: (?P<what>.+))?$"
)
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
    "full_name": ("ho ten", "ten", "ho va ten"), "date": ("ngay sinh", "nam sinh", "sinh ngay"),
    "date_or_year": ("ngay sinh", "nam sinh", "sinh ngay"), "cccd": ("can cuoc", "cccd", "dinh danh",
    "so can cuoc", "chung minh"), "phone": ("dien thoai", "so dien thoai", "sdt", "so dt"),
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
    for name, pattern in _PATTERNS:
        if pattern.match(said) or pattern.match(plain):
            return Steer(name)
    if found := _NUMBER.match(said):
        return Steer("number", number=int(found["number"]))
    if found := _EDIT.match(said):
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

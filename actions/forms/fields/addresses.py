"""Addresses: the house, and the commune as it is called since 2025-07-01."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.forms.fields.reading import Reading, accept, ask_again, bare_answer, confirm
from actions.say import capital
from knowledge.communes.units import Communes, FormerUnit, Unit
from knowledge.people.words import HOME
from nlu.places import DISTRICTS, KINDS, Located, PlaceFinder
from nlu.text.fold import fold

_KIND_BEFORE = re.compile(
    r"[\s,.\-]*(?<!\w)(?:x[aã]|ph[uư][oờ]ng|th[iị] tr[aấ]n|tt|p|x|[uủ]y ban|ubnd)[\s.:]*$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:nhà|nha|tôi|tui|toi|em|mình|hiện|ở|o|ngụ|ngu|tại|tai|thường trú|thuong tru|tạm trú"
    r"|địa chỉ|dia chi|đang|dang|sống|cư trú|quê|que|quê quán|là|ghi|của|nơi ở|hiện nay|bé"
    r"|con|cháu|sinh|sanh|trú)(?=[\s:,])[\s:,]*)+",
    re.IGNORECASE,
)
_OLD_LEVEL = re.compile(r"\b(?:huyen|quan|thi xa|q\.?\s?\d+|h\.)\b")
_COMMUNE_ELSEWHERE = re.compile(
    r"(?<!\w)(?P<kind>xã|phường|xa|phuong|đặc khu)\s+(?P<name>[^,;.]{2,40}?)\s*(?:[,;.]|$)",
    re.IGNORECASE,
)
_MARKS = {
    "ap": "ấp", "khu pho": "khu phố", "so nha": "số nhà", "duong": "đường", "to": "tổ",
    "so": "số", "hem": "hẻm", "thon": "thôn", "kp": "khu phố", "quoc lo": "quốc lộ",
    "tinh lo": "tỉnh lộ", "nha so": "nhà số",
}  # fmt: skip
"""Words of an address that are surely meant when typed without diacritics."""
_MARKED = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(_MARKS, key=len, reverse=True))})(?=\s|\d)", re.I
)
_NOTHING = re.compile(r"\b(?:khong biet|khong nho|o do|cho do|nhu tren|giong tren|khong co)\b")


def read_address(
    text: str,
    finder: PlaceFinder,
    communes: Communes,
    provinces: Mapping[str, Sequence[str]],
) -> Reading:
    """Read an address down to the commune of today.

    A commune of before is mapped and read back; one that was divided, whose name several
    had, or that lies in another province under an old name, is asked for.

    Args:
        text: the answer.
        finder: finds the communes of the province, old and new.
        communes: the same communes.
        provinces: the provinces of today with those of before.

    Returns:
        A reading whose value is {"detail", "commune", "province"}; "commune" with its kind
        ("Xã Tân Lân"), "detail" as it was said, without the commune.
    """
    said = _LEAD.sub("", bare_answer(text)).strip(" ,.")
    elsewhere, cut = _province(said, provinces)
    if elsewhere and elsewhere != HOME:
        return _elsewhere(cut, elsewhere)
    located = finder.locate(cut)
    if not located:
        bare = fold(cut)
        if not cut or _NOTHING.search(bare):
            return ask_again("address.none")
        named = re.search(r"(?<!\w)(?:xa|phuong|thi tran)\s+\w+", bare)
        return ask_again("address.unknown" if named else "address.commune")
    return _here(cut, located, communes, old=_says_old(said))


def _says_old(said: str) -> str:
    """Return the former province that an address names, folded, if that tells it is old."""
    return "long an" if re.search(r"(?:,|\btinh)\s*long an\s*$", fold(said)) else ""


def _province(said: str, provinces: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """Return the province of today that an address ends with, and the address without it."""
    bare = fold(said)
    for province, names in provinces.items():
        for name in sorted((*names, province), key=len, reverse=True):
            found = re.search(
                rf"(?:(?P<kind>tinh|thanh pho|tp\.?|t\.)\s*)?(?<!\w){re.escape(fold(name))}"
                r"(?:\s*\(?cu\)?)?\s*$",
                bare,
            )
            if not found:
                continue
            before = re.search(r"(\w+)\W*$", bare[: found.start()])
            previous = before[1] if before else ""
            if previous in KINDS or previous in DISTRICTS or previous in ("duong", "huyen"):
                continue
            if province == HOME and found["kind"] in ("thanh pho", "tp", "tp."):
                continue
            # "Long An" or "Tây Ninh" alone is a province, not a commune of that name.
            if len(said) == len(bare):
                return province, said[: found.start()].strip(" ,.-")
            return province, said.rpartition(",")[0].strip(" ,.-")
    return "", said


def _elsewhere(said: str, province: str) -> Reading:
    """Judge an address in another province, whose communes are not known here."""
    bare = fold(said)
    if _OLD_LEVEL.search(bare):
        return ask_again("address.elsewhere", province=province)
    found = list(_COMMUNE_ELSEWHERE.finditer(said))
    if not found:
        return ask_again("address.elsewhere", province=province)
    last = found[-1]
    kind = "Phường" if fold(last["kind"]).startswith("p") else "Xã"
    name = " ".join(capital(word) for word in last["name"].split())
    detail = _detail(said[: last.start()])
    value = {"detail": detail, "commune": f"{kind} {name}", "province": province}
    return confirm(value, "address.read_back_elsewhere")


def _here(said: str, located: list[Located], communes: Communes, *, old: str) -> Reading:
    """Judge an address in the province."""
    district = _district(located)
    place = _commune(located, district)
    if place is None:
        return ask_again("address.commune")
    units = [communes.units[code] for code in place.mention["units"]]
    former = [communes.former[key] for key in place.mention["former"]]
    if district is not None and district is not place:
        within = {tuple(d) for d in district.mention["districts"]}
        inside = [unit for unit in former if (unit.district, unit.province) in within]
        if inside:
            return _former(inside, said, place, communes, typed=True)
        if not units:
            return ask_again("address.not_there", name=said[place.start : place.end])
    elif old:
        inside = [unit for unit in former if fold(unit.province) == old]
        former = inside or former
        units = [] if inside and not _goes_into(inside, units) else units
    return _settled(units, former, said, place, communes, named=district is not None or bool(old))


def _district(located: list[Located]) -> Located | None:
    """Return the place that is named as a district: the last one that can be one."""
    for place in reversed(located):
        if not place.mention["districts"]:
            continue
        if place.before in KINDS:
            continue
        is_alone = len(located) == 1 and place.before not in DISTRICTS
        return None if is_alone and (place.mention["units"] or place.mention["former"]) else place
    return None


def _commune(located: list[Located], district: Located | None) -> Located | None:
    """Return the place that is the commune: the last before the district."""
    for place in reversed(located):
        if place is district:
            continue
        if place.mention["units"] or place.mention["former"]:
            return place
    return None


def _goes_into(former: Sequence[FormerUnit], units: Sequence[Unit]) -> bool:
    codes = {unit.code for unit in units}
    return any(codes & set(old.now) for old in former)


def _settled(
    units: list[Unit],
    former: list[FormerUnit],
    said: str,
    place: Located,
    communes: Communes,
    *,
    named: bool,
) -> Reading:
    """Judge a commune whose name alone must tell which one it is."""
    if len(units) > 1:
        return ask_again("address.which", choices=" hay ".join(unit.title for unit in units))
    if not units:
        return _former(former, said, place, communes, typed=place.before in KINDS)
    unit = units[0]
    if place.before not in KINDS and place.mention["districts"] and not named:
        # "Gò Dầu" alone may be the commune of today or the whole district of before.
        return ask_again("address.commune_of", name=said[place.start : place.end])
    kind_said = KINDS.get(place.before)
    others = [old for old in former if unit.code not in old.now]
    if kind_said and kind_said != unit.kind and kind_said != "thị trấn" and others:
        return ask_again("address.which", choices=_choices(unit, others))
    value = _value(unit, said, place)
    is_certain = not others and not named and (said != fold(said)) and kind_said == unit.kind
    return accept(value) if is_certain else confirm(value, "address.read_back")


def _choices(unit: Unit, others: Sequence[FormerUnit]) -> str:
    return " hay ".join([f"{unit.title} mới", *(old.title for old in others)])


def _former(
    former: Sequence[FormerUnit], said: str, place: Located, communes: Communes, *, typed: bool
) -> Reading:
    """Map a commune of before."""
    if len(former) > 1:
        districts = ", ".join(dict.fromkeys(old.district for old in former))
        return ask_again("address.district", name=former[0].name, districts=districts)
    if not former:
        return ask_again("address.unknown")
    old = former[0]
    if old.divided:
        choices = " hay ".join(communes.units[code].title for code in old.now)
        return ask_again("address.divided", name=old.title, choices=choices)
    if not typed and len(old.name.split()) < 2:
        return ask_again("address.commune")
    unit = communes.units[old.now[0]]
    return confirm(_value(unit, said, place), "address.mapped", old=old.title, new=unit.title)


def _value(unit: Unit, said: str, place: Located) -> dict[str, Any]:
    return {
        "detail": _detail(said[: place.start]),
        "commune": capital(unit.title),
        "province": HOME,
    }


def _detail(before: str) -> str:
    """Return the part of an address before its commune."""
    detail = _KIND_BEFORE.sub("", before).strip(" ,.-;")
    if detail and detail == fold(detail):
        detail = _MARKED.sub(lambda match: _MARKS[match[0].lower()], detail)
    return detail


def say_address(value: Mapping[str, str]) -> str:
    """Return an address in one line, as forms have it."""
    return ", ".join(
        part for part in (value["detail"], value["commune"], value["province"]) if part
    )

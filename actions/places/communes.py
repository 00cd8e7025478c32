"""Words what became of old communes, and what new ones are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from actions.places.resolve import Meant
from actions.say import capital, small_print
from bot.messages import Button, Command, Reply
from knowledge.communes.units import SOURCES, Communes, FormerUnit, Unit
from knowledge.schema import Source

INTENT = "commune_lookup"
MOST_BUTTONS = 6
BY_THE_MAP = (
    "Tính theo bản đồ ranh giới. Danh sách theo luật (Nghị định 299/2025) chưa đối chiếu được, "
    "nên hỏi lại UBND xã."
)
NOTHING_TO_DO = "Thẻ căn cước còn hạn vẫn dùng được, không bắt buộc đổi vì sáp nhập."
NOTHING_TO_DO_SOURCE = "cong-van-1555-bca-2025"


def say_lookup(
    meant: Meant,
    communes: Communes,
    sources: Mapping[str, Source],
    *,
    wants_parts: bool = False,
    asks_border: bool = False,
) -> Reply:
    """Return what is known of a place, or the question that settles which one is meant.

    Args:
        meant: see ``resolve``.
        communes: all units.
        sources: all sources by id.
        wants_parts: the person asks what a commune of today was made of.
        asks_border: the person asks whether it touches Cambodia.

    Raises:
        ValueError: nothing is meant.
    """
    small = small_print(SOURCES[:1], sources)
    if asks_border and (now := _now(meant, communes)):
        return Reply(_border(now), small=small_print(SOURCES, sources))
    if meant.units and (wants_parts or not meant.former):
        if len(meant.units) > 1:
            return _which_unit(meant.units)
        return Reply(_parts(meant.units[0], communes), small=small)
    if len(meant.former) > 1:
        return _which_district(meant)
    if meant.former:
        small = small_print([SOURCES[0], NOTHING_TO_DO_SOURCE], sources)
        return Reply(_became(meant.former[0], meant.units, communes), small=small)
    if meant.districts:
        return Reply(_district(meant.districts, communes), small=small)
    raise ValueError("nothing was named")


def _now(meant: Meant, communes: Communes) -> list[Unit]:
    """Return the communes of today that are meant, if that is settled."""
    if meant.units:
        return list(meant.units) if len(meant.units) == 1 else []
    if len(meant.former) == 1:
        return [communes.units[code] for code in meant.former[0].now]
    return []


def _border(units: Sequence[Unit]) -> str:
    said = [
        f"**{capital(unit.title)} {'có' if unit.border else 'không'} giáp Campuchia**"
        for unit in units
    ]
    return "\n".join([f"{'; '.join(said)}.", BY_THE_MAP])


def _parts(unit: Unit, communes: Communes) -> str:
    lines = [f"• {_part(old)}" for old in communes.parts(unit.code)]
    border = " Xã này giáp Campuchia." if unit.border else ""
    head = f"**{capital(unit.title)} có từ 01/7/2025, nhập từ:**"
    return "\n".join([head, *lines, f"Nay thuộc tỉnh Tây Ninh.{border}"])


def _part(old: FormerUnit) -> str:
    return f"một phần {old.title}" if old.divided else old.title


def _became(old: FormerUnit, units: Sequence[Unit], communes: Communes) -> str:
    now = [communes.units[code] for code in old.now]
    if old.divided:
        return _divided(old, now)
    lines = [f"**{capital(old.title)} nay thuộc {now[0].title}, tỉnh Tây Ninh.**"]
    lines += _trap(units, now)
    return "\n".join([*lines, NOTHING_TO_DO])


def _divided(old: FormerUnit, now: Sequence[Unit]) -> str:
    names = " và ".join(f"**{unit.title}**" for unit in now)
    offices = " hoặc ".join(f"UBND {unit.title}" for unit in now)
    return (
        f"{capital(old.title)} được chia về {names}. Nhà ở **ấp, khu phố nào** thì mới biết chắc.\n"
        "Danh sách ấp nào về xã nào chưa có trong dữ liệu của trợ lý. "
        f"Hỏi {offices}, hoặc xem nơi cư trú trên VNeID."
    )


def _trap(units: Iterable[Unit], now: Sequence[Unit]) -> list[str]:
    """Warn that a commune of today with the same name is another place."""
    others = [unit for unit in units if unit not in now]
    return [f"Lưu ý: {unit.title} mới là nơi khác, đừng nộp nhầm chỗ." for unit in others]


def _which_district(meant: Meant) -> Reply:
    places = [f"• {old.district}, tỉnh {old.province} cũ" for old in meant.former]
    first = meant.former[0]
    name = f"{capital(first.kind)} {first.name}" if first.name.isdigit() else first.name
    lines = [f"**Trước đây có {len(meant.former)} nơi tên {name}. Ở huyện nào?**", *places]
    if meant.units:
        lines.append(f"Hoặc hỏi về {meant.units[0].title} mới, có từ 01/7/2025.")
    buttons = [_button(old) for old in meant.former[:MOST_BUTTONS]]
    return Reply("\n".join(lines), tuple(buttons), status="clarify")


def _which_unit(units: Sequence[Unit]) -> Reply:
    names = " hay ".join(f"**{unit.title}**" for unit in units)
    buttons = tuple(
        Button(capital(unit.title), Command(INTENT, value=f"unit:{unit.code}")) for unit in units
    )
    return Reply(f"Đang hỏi {names}?", buttons, status="clarify")


def _button(old: FormerUnit) -> Button:
    title = f"{capital(old.kind)} {old.name}, {old.district}"
    return Button(title[:40], Command(INTENT, value=f"former:{old.key}"))


def _district(districts: Sequence[tuple[str, str]], communes: Communes) -> str:
    lines = []
    for district, province in districts:
        units = communes.districts()[district, province]
        codes = dict.fromkeys(code for unit in units for code in unit.now)
        names = ", ".join(communes.units[code].title for code in codes)
        lines.append(f"{capital(district)} (tỉnh {province} cũ) nay gồm: {names}.")
    return "\n".join(
        ["**Từ 01/7/2025 không còn cấp huyện.**", *lines, "Cho biết tên xã cũ, trợ lý nói rõ hơn."]
    )


def say_hamlet(old: FormerUnit, communes: Communes) -> Reply:
    """Answer somebody who names a hamlet of a divided commune: nobody told us the list."""
    offices = " hoặc ".join(f"UBND {communes.units[code].title}" for code in old.now)
    return Reply(
        f"**Ấp nào của {old.title} về xã nào thì chưa có trong dữ liệu của trợ lý.**\n"
        f"Hỏi {offices}, hoặc xem nơi cư trú trên VNeID.",
        status="no_source",
    )


def say_border(communes: Communes, sources: Mapping[str, Source]) -> Reply:
    """List the communes that touch Cambodia."""
    names = [unit.title for unit in communes.units.values() if unit.border]
    return Reply(
        f"**{len(names)} xã, phường giáp Campuchia:** {', '.join(names)}.\n{BY_THE_MAP}",
        small=small_print(SOURCES, sources),
    )


def say_chosen(value: str, communes: Communes, sources: Mapping[str, Source]) -> Reply | None:
    """Answer a pressed button, ``unit:CODE`` or ``former:KEY``; ``None`` for anything else."""
    kind, _, key = value.partition(":")
    if kind == "former" and key in communes.former:
        meant = Meant(former=(communes.former[key],), certain=True)
    elif kind == "unit" and key in communes.units:
        meant = Meant(units=(communes.units[key],))
    else:
        return None
    return say_lookup(meant, communes, sources)

"""Words which office to go to, near a place that the person named or shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.say import capital, doing, end, small_print
from bot.messages import Button, Command, Reply
from knowledge.communes.units import Communes, Unit
from knowledge.places.offices import IDENTITY_KM, Near, Place, nearest
from knowledge.schema import Procedure, Source

INTENT = "find_place"
MOST_PLACES = 2
MOST_OFFERED = 4
IDENTITY = frozenset({"identity_point"})
PROVINCE = frozenset({"province_centre"})


@dataclass(frozen=True)
class Spot:
    """Where somebody is: the commune, and the point in degrees.

    ``shared``: the point was shared; otherwise it is the middle of the commune.
    """

    unit: Unit
    lat: float
    lon: float
    shared: bool = False


def spot_of(unit: Unit) -> Spot:
    """Return the middle of a commune."""
    return Spot(unit, unit.lat, unit.lon)


def say_offices(
    spot: Spot,
    procedure: Procedure | None,
    places: Sequence[Place],
    communes: Communes,
    sources: Mapping[str, Source],
    *,
    identity: bool = False,
) -> Reply:
    """Return where to go from a place.

    Args:
        spot: where the person is.
        procedure: what it is for, if that is known.
        places: the offices that are known.
        communes: all units.
        sources: all sources by id.
        identity: it is about an identity card, for which the 10 km rule holds.
    """
    if identity:
        return _identity(spot, places, communes, sources)
    lines = [_nearest_office(spot, procedure)]
    centres = nearest(places, communes, spot.lat, spot.lon, kinds=PROVINCE, limit=1)
    own = [p for p in places if p.commune == spot.unit.code and p.kind == "commune_centre"]
    lines += [f"• {_place(place)}" for place in own]
    if not own and procedure is None:
        lines.append("Địa chỉ và số điện thoại từng xã chưa có trong dữ liệu của trợ lý.")
    lines += [f"• {_near(near, spot)}" for near in centres]
    used = [near.place.source for near in centres] + [place.source for place in own]
    return Reply(
        "\n".join(lines), _buttons(procedure), small_print(used or ["nq-1682-2025"], sources)
    )


def _nearest_office(spot: Spot, procedure: Procedure | None) -> str:
    centre = f"Trung tâm Phục vụ hành chính công {spot.unit.title}"
    if procedure is None:
        police = f"Việc căn cước, cư trú thì tới Công an {spot.unit.title}."
        return f"**Gần nhất là {centre}.** {police} Giờ làm việc từng nơi chưa có trong dữ liệu."
    if procedure.level == "commune_police":
        return f"**{capital(doing(procedure.short_name))}: tới Công an {spot.unit.title}.**"
    if procedure.level == "commune":
        return f"**{capital(doing(procedure.short_name))}: tới {centre}.**"
    where = procedure.where[0].text if procedure.where else ""
    return f"**{capital(doing(procedure.short_name))}:** {end(where)} Hỏi đường ở {centre}."


def _identity(
    spot: Spot,
    places: Sequence[Place],
    communes: Communes,
    sources: Mapping[str, Source],
) -> Reply:
    found = nearest(places, communes, spot.lat, spot.lon, kinds=IDENTITY, limit=MOST_PLACES)
    police = f"Công an {spot.unit.title}"
    if not found:
        text = (
            f"**Trợ lý chưa có danh sách điểm làm căn cước quanh {spot.unit.title}.**\n"
            f"Hỏi {police}: xã có điểm thu nhận không, hoặc điểm gần nhất ở đâu. "
            f"Chủ trương của tỉnh là không ai phải đi quá {IDENTITY_KM:.0f} km.\n"
            "Xa hơn vậy thì nhờ xã đề nghị công an về làm lưu động."
        )
        return Reply(
            text, small=small_print(["bao-cao-cai-cach-tay-ninh"], sources), status="no_source"
        )
    lines = [f"**Điểm làm căn cước gần {spot.unit.title}:**"]
    lines += [f"• {_near(near, spot)}" for near in found]
    if round(found[0].km, 1) > IDENTITY_KM:
        lines.append(
            f"Điểm gần nhất đã biết xa hơn {IDENTITY_KM:.0f} km. Hỏi {police} có điểm gần hơn, "
            "hay có đợt làm lưu động không."
        )
    return Reply(
        "\n".join(lines), small=small_print([near.place.source for near in found], sources)
    )


def say_province_centres(places: Sequence[Place], sources: Mapping[str, Source]) -> Reply:
    """Return where the province's own centres are."""
    centres = [place for place in places if place.kind in PROVINCE]
    lines = [f"• {_place(place)}" for place in centres]
    if not any(place.phone for place in centres):
        lines.append("Số điện thoại chưa có trong dữ liệu của trợ lý.")
    head = f"**Trung tâm Phục vụ hành chính công tỉnh có {len(centres)} nơi nhận hồ sơ:**"
    small = small_print([place.source for place in centres], sources)
    return Reply("\n".join([head, *lines]), small=small)


def _near(near: Near, spot: Spot) -> str:
    ends = []
    if not spot.shared:
        ends.append(f"giữa {spot.unit.title}")
    if not near.exact:
        ends.append("giữa xã có cơ quan này")
    note = f", tính từ {' đến '.join(ends)}" if ends else ""
    return f"{_place(near.place)} Cách khoảng {max(near.km, 0.1):.1f} km đường chim bay{note}."


def _place(place: Place) -> str:
    parts = [f"{place.name}: {place.address}" if place.address else place.name]
    parts += [f"Giờ làm việc: {place.hours}"] if place.hours else []
    parts += [f"Điện thoại: {place.phone}"] if place.phone else []
    parts += [place.note] if place.note else []
    return " ".join(end(part) for part in parts)


def _buttons(procedure: Procedure | None) -> tuple[Button, ...]:
    if procedure is None:
        return ()
    ask = [
        ("Cần giấy tờ gì", "documents"),
        ("Làm trên mạng", "online"),
        ("Lệ phí bao nhiêu", "fee"),
    ]
    return tuple(Button(t, Command("ask_procedure", procedure.id, (aspect,))) for t, aspect in ask)


def ask_where(units: Sequence[Unit]) -> Reply:
    """Ask which of several communes somebody lives in."""
    names = " hay ".join(f"**{unit.title}**" for unit in units[:MOST_OFFERED])
    buttons = tuple(
        Button(capital(unit.title), Command(INTENT, value=f"unit:{unit.code}"))
        for unit in units[:MOST_OFFERED]
    )
    return Reply(f"Nhà ở {names}?", buttons, status="clarify")

"""The nearest office is told with how far it is, and what is not known is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.places.offices import Spot, say_offices, spot_of
from knowledge.communes.units import distance, load_communes
from knowledge.errors import KnowledgeError
from knowledge.places.offices import COLUMNS, Place, load_places, nearest, read_places
from knowledge.store import knowledge
from nlu.places import find_location

COMMUNES = load_communes()
HUNG_DIEN = COMMUNES.units["27727"]
TAN_NINH = COMMUNES.units["25459"]


def point(commune: str, **more: object) -> Place:
    """Return a made-up point for identity cards."""
    given_ = {"lat": None, "lon": None, **more}
    return Place(
        id=f"diem-{commune}",
        kind="identity_point",
        name=f"Điểm mẫu {commune}",
        commune=commune,
        source="trang-lien-he-tinh",
        checked_on=date(2026, 11, 22),
        **given_,  # type: ignore[arg-type]
    )


def said(spot: Spot, places: tuple[Place, ...], *, identity: bool = True) -> str:
    known = knowledge()
    return say_offices(spot, None, places, COMMUNES, known.sources, identity=identity).text


def test_without_a_known_point_it_says_so_and_names_whom_to_ask() -> None:
    text = said(spot_of(HUNG_DIEN), load_places())
    assert "chưa có danh sách điểm làm căn cước" in text
    assert "Công an xã Hưng Điền" in text
    assert "10 km" in text


def test_a_point_farther_than_ten_km_is_warned_of() -> None:
    text = said(spot_of(HUNG_DIEN), (point(TAN_NINH.code),))
    assert "xa hơn 10 km" in text
    assert "Công an xã Hưng Điền" in text


def test_a_near_point_is_told_without_a_warning() -> None:
    near = point(HUNG_DIEN.code, lat=HUNG_DIEN.lat + 0.01, lon=HUNG_DIEN.lon)
    text = said(spot_of(HUNG_DIEN), (near, point(TAN_NINH.code)))
    assert "Điểm mẫu 27727" in text.splitlines()[1]
    assert "1.1 km" in text
    assert "xa hơn 10 km" not in text


def test_a_distance_from_the_middle_of_a_commune_is_said_to_be_that() -> None:
    guessed = said(spot_of(HUNG_DIEN), (point(TAN_NINH.code),))
    assert "tính từ giữa xã Hưng Điền đến giữa xã có cơ quan này" in guessed
    spot = Spot(HUNG_DIEN, HUNG_DIEN.lat, HUNG_DIEN.lon, shared=True)
    exact = said(spot, (point(HUNG_DIEN.code, lat=10.94, lon=105.60),))
    assert "tính từ" not in exact


def test_a_commune_procedure_leads_to_the_communes_own_office() -> None:
    known = knowledge()
    for id, office in (("khai_sinh", "Trung tâm Phục vụ hành chính công"), ("tam_tru", "Công an")):
        reply = say_offices(
            spot_of(TAN_NINH), known.procedures[id], known.places, COMMUNES, known.sources
        )
        assert f"{office} phường Tân Ninh" in reply.text


def test_no_phone_or_address_is_made_up() -> None:
    text = said(spot_of(HUNG_DIEN), load_places(), identity=False)
    assert "chưa có trong dữ liệu" in text


def test_distances_are_those_of_the_map() -> None:
    # Long An ward to Tân Ninh ward, as the crow flies: about 94 km on any map.
    long_an = COMMUNES.units["27694"]
    assert distance(long_an.lat, long_an.lon, TAN_NINH.lat, TAN_NINH.lon) == pytest.approx(
        94, abs=6
    )


@given(st.floats(10.3, 11.8), st.floats(105.5, 106.8))
def test_the_nearest_places_come_in_order_of_distance(lat: float, lon: float) -> None:
    found = nearest(load_places(), COMMUNES, lat, lon, limit=4)
    assert [near.km for near in found] == sorted(near.km for near in found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.93066,105.60416", [10.93066, 105.60416]),
        ("vị trí 11.31, 106.09", []),
        ("tôi ở 10.930, 105.604 nè", [10.93, 105.604]),
        ("1.001193", []),
    ],
)
def test_a_shared_location_is_read(text: str, found: list[float]) -> None:
    assert find_location(text) == found


GOOD = {
    "id": "xa-1",
    "kind": "commune_centre",
    "name": "Trung tâm mẫu",
    "address": "Ấp 1",
    "commune": "27727",
    "lat": "10.93",
    "lon": "105.60",
    "phone": "",
    "hours": "",
    "note": "",
    "source": "trang-lien-he-tinh",
    "checked_on": "2026-11-20",
    "confidence": "high",
}


def places_file(path: Path, *rows: dict[str, str]) -> Path:
    lines = [",".join(COLUMNS)]
    lines += [",".join(row[name] for name in COLUMNS) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_provinces_own_list_is_read(tmp_path: Path) -> None:
    places, problems = read_places(places_file(tmp_path / "places.csv", GOOD), COMMUNES)
    assert problems == []
    assert (places[0].lat, places[0].confidence) == (10.93, "high")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"commune": "99999"}, "not one of the 96"),
        ({"lat": "105.60", "lon": "10.93"}, "outside the province"),
        ({"lat": ""}, "belong together"),
        ({"kind": "pub"}, "kind"),
        ({"checked_on": "hôm qua"}, "checked_on"),
        ({"name": ""}, "name"),
        ({"name": "=cmd()"}, "formula"),
        ({"lat": "bắc"}, "could not convert"),
    ],
)
def test_every_wrong_row_is_named_and_the_others_are_read(
    tmp_path: Path, change: dict[str, str], problem: str
) -> None:
    wrong = {**GOOD, "id": "xa-2", **change}
    places, problems = read_places(places_file(tmp_path / "p.csv", GOOD, wrong), COMMUNES)
    assert [place.id for place in places] == ["xa-1"]
    assert problems[0][0] == "row 3"
    assert problem in problems[0][1]


def test_an_id_that_stands_twice_is_a_wrong_row(tmp_path: Path) -> None:
    _, problems = read_places(places_file(tmp_path / "p.csv", GOOD, GOOD), COMMUNES)
    assert problems == [("row 3", "id 'xa-1' stands twice")]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a,b\n1,2\n", b""])
def test_a_file_that_is_no_such_table_is_refused_whole(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(content)
    with pytest.raises(KnowledgeError, match=r"^p\.csv: "):
        read_places(path, COMMUNES)

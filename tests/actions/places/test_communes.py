"""Every old unit leads to its new commune, and back; unclear names are asked about."""

from __future__ import annotations

from collections import Counter

import pytest

from actions.places.communes import say_border, say_chosen, say_hamlet, say_lookup
from actions.places.resolve import Meant, home, resolve
from bot.messages import Reply
from knowledge.communes.units import Communes, FormerUnit, Unit, load_communes
from knowledge.store import knowledge
from nlu.places import PlaceFinder
from nlu.text.fold import fold

COMMUNES = load_communes()
FORMER = sorted(COMMUNES.former)
UNITS = sorted(COMMUNES.units)
FINDER = PlaceFinder(COMMUNES)


def lookup(text: str, pending: tuple[str, ...] = (), *, parts: bool = False) -> Reply:
    """Return what is said to a message about a place."""
    meant = resolve(FINDER.find(text), COMMUNES, pending)
    return say_lookup(meant, COMMUNES, knowledge().sources, wants_parts=parts)


def full_name(old: FormerUnit) -> str:
    return f"{old.kind} {old.name} {old.district} tỉnh {old.province}"


def test_all_units_are_there() -> None:
    assert len(COMMUNES.units) == 96
    assert Counter(unit.kind for unit in COMMUNES.units.values()) == {"xã": 82, "phường": 14}
    assert len(COMMUNES.former) == 280
    assert Counter(old.province for old in COMMUNES.former.values()) == {
        "Long An": 186, "Tây Ninh": 94,
    }  # fmt: skip
    assert sum(old.divided for old in COMMUNES.former.values()) == 21
    assert sum(unit.border for unit in COMMUNES.units.values()) == 19


@pytest.mark.parametrize("key", FORMER)
@pytest.mark.parametrize("bare", [False, True], ids=["as written", "without diacritics"])
def test_every_old_unit_with_its_district_leads_to_its_new_commune(key: str, bare: bool) -> None:
    old = COMMUNES.former[key]
    text = f"{full_name(old)} nay là xã nào"
    meant = resolve(FINDER.find(fold(text) if bare else text), COMMUNES)
    assert old in meant.former
    # Hiệp Hòa was both a commune and a town of one district.
    assert len({unit.now for unit in meant.former}) == 1 or old.name == "Hiệp Hòa"
    said = lookup(fold(text) if bare else text).text
    for code in old.now:
        assert COMMUNES.units[code].title in said
    assert ("ấp, khu phố" in said) == old.divided


@pytest.mark.parametrize("code", UNITS)
@pytest.mark.parametrize("bare", [False, True], ids=["as written", "without diacritics"])
def test_every_new_commune_tells_what_it_was_made_of(code: str, bare: bool) -> None:
    unit = COMMUNES.units[code]
    text = f"{unit.title} mới gồm những xã cũ nào"
    meant = resolve(FINDER.find(fold(text) if bare else text), COMMUNES)
    assert unit in meant.units
    said = lookup(text, parts=True).text
    for old in COMMUNES.parts(code):
        assert old.title in said
    assert ("giáp Campuchia" in said) == unit.border


def shared_names() -> list[str]:
    names = Counter((old.kind, old.name) for old in COMMUNES.former.values())
    return [f"{kind} {name}" for (kind, name), count in names.items() if count > 1]


@pytest.mark.parametrize("name", shared_names())
def test_a_name_of_several_districts_is_asked_about(name: str) -> None:
    reply = lookup(f"{name} nay thuộc đâu")
    assert reply.status == "clarify"
    assert "huyện nào" in reply.text
    assert len(reply.buttons) >= 2


def test_the_district_that_is_answered_settles_it() -> None:
    meant = resolve(FINDER.find("xã Tân Thành"), COMMUNES)
    pending = tuple(old.key for old in meant.former)
    assert "Nhơn Ninh" in lookup("huyện Tân Thạnh", pending).text
    assert "Mộc Hóa" in lookup("moc hoa", pending).text


def test_a_button_settles_it_too() -> None:
    reply = lookup("xã Tân Thành")
    chosen = [button for button in reply.buttons if "Thủ Thừa" in button.title]
    said = say_chosen(chosen[0].command.value, COMMUNES, knowledge().sources)
    assert said is not None
    assert "xã Thủ Thừa" in said.text
    assert "xã Mỹ Thạnh" in said.text


def test_a_made_up_button_settles_nothing() -> None:
    assert say_chosen("former:x", COMMUNES, {}) is None
    assert say_chosen("", COMMUNES, {}) is None


TRAPS = [
    ("Bình Thành", "Đức Huệ", "Đức Huệ"),
    ("Long An", "Cần Giuộc", "Phước Vĩnh Tây"),
    ("Long Thuận", "Thủ Thừa", "Tân Long"),
    ("Thạnh Đức", "Bến Lức", "Bình Đức"),
    ("Tân Hòa", "Tân Thạnh", "Tân Thạnh"),
    ("Tân Hưng", "Tân Châu", "Tân Phú"),
    ("Tân Lập", "Mộc Hóa", "Mộc Hóa"),
    ("Tân Lập", "Tân Thạnh", "Nhơn Hòa Lập"),
    ("Tân Ninh", "Tân Thạnh", "Nhơn Ninh"),
    ("Tân Phú", "Đức Hòa", "Hiệp Hòa"),
    ("Tân Thành", "Mộc Hóa", "Mộc Hóa"),
    ("Tân Thành", "Tân Thạnh", "Nhơn Ninh"),
    ("Tân Đông", "Thạnh Hóa", "Tân Tây"),
    ("Vĩnh Thạnh", "Tân Hưng", "Tân Hưng"),
]


@pytest.mark.parametrize(("name", "district", "now"), TRAPS)
def test_an_old_commune_is_not_the_new_one_of_the_same_name(
    name: str, district: str, now: str
) -> None:
    meant = resolve(FINDER.find(f"xã {name} huyện {district} cũ"), COMMUNES)
    assert [COMMUNES.units[code].name for old in meant.former for code in old.now] == [now]


def test_without_the_district_a_trap_name_is_warned_of_or_asked_about() -> None:
    for name, _, now in TRAPS:
        reply = lookup(f"xã {name} cũ nay là xã nào")
        assert reply.status == "clarify" or "nơi khác" in reply.text or name == now, name


@pytest.mark.parametrize("name", ["Bình Hoà", "Đức Hoà", "Hoà Khánh", "Thạnh Hoá", "Hoà Thành"])
def test_the_place_of_the_tone_mark_does_not_matter(name: str) -> None:
    units = [code for mention in FINDER.find(f"xã {name}") for code in mention["units"]]
    assert len(units) == 1


def test_two_communes_that_are_alike_without_diacritics_are_asked_about() -> None:
    mentions = FINDER.find("xa tan thanh")
    assert len(mentions[0]["units"]) == 2
    assert len(FINDER.find("xã Tân Thạnh")[0]["units"]) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [("p3 tân an", "3"), ("phường IV tp tây ninh", "IV"), ("phuong 4 tay ninh", "IV")],
)
def test_numbered_wards_are_found_however_they_are_written(text: str, name: str) -> None:
    meant = resolve(FINDER.find(text), COMMUNES)
    assert name in [old.name for old in meant.former]


@pytest.mark.parametrize(
    "text", ["an ninh trật tự", "làm căn cước ở biên giới", "bằng lái của tôi", "long an"]
)
def test_common_words_are_no_places(text: str) -> None:
    assert FINDER.find(text) == []


def test_a_district_is_told_what_it_became() -> None:
    said = lookup("huyện Bến Cầu").text
    assert "không còn cấp huyện" in said
    assert "xã Bến Cầu" in said


def test_the_hamlet_of_a_divided_commune_is_honestly_not_known() -> None:
    old = next(old for old in COMMUNES.former.values() if old.divided)
    reply = say_hamlet(old, COMMUNES)
    assert reply.status == "no_source"
    assert "chưa có trong dữ liệu" in reply.text


def test_the_border_communes_are_listed_with_how_sure_that_is() -> None:
    said = say_border(COMMUNES, knowledge().sources).text
    assert said.count("xã ") >= 19
    assert "Tân Đông" in said
    assert "hỏi lại" in said


def test_a_question_about_the_border_is_answered_yes_or_no() -> None:
    for name, touches in (("xã Hưng Điền", True), ("xã Tân Châu", False)):
        meant = resolve(FINDER.find(name), COMMUNES)
        said = say_lookup(meant, COMMUNES, knowledge().sources, asks_border=True).text
        assert ("có giáp" in said, "không giáp" in said) == (touches, not touches)


def test_another_name_than_those_that_were_offered_is_another_question() -> None:
    pending = tuple(key for key, unit in COMMUNES.former.items() if unit.name == "1")
    assert "Phường 3 (thành phố Tân An cũ)" in lookup("phường 3 tân an", pending).text
    assert "Phường 1 (thành phố Tân An cũ)" in lookup("tân an", pending).text


def test_where_somebody_lives_is_the_commune_of_today() -> None:
    assert [u.name for u in home(FINDER.find("tôi ở xã Hưng Điền"), COMMUNES)] == ["Hưng Điền"]
    assert [u.name for u in home(FINDER.find("xã Bình Thành, Đức Huệ"), COMMUNES)] == ["Đức Huệ"]
    assert home((), COMMUNES) == ()


def test_the_nearest_commune_of_its_own_middle_is_itself() -> None:
    for unit in COMMUNES.units.values():
        found, km = COMMUNES.nearest(unit.lat, unit.lon)
        assert (found, km) == (unit, 0.0)


def test_nothing_named_is_no_lookup() -> None:
    with pytest.raises(ValueError, match="nothing"):
        say_lookup(Meant(), Communes({}, {}), {})


def test_titles_carry_the_kind() -> None:
    unit = Unit(code="1", kind="xã", name="Mẫu", lat=11.0, lon=106.0, border=False)
    assert unit.title == "xã Mẫu"

"""Procedures are found by what people say, and near ones are kept apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.loader import ROOT
from knowledge.neighbours import Neighbour, load_neighbours
from knowledge.search import ProcedureIndex, Special
from knowledge.store import knowledge
from nlu.retrieval import finders, procedure_index
from nlu.text.fold import fold
from nlu.text.normalize import normalize
from nlu.text.words import content_words


def record(id: str, *names: str, questions: tuple[str, ...] = ()) -> Neighbour:
    """Return something that can be found."""
    return Neighbour(
        id=id,
        short_name=names[0],
        official_name=names[0],
        names=names,
        questions=questions,
        ask="xã",
    )


def index_of(*records: Neighbour) -> ProcedureIndex:
    """Return an index of some records."""
    return ProcedureIndex(records, normalize=normalize, fold=fold, content=content_words)


@pytest.fixture(scope="module")
def small() -> ProcedureIndex:
    """An index of four near procedures."""
    return index_of(
        record("birth", "khai sinh", "giấy khai sinh", questions=("vợ tôi mới sanh em bé",)),
        record("late", "khai sinh quá hạn", "khai sinh trễ"),
        record("copy", "trích lục khai sinh", "bản sao khai sinh"),
        record("car", "đổi giấy phép lái xe", "đổi bằng lái"),
    )


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("khai sinh", "birth"),
        ("làm khai sanh cho cháu ở đâu vậy cô", "birth"),
        ("khai sinh quá hạn", "late"),
        ("khai sinh bị trễ", "late"),
        ("bản sao của giấy khai sinh", "copy"),
        ("doi bang lai", "car"),
        ("khaisinh", "birth"),
        ("khai sih", "birth"),
        ("vo toi moi sanh em be hom qua", "birth"),
    ],
)
def test_the_right_one_comes_first(small: ProcedureIndex, text: str, id: str) -> None:
    assert small.search(text)[0].id == id


def test_a_name_within_a_longer_name_is_no_rival(small: ProcedureIndex) -> None:
    first, second, *_ = small.search("khai sinh quá hạn")
    assert (first.id, second.id) == ("late", "birth")
    assert second.share < first.share * 0.5


def test_one_sentence_of_a_long_story_is_enough(small: ProcedureIndex) -> None:
    story = "Hôm qua trời mưa lớn. Nhà dột hết. Con trai tôi đi làm xa. " * 4
    assert small.search(story + "Giờ muốn làm khai sinh thì sao?")[0].id == "birth"


def test_what_fits_nothing_scores_low(small: ProcedureIndex) -> None:
    assert all(hit.score < 0.15 for hit in small.search("giá vàng hôm nay"))


def test_a_hit_tells_which_words_named_it(small: ProcedureIndex) -> None:
    assert set(small.search("tôi muốn đổi bằng lái")[0].words) == {"doi", "bang", "lai"}


def test_scores_are_shares_in_falling_order() -> None:
    index: Any = finders(knowledge()).procedures
    scores = [hit.score for hit in index.search("đăng ký tạm trú hay thường trú", limit=20)]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@given(st.text(max_size=500))
@settings(max_examples=40)
def test_any_text_can_be_searched(text: str) -> None:
    index: Any = finders(knowledge()).procedures
    assert len(index.search(text, limit=3)) <= 3


def test_every_record_is_found_by_its_own_names() -> None:
    known = knowledge()
    index: Any = finders(known).procedures
    lost = [
        (id, name)
        for id, item in known.procedures.items()
        for name in (*item.names, item.short_name)
        if id not in [hit.id for hit in index.search(name, limit=4)]
    ]
    assert len(lost) <= 0.005 * sum(len(item.names) for item in known.procedures.values()), lost


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mở quán karaoke", "1.001029"),
        ("đăng ký giám hộ có yếu tố nước ngoài", "1.001669"),
        ("đăng ký lại khai tử", "1.005461"),
    ],
)
def test_the_whole_national_list_is_searched(text: str, code: str) -> None:
    index: Any = finders(knowledge()).procedures
    assert code in [hit.id for hit in index.search(text, limit=3)]


def test_nobody_is_led_to_another_provinces_or_an_internal_procedure() -> None:
    known = knowledge()
    index: Any = finders(known).procedures
    listed = [known.catalogue[id] for id in index.ids if id in known.catalogue]
    assert len(listed) > 4000
    assert not [entry.code for entry in listed if entry.scope == "provincial"]
    assert not [entry.code for entry in known.catalogue.values() if entry.code[0] in "56"]


def test_a_record_with_details_comes_before_the_list_where_both_fit() -> None:
    index: Any = finders(knowledge()).procedures
    for name in ("đăng ký thường trú", "đổi giấy phép lái xe", "cấp hộ chiếu"):
        assert index.search(name)[0].id in knowledge().procedures, name


def test_an_index_kept_on_disk_finds_the_same(tmp_path: Path) -> None:
    known = knowledge()
    made = procedure_index(known, tmp_path)
    kept = procedure_index(known, tmp_path)
    for text in ("khai sinh trễ", "mở tiệm thuốc tây", "tách thửa đất"):
        assert kept.search(text) == made.search(text)
    (tmp_path / f"{known.version}.npz").write_bytes(b"torn")
    assert procedure_index(known, tmp_path).search("khai sinh") == made.search("khai sinh")


def test_a_neighbour_is_no_record_and_knows_whom_to_ask() -> None:
    known = knowledge()
    assert not set(known.neighbours) & set(known.procedures)
    assert all(item.ask and len(item.names) >= 3 for item in load_neighbours().values())


@pytest.fixture(scope="module")
def near() -> ProcedureIndex:
    """An index of procedures that differ in whom they are for, or in what they change."""
    return index_of(
        record("marry", "đăng ký kết hôn", "cưới vợ"),
        record(
            "marry_abroad",
            "đăng ký kết hôn có yếu tố nước ngoài",
            "cưới vợ nước ngoài",
            "cưới vợ Campuchia",
            "kết hôn với chồng Đài Loan",
        ),
        record("card", "cấp thẻ hướng dẫn viên"),
        record("card_again", "cấp lại thẻ hướng dẫn viên", "mất thẻ hướng dẫn viên"),
    )


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("tôi đăng ký kết hôn", "marry"),
        ("cuoi vo", "marry"),
        ("cưới vợ người Campuchia", "marry_abroad"),
        ("kết hôn với ông Đài Loan", "marry_abroad"),
        ("thẻ hướng dẫn viên", "card"),
        ("mất thẻ hướng dẫn viên", "card_again"),
    ],
)
def test_what_is_only_for_some_is_found_when_somebody_says_so(
    near: ProcedureIndex, text: str, id: str
) -> None:
    assert near.search(text)[0].id == id


def test_having_a_factor_is_not_taken_for_the_armys_cipher_service() -> None:
    special = Special(
        [record("a", "kết hôn có yếu tố nước ngoài"), record("b", "người làm công tác cơ yếu")],
        lambda text: fold(normalize(text)),
        ROOT / "special.yml",
    )
    groups, _ = special.unsaid(["chồng tôi người Đài Loan"])
    assert groups.tolist() == [0.0, 1.0]

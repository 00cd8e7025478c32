"""What every procedure record must keep, and what is to be paid on which day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from knowledge.communes.units import SOURCES
from knowledge.figures import load_carriers, uncarried, uncarried_texts
from knowledge.loader import FACT_FIELDS, ROOT, load_procedures, load_sources
from knowledge.papers import load_paper_kinds
from knowledge.places.offices import load_places
from knowledge.schema import Fact, Procedure, Source, on_day
from knowledge.texts import load_texts

IDS = sorted(path.stem for path in (ROOT / "procedures").glob("*.yml"))
RECORDS = 111
TODAY = date(2026, 11, 24)
AFTER_HALVED_FEES = date(2027, 1, 2)
AFTER_FREE_ONLINE = date(2027, 3, 2)
DAYS = (TODAY, AFTER_HALVED_FEES, AFTER_FREE_ONLINE)
CERTAINTY = {"low": 0, "medium": 1, "high": 2}
LONGEST_SENTENCE = 30
BUTTON = 40
"""Most characters of a button's title (bot.messages.Button)."""


@pytest.fixture(scope="module")
def sources() -> dict[str, Source]:
    return load_sources()


@pytest.fixture(scope="module")
def procedures(sources: Mapping[str, Source]) -> dict[str, Procedure]:
    return load_procedures(sources=sources)


@pytest.fixture(params=IDS)
def procedure(request: pytest.FixtureRequest, procedures: dict[str, Procedure]) -> Procedure:
    return procedures[request.param]


def facts(procedure: Procedure) -> Iterator[tuple[str, Fact]]:
    """Every fact, with a name for messages."""
    for name in FACT_FIELDS:
        for number, fact in enumerate(getattr(procedure, name)):
            yield f"{name}[{number}]", fact


def words_of(fact: Fact) -> list[str]:
    """What a citizen may read of one fact."""
    found = [fact.text, fact.ask, *(getattr(fact, name, "") for name in ("when", "copy", "note"))]
    return [text for text in found if text]


def citizen_texts(procedure: Procedure) -> list[str]:
    """Everything of a record that a citizen may read; names and questions are not shown."""
    own = [procedure.short_name, procedure.official_name, procedure.headline, procedure.purpose]
    labels = [related.label for related in procedure.related]
    return [*own, *labels, *(text for _, fact in facts(procedure) for text in words_of(fact))]


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def fees_on(procedure: Procedure, day: date) -> dict[str, int | None]:
    """The amount of every case on one day; ``None`` where nobody knows it yet."""
    return {fee.when: fee.amount for fee in on_day(procedure.fees, day)}


# --- what every record keeps ---


def test_every_researched_procedure_is_written(procedures: dict[str, Procedure]) -> None:
    assert len(procedures) == RECORDS


def test_a_record_can_be_found_by_many_names_and_questions(procedure: Procedure) -> None:
    assert len(set(procedure.names)) >= 15
    assert len(set(procedure.questions)) >= 15


def test_a_record_names_its_sources_law_and_portal_page(
    procedure: Procedure, sources: Mapping[str, Source]
) -> None:
    kinds = {sources[id].kind for id in procedure.sources}
    # What no document says is marked so, and never more than little certain.
    assert "law" in kinds or (kinds == {"hearsay"} and procedure.confidence == "low")
    assert procedure.legal_basis
    # Water and policy loans are no procedures of the national list.
    if procedure.code:
        assert "portal" in kinds
        assert procedure.online_url.startswith("https://dichvucong.gov.vn")


def test_no_sentence_that_citizens_read_is_long(procedure: Procedure) -> None:
    long = [
        sentence
        for text in citizen_texts(procedure)
        if text != procedure.official_name  # the State's own words
        for sentence in sentences(text)
        if len(sentence.split()) > LONGEST_SENTENCE
    ]
    assert not long


def test_texts_are_composed_unicode_without_shouting(procedure: Procedure) -> None:
    for text in (*citizen_texts(procedure), *procedure.names, *procedure.questions):
        assert unicodedata.is_normalized("NFC", text), text
        assert "!" not in text
        assert "  " not in text


def test_the_headline_is_one_sentence_without_figures(procedure: Procedure) -> None:
    assert procedure.headline.endswith(".")
    assert len(sentences(procedure.headline)) == 1
    assert not re.search(r"\d", procedure.headline)


def test_labels_fit_on_buttons(procedure: Procedure) -> None:
    labels = [procedure.short_name, *(related.label for related in procedure.related)]
    assert max(map(len, labels)) <= BUTTON


def test_a_condition_reads_on_after_chi_khi_and_a_fee_begins_with_its_case(
    procedure: Procedure,
) -> None:
    assert all(paper.when[:1] == paper.when[:1].lower() for paper in procedure.papers)
    assert all(fee.when[:1].isupper() for fee in procedure.fees if fee.when)
    assert len(procedure.fees) == 1 or all(fee.when for fee in procedure.fees)
    assert not any(paper.when.endswith(".") for paper in procedure.papers)


def test_what_is_always_needed_stands_before_what_is_sometimes_needed(
    procedure: Procedure,
) -> None:
    sometimes = [bool(paper.when) for paper in procedure.papers]
    assert sometimes == sorted(sometimes)


def test_a_fact_less_certain_than_its_record_tells_to_ask_again(procedure: Procedure) -> None:
    for where, fact in facts(procedure):
        assert fact.confidence is not None
        if CERTAINTY[fact.confidence] < CERTAINTY[procedure.confidence]:
            assert any("hỏi lại" in text for text in words_of(fact)), where


def test_an_unknown_fact_never_carries_a_figure(procedure: Procedure) -> None:
    for fee in procedure.fees:
        if fee.state == "unknown":
            assert fee.amount is None
            assert "đồng" not in fee.text


def test_only_death_is_told_in_the_sad_tone(procedure: Procedure) -> None:
    about_death = re.search(r"khai_tu|mai_tang|tu_tran", procedure.id)
    assert (procedure.tone == "sad") == bool(about_death)


def test_no_name_leads_to_two_procedures(procedures: dict[str, Procedure]) -> None:
    owner: dict[str, str] = {}
    for procedure in procedures.values():
        for name in (*procedure.names, *procedure.questions):
            assert owner.setdefault(name.casefold(), procedure.id) == procedure.id, name


@pytest.mark.parametrize(
    ("id", "strange"),
    [
        ("can_cuoc_cap_doi", r"\b(mất|rớt|rơi|cấp lại|làm lại|lần đầu)\b"),
        ("doi_gplx", r"\b(mất|rớt|rơi|cấp lại|làm lại)\b"),
        ("thuong_tru", r"\b(tạm trú|tách|xóa)\b"),
        ("tam_tru", r"\b(thường trú|gia hạn|lưu trú)\b"),
        ("trich_luc_ho_tich", r"\b(đăng ký lại|cải chính|chứng thực|sao y)\b"),
        ("chung_thuc_ban_sao", r"\b(chữ ký|trích lục)\b"),
        ("khai_sinh", r"\b(trễ|muộn|quá hạn|đăng ký lại)\b"),
        ("ket_hon", r"\b(độc thân|nước ngoài|trích lục)\b"),
        ("ho_kinh_doanh_dang_ky", r"\b(tạm ngừng|tạm ngưng|chấm dứt|đóng cửa)\b"),
    ],
)
def test_a_name_is_not_that_of_a_neighbour(
    procedures: dict[str, Procedure], id: str, strange: str
) -> None:
    texts = (*procedures[id].names, *procedures[id].questions)
    assert not [text for text in texts if re.search(strange, text.casefold())]


def test_every_source_is_used(
    procedures: dict[str, Procedure], sources: Mapping[str, Source]
) -> None:
    used = {
        id
        for procedure in procedures.values()
        for fact_sources in (
            procedure.sources,
            procedure.legal_basis,
            *(fact.sources for _, fact in facts(procedure)),
        )
        for id in fact_sources
    }
    used |= {*SOURCES, *(place.source for place in load_places())}
    used |= {id for carrier in load_carriers() for id in carrier.sources}
    used |= {id for kind in load_paper_kinds() if kind.general for id in kind.general.sources}
    assert used == sources.keys()


def test_no_figure_in_a_free_text_is_without_a_fact(procedures: dict[str, Procedure]) -> None:
    assert list(uncarried(procedures)) == []


def test_every_figure_of_a_help_text_stands_in_a_sourced_statement() -> None:
    assert list(uncarried_texts(load_texts(), load_carriers())) == []


# --- days ---


@pytest.mark.parametrize("day", DAYS)
def test_a_record_answers_every_main_question_on_every_day(procedure: Procedure, day: date) -> None:
    for name in ("who", "where", "channels", "papers", "steps", "time", "fees", "form", "result"):
        assert on_day(getattr(procedure, name), day), name


def test_every_fact_holds_on_some_day(procedure: Procedure) -> None:
    for where, fact in facts(procedure):
        day = fact.valid_from or fact.valid_to or TODAY
        assert fact.holds_on(day), where


def test_a_case_has_one_fee_on_any_day(procedure: Procedure) -> None:
    bounds = {fee.valid_from for fee in procedure.fees} | {fee.valid_to for fee in procedure.fees}
    for day in (*DAYS, *(bound for bound in bounds if bound)):
        cases = [fee.when for fee in on_day(procedure.fees, day)]
        assert len(cases) == len(set(cases)), day


@pytest.mark.parametrize(
    ("day", "texts"),
    [
        (date(2027, 2, 27), ["cũ"]),
        (date(2027, 2, 28), ["cũ"]),
        (date(2027, 3, 1), ["mới"]),
        (date(2030, 1, 1), ["mới"]),
    ],
)
def test_both_ends_of_a_span_count(day: date, texts: list[str]) -> None:
    span = (
        Fact(text="cũ", valid_to=date(2027, 2, 28)),
        Fact(text="mới", valid_from=date(2027, 3, 1)),
    )
    assert [fact.text for fact in on_day(span, day)] == texts


def test_facts_of_a_day_keep_their_written_order() -> None:
    last = date(2027, 2, 28)
    written = (Fact(text="b"), Fact(text="cũ", valid_to=last), Fact(text="a"))
    assert [fact.text for fact in on_day(written, AFTER_FREE_ONLINE)] == ["b", "a"]


@pytest.mark.parametrize(
    "id", ["khai_sinh", "khai_sinh_qua_han", "khai_tu", "ket_hon", "xac_nhan_doc_than"]
)
def test_from_march_2027_any_commune_registers(procedures: dict[str, Procedure], id: str) -> None:
    before = on_day(procedures[id].where, date(2027, 2, 28))
    after = on_day(procedures[id].where, date(2027, 3, 1))

    assert not any("luat-ho-tich-2026" in fact.sources for fact in before)
    assert [fact.sources for fact in after] == [("luat-ho-tich-2026",)]
    assert all("hỏi lại" in fact.text for fact in after)


# --- fees, as a table: what one pays on three days ---

FREE_ONLINE = "Nộp trên mạng, có VNeID mức 2 đã tích hợp đủ 5 loại giấy tờ cơ bản"
CARD_ALWAYS = {
    "Đổi khi đến tuổi 14, 25, 40 hoặc 60": 0,
    "Thẻ sai do lỗi của cơ quan": 0,
    "Đổi do thay đổi địa giới hành chính": 0,
    "Đổi từ chứng minh nhân dân (CMND)": None,
}
CARD_HALVED = {
    "Đổi từ CCCD sang thẻ căn cước": 15_000,
    "Đổi vì lý do khác, như thẻ hư, đổi thông tin": 25_000,
}
CARD_FULL = {
    "Đổi từ CCCD sang thẻ căn cước": 30_000,
    "Đổi vì lý do khác, như thẻ hư, đổi thông tin": 50_000,
}
LICENCE = {"Mỗi lần đổi": 135_000, "Mức giảm khi nộp trên mạng": None}
CERTIFIED = {
    "Hai trang đầu": 2_000,
    "Từ trang thứ ba": 1_000,
    "Nhiều nhất cho một bản sao": 200_000,
}
RESIDENCE = {"Nộp tại Công an xã": 20_000, "Nộp trên mạng": 10_000}
STAY = {
    "Cá nhân, hộ gia đình nộp tại Công an xã": 15_000,
    "Cá nhân, hộ gia đình nộp trên mạng": 7_000,
    "Theo danh sách, nộp tại Công an xã": 10_000,
    "Theo danh sách, nộp trên mạng": 5_000,
}
COPY = {"Mỗi bản sao": 8_000}
BIRTH = {"Làm sau 60 ngày": None, "Xin thêm bản sao": 8_000}
LATE_BIRTH = {"Làm sau 60 ngày": None}
BUSINESS = {"Đăng ký mới": None}
MARRIAGE = "Hai bên là công dân Việt Nam ở trong nước"
FREE = {FREE_ONLINE: 0}


@pytest.mark.parametrize(
    ("id", "today", "january", "march"),
    [
        (
            "can_cuoc_cap_doi",
            CARD_ALWAYS | CARD_HALVED | FREE,
            CARD_ALWAYS | CARD_FULL | FREE,
            CARD_ALWAYS | CARD_FULL,
        ),
        ("trich_luc_ho_tich", COPY | FREE, COPY | FREE, COPY),
        ("chung_thuc_ban_sao", CERTIFIED, CERTIFIED, CERTIFIED),
        ("doi_gplx", LICENCE | FREE, LICENCE | FREE, LICENCE),
        ("thuong_tru", RESIDENCE | FREE, RESIDENCE | FREE, RESIDENCE),
        ("tam_tru", STAY | FREE, STAY | FREE, STAY),
        (
            "xac_nhan_doc_than",
            {"Mỗi lần xin": None} | FREE,
            {"Mỗi lần xin": None} | FREE,
            {"Mỗi lần xin": None},
        ),
        (
            "khai_sinh",
            BIRTH | {"Làm trong 60 ngày": 0},
            BIRTH | {"Làm trong 60 ngày": 0},
            BIRTH | {"Làm trong 60 ngày": None},
        ),
        ("khai_sinh_qua_han", LATE_BIRTH, LATE_BIRTH, LATE_BIRTH),
        (
            "khai_tu",
            {"Làm trong 15 ngày": 0, "Làm sau 15 ngày": None},
            {"Làm trong 15 ngày": 0, "Làm sau 15 ngày": None},
            {"Làm trong 15 ngày": None, "Làm sau 15 ngày": None},
        ),
        (
            "ket_hon",
            {MARRIAGE: 0, "Xin thêm bản sao trích lục": 8_000},
            {MARRIAGE: 0, "Xin thêm bản sao trích lục": 8_000},
            {MARRIAGE: None, "Xin thêm bản sao trích lục": 8_000},
        ),
        ("ho_kinh_doanh_dang_ky", BUSINESS, BUSINESS, BUSINESS),
    ],
)
def test_fees_are_those_of_the_day(
    procedures: dict[str, Procedure],
    id: str,
    today: dict[str, int | None],
    january: dict[str, int | None],
    march: dict[str, int | None],
) -> None:
    assert [fees_on(procedures[id], day) for day in DAYS] == [today, january, march]


@pytest.mark.parametrize(
    ("day", "amount"), [(date(2026, 12, 31), 15_000), (date(2027, 1, 1), 30_000)]
)
def test_the_halved_card_fee_ends_with_the_year(
    procedures: dict[str, Procedure], day: date, amount: int
) -> None:
    assert fees_on(procedures["can_cuoc_cap_doi"], day)["Đổi từ CCCD sang thẻ căn cước"] == amount


@pytest.mark.parametrize(
    ("day", "free"),
    [
        (date(2026, 8, 14), False),
        (date(2026, 8, 15), True),
        (date(2027, 2, 28), True),
        (date(2027, 3, 1), False),
    ],
)
def test_free_online_filing_holds_from_mid_august_to_the_end_of_february(
    procedures: dict[str, Procedure], day: date, free: bool
) -> None:
    assert (FREE_ONLINE in fees_on(procedures["thuong_tru"], day)) is free

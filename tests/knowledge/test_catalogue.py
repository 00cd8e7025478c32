"""The national list: every code meant for citizens, with level, office and page."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.catalogue.entries import Entry, load_catalogue, office
from knowledge.errors import KnowledgeError
from knowledge.store import knowledge

HEADER = "code,name,domain,levels,issuer,scope,listed,seen_on\n"


def written(folder: Path, rows: str, names: str = "") -> Path:
    (folder / "national.csv").write_text(HEADER + rows, encoding="utf-8")
    (folder / "names.csv").write_text("code,name\n" + names, encoding="utf-8")
    return folder


def test_the_whole_list_is_there_without_internal_codes() -> None:
    entries = load_catalogue()
    assert len(entries) == 5684 - 188
    assert {code[0] for code in entries} == {"1", "2", "3"}


def test_nearly_every_entry_has_names_that_people_use() -> None:
    entries = [e for e in load_catalogue().values() if e.searchable]
    written_codes = {p.code for p in knowledge().procedures.values()}
    bare = [e.code for e in entries if not e.names and e.code not in written_codes]
    assert len(bare) <= 0.01 * len(entries)


def test_a_page_exists_for_every_code() -> None:
    entry = load_catalogue()["1.001029"]
    assert entry.page == "https://dichvucong.gov.vn/dich-vu-cong-truc-tuyen/1.001029"


@pytest.mark.parametrize(
    ("levels", "issuer", "domain", "said"),
    [
        (("commune",), "Bộ Tư pháp", "Hộ tịch", "Trung tâm Phục vụ hành chính công xã"),
        (("province",), "Bộ Y tế", "Dược", "Trung tâm Phục vụ hành chính công tỉnh"),
        (("ministry",), "Bộ Y tế", "Dược", "Bộ Y tế"),
        (("commune",), "Bộ Công an", "Cư trú", "Công an xã"),
        (("commune", "province"), "Bộ Công an", "Cư trú", "Công an xã hoặc Công an tỉnh"),
        ((), "Bộ Tài chính", "Thực hiện chính sách bảo hiểm xã hội", "cơ quan BHXH"),
        (("commune",), "Bộ Tài chính", "Hải quan", "cơ quan hải quan"),
        ((), "", "", "Trung tâm Phục vụ hành chính công tỉnh"),
    ],
)
def test_the_office_is_said_in_the_provinces_terms(
    levels: tuple[str, ...], issuer: str, domain: str, said: str
) -> None:
    assert office(levels, issuer, domain) == said


def test_no_office_of_an_entry_is_another_provinces() -> None:
    said = {office(e.levels, e.issuer, e.domain) for e in load_catalogue().values() if e.searchable}
    assert not [text for text in said if "Hà Nội" in text or "Hồ Chí Minh" in text]


def test_one_procedure_at_several_levels_is_one_family() -> None:
    entries = load_catalogue()
    twins = [entries[code].family for code in ("1.000889", "2.001195")]
    assert twins[0] == twins[1]
    assert entries["1.000757"].family != twins[0]


def test_a_button_shows_the_peoples_word_nearest_to_what_was_said() -> None:
    entry = load_catalogue()["1.001029"]
    assert len(entry.title_for("mở quán karaoke")) <= 40
    assert "karaoke" in entry.title_for("mở quán karaoke")


@pytest.mark.parametrize(
    ("rows", "names", "problem"),
    [
        ("x,Tên,L,commune,B,national,yes,2026-07-17\n", "", "row 2: code"),
        ("1.000001,Tên,L,village,B,national,yes,2026-07-17\n", "", "row 2: levels"),
        ("1.000001,Tên,L,commune,B,national,yes,hôm qua\n", "", "row 2: seen_on"),
        ("1.000001,Tên,L,,B,national,yes,2026-07-17\n" * 2, "", "1.000001: code: stands twice"),
        ("1.000001,Tên,L,,B,national,yes,2026-07-17\n", "1.000002,gì\n", "1.000002: code"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, rows: str, names: str, problem: str) -> None:
    with pytest.raises(KnowledgeError, match=problem):
        load_catalogue(written(tmp_path, rows, names))


def test_names_belong_to_their_code(tmp_path: Path) -> None:
    row = "1.000001,Thủ tục cấp giấy,L,commune+province,B,national,yes,2026-07-17\n"
    (entry,) = load_catalogue(written(tmp_path, row, "1.000001,xin giấy\n")).values()
    assert isinstance(entry, Entry)
    assert (entry.short_name, entry.names, entry.levels) == (
        "cấp giấy", ("xin giấy",), ("commune", "province"),
    )  # fmt: skip

"""Every official format is read; single bad records are refused, bad files whole."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.importers import read as reading
from knowledge.importers.clean import amount, document_numbers, plain, procedure_code
from knowledge.importers.detail import Detail, Listed, Outcome, Refused, Taken
from knowledge.importers.errors import ImportFileError
from knowledge.importers.read import read_file
from tests.knowledge.importers import samples

DAY = date(2026, 11, 24)


def outcomes(path: Path) -> list[Outcome]:
    return list(read_file(path, DAY))


def only(path: Path) -> tuple[Detail, tuple[str, ...]]:
    """Return the only record of a file, with what is odd about it."""
    (outcome,) = outcomes(path)
    assert isinstance(outcome, Taken), outcome
    assert isinstance(outcome.record, Detail)
    return outcome.record, outcome.odd


@pytest.mark.parametrize("make", [samples.portal, samples.one_stop, samples.flat, samples.normal])
def test_every_format_gives_the_same_procedure(tmp_path: Path, make: Any) -> None:
    detail, _ = only(samples.write_lines(tmp_path / "mot.jsonl", [make()]))
    assert detail.code == "1.999001"
    assert detail.name == "Thủ tục cấp giấy mẫu"
    assert detail.domain == "Lĩnh vực mẫu"
    assert "1/2026/NĐ-CP" in detail.legal_basis
    assert detail.papers
    assert detail.imported_on == DAY


@pytest.mark.parametrize(
    "wrap",
    [
        lambda record: record,
        lambda record: [record],
        lambda record: {"result": [record]},
        lambda record: {"message": json.dumps({"result": [record]})},
    ],
    ids=["one", "list", "result", "wrapped"],
)
def test_the_one_stop_sync_is_read_in_any_envelope(tmp_path: Path, wrap: Any) -> None:
    path = tmp_path / "dong-bo.json"
    path.write_text(json.dumps(wrap(samples.one_stop())), encoding="utf-8")
    detail, odd = only(path)
    assert [(m.kind, m.time, [f.amount for f in m.fees]) for m in detail.methods] == [
        ("counter", 3, [8000]),
        ("counter", 13, [None]),
    ]
    assert "bỏ đuôi của mã" in odd
    assert any("nhiều thời hạn" in text for text in odd)


def test_a_fee_of_nought_is_not_free(tmp_path: Path) -> None:
    detail, _ = only(samples.write_lines(tmp_path / "a.jsonl", [samples.portal()]))
    online, counter = detail.methods
    assert (online.fees[0].amount, online.fees[0].text) == (None, "Theo HĐND tỉnh")
    assert counter.fees[0].amount == 25000


def test_a_fee_without_amount_and_words_is_odd(tmp_path: Path) -> None:
    record = samples.portal()
    record["data"]["executionMethods"][0]["fees"][0]["description"] = ""
    _, odd = only(samples.write_lines(tmp_path / "a.jsonl", [record]))
    assert any("chưa chắc là miễn phí" in text for text in odd)


def test_markup_and_scripts_do_not_come_through(tmp_path: Path) -> None:
    detail, _ = only(samples.write_lines(tmp_path / "a.jsonl", [samples.portal()]))
    assert detail.steps == ("Nộp hồ sơ: Mang đến quầy",)


def test_an_office_of_another_province_is_dropped_and_said(tmp_path: Path) -> None:
    detail, odd = only(samples.write_lines(tmp_path / "a.jsonl", [samples.portal()]))
    assert detail.agencies == ("UBND xã",)
    assert any("Hà Nội" in text for text in odd)


def test_flattened_tables_are_cut_into_their_cells(tmp_path: Path) -> None:
    detail, _ = only(samples.write_lines(tmp_path / "a.jsonl", [samples.flat()]))
    online, counter, post = detail.methods
    assert (online.kind, online.time, online.unit, online.text) == (
        "online", 7, "working_day", "Ghi chú",
    )  # fmt: skip
    assert (online.fees[0].amount, online.fees[0].text) == (10000, "Nộp trên mạng (một lần).")
    assert (counter.fees[0].amount, counter.fees[0].text) == (None, "135.000 đồng một lần")
    assert (post.kind, post.time, post.unit, post.fees) == ("post", 1, "", ())
    assert [(p.case, p.name, p.originals, p.copies, p.form) for p in detail.papers] == [
        ("Giấy tờ phải nộp", "Đơn theo mẫu", 1, None, "Mau 01.doc"),
        ("Giấy tờ phải nộp", "Bản sao bằng", 0, 1, ""),
        ("Khi mất giấy", "Đơn báo mất", 1, None, ""),
    ]
    assert detail.results == ("Giấy mẫu", "Thông báo")
    assert detail.levels == ("commune", "province")
    assert detail.applicants[-1] == "Tổ chức (không bao gồm doanh nghiệp, HTX)"


def test_a_list_names_procedures_without_details(tmp_path: Path) -> None:
    rows = [
        ("1.999001", "Thủ tục mẫu", "Bộ Mẫu", "UBND xã\nSở Mẫu Tỉnh Gia Lai", "Lĩnh vực mẫu"),
        ("1.999002.H53", "Thủ tục khác", "Bộ Mẫu", "UBND xã", "Lĩnh vực mẫu"),
        ("1.0133611", "Mã hỏng", "Bộ Mẫu", "UBND xã", "Lĩnh vực mẫu"),
        (None, None, None, None, None),
        ("6.999004", "Nội bộ", "Bộ Mẫu", "", ""),
    ]
    found = outcomes(samples.write_list(tmp_path / "danh-sach.xlsx", rows))
    taken = [o for o in found if isinstance(o, Taken)]
    refused = {o.where: o.why for o in found if isinstance(o, Refused)}
    assert [o.record.code for o in taken] == ["1.999001", "1.999002"]
    assert isinstance(taken[0].record, Listed)
    assert taken[0].record.agencies == ("UBND xã",)
    assert "bỏ đuôi" in taken[1].odd[0]
    assert "1.0133611" in refused["dòng 5"]
    assert "nội bộ" in refused["dòng 7"]


@pytest.mark.parametrize("column", [1, 2, 4])
def test_a_list_with_a_formula_is_refused_whole(tmp_path: Path, column: int) -> None:
    row = ["1.999003", "Thủ tục mẫu", "Bộ Mẫu", "UBND xã", "Lĩnh vực mẫu"]
    row[column] = '=HYPERLINK("http://x","y")'
    path = samples.write_list(tmp_path / "danh-sach.xlsx", [tuple(row)])
    with pytest.raises(ImportFileError, match=r"dòng 3: ô có công thức"):
        outcomes(path)


def test_a_code_that_stands_twice_in_a_file_is_odd(tmp_path: Path) -> None:
    path = samples.write_lines(tmp_path / "a.jsonl", [samples.flat(), samples.flat()])
    first, second = outcomes(path)
    assert isinstance(first, Taken)
    assert isinstance(second, Taken)
    again = "hơn một lần"
    assert (again in " ".join(first.odd), again in " ".join(second.odd)) == (False, True)


def test_one_bad_record_does_not_stop_the_others(tmp_path: Path) -> None:
    records = [samples.flat(), {"ma_thu_tuc": "x"}, ["?"], {"foo": 1}, samples.flat("1.999002")]
    found = outcomes(samples.write_lines(tmp_path / "a.jsonl", records))
    assert [isinstance(outcome, Taken) for outcome in found] == [True, False, False, False, True]
    assert found[1].where == "dòng 2"


def test_a_huge_field_refuses_its_record(tmp_path: Path) -> None:
    records = [samples.flat(trinh_tu_thuc_hien="x" * 2_000_000), samples.flat("1.999002")]
    first, second = outcomes(samples.write_lines(tmp_path / "a.jsonl", records))
    assert isinstance(first, Refused)
    assert "dài" in first.why
    assert isinstance(second, Taken)


def torn_excel(path: Path) -> None:
    samples.write_list(path, [("1.999001", "Mẫu", "Bộ", "Xã", "Lĩnh vực")])
    path.write_bytes(path.read_bytes()[:-200])


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (210 * 1024 * 1024))


def entities(path: Path) -> None:
    samples.write_list(path, [("1.999001", "Mẫu", "Bộ", "Xã", "Lĩnh vực")])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    parts["xl/workbook.xml"] = (
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><workbook>&l9;</workbook>'.encode()
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


BROKEN: dict[str, Any] = {
    "cut.jsonl": '{"ma_thu_tuc": "1.999001"}\n{"ma_thu',
    "cut.json": '{"data": {"code"',
    "latin.json": "Thủ tục".encode("utf-16-le"),
    "empty.json": b" \n",
    "page.html": "<html><body>404</body></html>",
    "deep.json": "[" * 100_000,
    "torn.xlsx": torn_excel,
    "bomb.xlsx": bomb,
    "entities.xlsx": entities,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_or_hostile_file_is_one_clear_error(tmp_path: Path, name: str) -> None:
    path, content = tmp_path / name, BROKEN[name]
    if callable(content):
        content(path)
    elif isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    else:
        path.write_bytes(content)
    with pytest.raises(ImportFileError, match=f"^{name}: .*Chưa thay đổi gì") as caught:
        outcomes(path)
    assert len(str(caught.value)) < 300


def test_a_file_of_200_megabytes_is_not_even_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "to.json"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("was read"))
    with pytest.raises(ImportFileError, match="200 MB"):
        list(reading.read_file(path, DAY))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ImportFileError, match="không mở được"):
        outcomes(tmp_path / "khong-co.json")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.012753.H19", "1.012753"),
        ("1.001612.000.00.00.H01", "1.001612"),
        (" 1.001193 ", "1.001193"),
        ("1.0133611", None),
        ("2.009182739", None),
        ("1.014955-Xoa", None),
        (None, None),
    ],
)
def test_codes_of_provincial_systems_lose_their_ends(written: Any, meant: str | None) -> None:
    assert procedure_code(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("8.000", 8000), ("8,000", 8000), ("20000", 20000), ("10,000 đồng", 10000), (0, 0),
        ("Không", None), ("10 USD", None), (True, None), (None, None), ("", None), (-5, None),
    ],
)  # fmt: skip
def test_amounts_are_read_as_officials_write_them(written: Any, meant: int | None) -> None:
    assert amount(written) == meant


def test_document_numbers_are_cut_out_of_glued_tables() -> None:
    glued = (
        "Thông tư số 53/2025/TT-BCAngày 01/7/2025 Luật Cư trú 202068/2020/QH14"
        "Thông tư 57/2021/TT-BCA57/2021/TT-BCAThông tư 1025/QĐ-BCA 66.7/2025/NQ-CP66.7/2025/NQ-CP"
    )
    assert document_numbers(glued) == (
        "53/2025/TT-BCA", "68/2020/QH14", "57/2021/TT-BCA", "1025/QĐ-BCA", "66.7/2025/NQ-CP",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<p>A</p><p>B</p>", "A\nB"), ("a &lt; b", "a < b"), ("Không có thông tin", ""),
        ("x\u200b\u0007y", "x y"), (None, ""), ({"a": 1}, ""), ("5 < 6", "5 < 6"),
    ],
)  # fmt: skip
def test_fields_become_plain_text(written: Any, meant: str) -> None:
    assert plain(written) == meant

"""``troly knowledge``: what a province's people type to check, import, review and look up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.cli import main
from bot.storage.asked import count
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from knowledge.importers.state import load_imported
from knowledge.loader import ROOT
from knowledge.store import use_folders
from tests.knowledge.importers import samples

pytestmark = pytest.mark.usefixtures("data_dir")


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave the log and the knowledge of this process to the other tests as they were."""
    monkeypatch.setattr("bot.log.configure", lambda _: None)
    yield
    use_folders(None, None)


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    """Run a command; return its exit status and what it printed."""
    status = 0
    try:
        main(["knowledge", *map(str, words)])
    except SystemExit as exit_:
        code = exit_.code
        status = code if isinstance(code, int) else 1 if code else 0
        print(code if isinstance(code, str) else "")
    return status, capsys.readouterr().out


def licence(fee: int) -> dict[str, object]:
    """Return an official record of renewing a driving licence, with a fee."""
    record = samples.portal("3.000347", name="Đổi giấy phép lái xe")
    method = record["data"]["executionMethods"][1]
    record["data"]["executionMethods"] = [{**method, "fees": [{"value": fee}]}]
    return record


def test_what_ships_is_right_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    status, said = run(capsys, "check")
    assert status == 0
    assert "111 thủ tục viết tay" in said
    assert "high" in said


def test_what_grows_old_gives_ci_a_status_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    status, said = run(capsys, "check", "--today", "2026-11-24")
    assert status == 3
    assert "can_cuoc_cap_doi: fees (31/12/2026)" in said
    assert run(capsys, "check", "--today", "2026-09-01")[0] == 0


def test_unknown_facts_that_citizens_ask_for_come_first(
    capsys: pytest.CaptureFixture[str], data_dir: Path
) -> None:
    db = Database(f"sqlite:///{data_dir / 'troly.db'}")
    upgrade(db)
    with db.write() as connection:
        count(connection, [("xac_nhan_doc_than", "fee")], "2026-11-01")
    db.close()
    _, said = run(capsys, "check", "--today", "2026-11-24")
    unknown = said.partition("Chưa biết")[2].splitlines()
    assert unknown[1].strip().startswith("xac_nhan_doc_than: fees")
    assert "hỏi 1 lần" in unknown[1]


def test_a_wrong_record_of_the_province_is_named(
    capsys: pytest.CaptureFixture[str], data_dir: Path
) -> None:
    own = data_dir / "knowledge" / "procedures"
    own.mkdir(parents=True)
    text = (ROOT / "procedures" / "ket_hon.yml").read_text(encoding="utf-8")
    ends = "    valid_to: 2027-02-28"
    disordered = text.replace(ends, f"    valid_from: 2028-01-01\n{ends}", 1)
    (own / "ket_hon.yml").write_text(disordered, "utf-8")
    status, said = run(capsys, "check")
    assert status == 1
    assert "valid_to 2027-02-28 is before valid_from 2028-01-01" in said
    text = text.replace("purpose: ", "purpose: Tốn 123.456 đồng. ")
    (own / "ket_hon.yml").write_text(text, "utf-8")
    status, said = run(capsys, "check")
    assert (status, "ket_hon: purpose: số 123.456 không có nguồn" in said) == (1, True)


def test_an_import_says_of_each_record_what_became_of_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data_dir: Path
) -> None:
    path = samples.write_lines(
        tmp_path / "tinh.jsonl", [samples.portal("1.999001"), {"x": 1}, samples.portal("6.999002")]
    )
    status, said = run(capsys, "import", path, "--day", "2026-11-24")
    assert status == 0
    assert "dòng 1: 1.999001: lạ: bỏ cơ quan của tỉnh khác" in said
    assert "dòng 2: TỪ CHỐI: không nhận ra dạng dữ liệu" in said
    assert "dòng 3: TỪ CHỐI: mã 6.999002 là thủ tục nội bộ" in said
    assert "Nhận 1, từ chối 2" in said
    report = data_dir / "knowledge" / "reports" / "2026-11-24-tinh.jsonl.jsonl"
    lines = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    assert [line["taken"] for line in lines] == [True, False, False]


def test_a_file_that_is_refused_changes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data_dir: Path
) -> None:
    run(capsys, "import", samples.write_lines(tmp_path / "a.jsonl", [samples.portal()]))
    before = load_imported(data_dir / "knowledge")
    cut = tmp_path / "cut.jsonl"
    cut.write_text('{"ma_thu_tuc": "1.999001"}\n{"ma_t', encoding="utf-8")
    status, said = run(capsys, "import", cut)
    assert status == 1
    assert "Chưa thay đổi gì" in said
    assert load_imported(data_dir / "knowledge") == before


def test_a_difference_waits_until_it_is_decided(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = samples.write_lines(tmp_path / "gplx.jsonl", [licence(150_000)])
    _, said = run(capsys, "import", path)
    assert "chưa thay gì" in said
    _, said = run(capsys, "review", "doi_gplx", "fees")
    assert "viết tay:   Mỗi lần đổi: 135000" in said
    assert "chính thức: 150.000 đồng (Nộp trực tiếp)" in said
    assert "135.000 đồng" in run(capsys, "fee", "3.000347")[1]

    status, said = run(capsys, "review", "doi_gplx", "fees", "take", "--note", "thông tư mới")
    assert status == 0
    assert "150.000 đồng" in run(capsys, "fee", "3.000347")[1]
    assert "0 chỗ khác" in run(capsys, "review", "doi_gplx", "fees")[1]


def test_a_kept_field_is_asked_about_again_only_when_the_official_side_changes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(capsys, "import", samples.write_lines(tmp_path / "1.jsonl", [licence(150_000)]))
    run(capsys, "review", "doi_gplx", "fees", "keep")
    run(capsys, "import", samples.write_lines(tmp_path / "2.jsonl", [licence(150_000)]))
    assert "0 chỗ khác" in run(capsys, "review", "doi_gplx", "fees")[1]
    run(capsys, "import", samples.write_lines(tmp_path / "3.jsonl", [licence(160_000)]))
    assert "1 chỗ khác" in run(capsys, "review", "doi_gplx", "fees")[1]
    assert "135.000 đồng" in run(capsys, "fee", "3.000347")[1]


def test_laws_are_not_taken_over_by_machine(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    record = licence(135_000)
    record["data"]["legalBasisesDetails"] = [{"code": "999/2026/NĐ-CP"}]  # type: ignore[index]
    run(capsys, "import", samples.write_lines(tmp_path / "1.jsonl", [record]))
    status, said = run(capsys, "review", "doi_gplx", "legal_basis", "take")
    assert status == 1
    assert "sửa tay" in said


def test_a_full_list_marks_what_it_lacks_with_the_day(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data_dir: Path
) -> None:
    rows = [(f"1.99900{n}", f"Mẫu {n}", "Bộ Mẫu", "UBND xã", "L") for n in range(1, 5)]
    run(capsys, "import", samples.write_list(tmp_path / "a.xlsx", rows), "--full-list")
    _, said = run(
        capsys, "import", samples.write_list(tmp_path / "b.xlsx", rows[:3]), "--full-list",
        "--day", "2026-12-01",
    )  # fmt: skip
    assert "1.999004" in said
    assert load_imported(data_dir / "knowledge").withdrawn == {"1.999004": date(2026, 12, 1)}


def test_fees_are_those_of_the_day_that_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert "15.000 đồng" in run(capsys, "fee", "1.014063", "--on", "2026-12-31")[1]
    january = run(capsys, "fee", "1.014063", "--on", "2027-01-02")[1]
    assert "30.000 đồng" in january
    assert "15.000 đồng" not in january
    assert run(capsys, "fee", "1.014063", "--on", "2027-03-02")[1].count("mức 2") == 0


@pytest.mark.parametrize("code", ["1.001029", "9.999999"])
def test_a_code_without_fees_is_said_to_be_so(
    capsys: pytest.CaptureFixture[str], code: str
) -> None:
    status, said = run(capsys, "fee", code)
    assert status == 1
    assert code in said


def test_a_search_shows_scores_and_says_when_several_are_near(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "khai sinh" in run(capsys, "search", "lam", "khai", "sinh")[1].splitlines()[0]
    assert "gần nhau" in run(capsys, "search", "căn", "cước")[1]
    assert "Không tìm thấy" in run(capsys, "search", "xyzzy")[1]


def test_a_provinces_offices_are_taken_when_every_row_is_right(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data_dir: Path
) -> None:
    good = (ROOT / "places" / "places.csv").read_text(encoding="utf-8")
    path = tmp_path / "places.csv"
    path.write_text(good.replace("27694", "11111"), encoding="utf-8")
    status, said = run(capsys, "import", path)
    assert status == 1
    assert "row 2: commune '11111'" in said
    assert not (data_dir / "knowledge" / "places.csv").exists()
    path.write_text(good.replace("Văn phòng UBND tỉnh", "Văn phòng mẫu"), encoding="utf-8")
    assert run(capsys, "import", path)[0] == 0
    assert "Văn phòng mẫu" in (data_dir / "knowledge" / "places.csv").read_text(encoding="utf-8")


def test_a_day_that_is_none_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["knowledge", "fee", "1.014063", "--on", "mai"])
    assert caught.value.code == 2
    assert "2027-01-02" in capsys.readouterr().err


def test_a_full_list_with_a_row_that_is_not_read_withdraws_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data_dir: Path
) -> None:
    rows = [(f"1.9990{n:02}", f"Thủ tục {n}", "Bộ Mẫu", "UBND xã", "Mẫu") for n in range(5)]
    full = samples.write_list(tmp_path / "1.xlsx", rows)
    assert run(capsys, "import", full, "--full-list")[0] == 0
    broken = samples.write_list(tmp_path / "2.xlsx", [*rows[:4], ("hỏng", *rows[4][1:])])
    before = (data_dir / "knowledge" / "imported.json").read_bytes()
    with pytest.raises(SystemExit, match="1 bản ghi không đọc được"):
        main(["knowledge", "import", str(broken), "--full-list"])
    assert (data_dir / "knowledge" / "imported.json").read_bytes() == before
    status, said = run(capsys, "import", broken)
    assert (status, "bãi bỏ" in said) == (0, False)


def test_papers_are_not_taken_from_the_official_side(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(capsys, "import", samples.write_lines(tmp_path / "1.jsonl", [licence(135_000)]))
    with pytest.raises(SystemExit, match="sửa tay"):
        main(["knowledge", "review", "doi_gplx", "papers", "take"])

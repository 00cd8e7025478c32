"""``troly nlu review``: a person decides what is learnt from what was not understood."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.cli import main
from bot.privacy.crypto import Cipher
from bot.settings import load_settings
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.unclear import Unclear, add, open_since
from bot.training import fingerprint
from knowledge.store import KnowledgeStore, use_folders
from nlu.record_model import training_messages

STRANGE = "làm giấy cho cục cưng mới chào đời sao"
QUESTIONS = (
    Unclear("2026-11-23", "unclear", "mở tiệm net cần gì"),
    Unclear("2026-11-24", "clarify", STRANGE, ("khai_sinh", "tam_tru"), ("documents",)),
    Unclear("2026-11-25", "reported", f"{STRANGE} vậy, tôi tên [tên]", ("ket_hon",), ("fee",)),
    Unclear("2026-11-25", "clarify", "lam giay cho cuc cung moi chao doi sao", ("khai_sinh",)),
)


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave the log and the knowledge of this process to the other tests as they were."""
    monkeypatch.setattr("bot.log.configure", lambda _: None)
    yield
    use_folders(None, None)


@pytest.fixture(autouse=True)
def _asked(data_dir: Path) -> None:
    """Keep the questions in a real database."""
    settings = load_settings()
    db = Database(settings.database_url)
    upgrade(db)
    with db.write() as connection:
        for question in QUESTIONS:
            add(connection, Cipher(settings.keys), question)
    db.close()


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    """Run a command; return its exit status and what it printed."""
    status = 0
    try:
        main(["nlu", "review", *map(str, words)])
    except SystemExit as exit_:
        code = exit_.code
        status = code if isinstance(code, int) else 1 if code else 0
        print(code if isinstance(code, str) else "")
    return status, capsys.readouterr().out


def left() -> list[str]:
    """Return the texts that nobody has handled."""
    settings = load_settings()
    db = Database(settings.database_url)
    found = open_since(db, Cipher(settings.keys))
    db.close()
    return [one.question.text for one in found]


def test_groups_come_most_frequent_first_with_what_was_answered(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, said = run(capsys)
    assert status == 0
    first, second = said.split("\nNhóm ")[1:]
    assert first.startswith("2: 3 lần, 24/11/2026 – 25/11/2026, báo sai 1\n")
    assert f"“{STRANGE}”" in first
    assert "hỏi lại 1 lần: khai_sinh / tam_tru (documents)" in first
    assert "báo sai 1 lần: ket_hon (fee)" in first
    assert second.startswith("1: 1 lần, 23/11/2026\n")
    assert "4 câu chưa xem, 2 nhóm." in said


def test_a_day_leaves_out_what_is_older(capsys: pytest.CaptureFixture[str]) -> None:
    _, said = run(capsys, "--since", "2026-11-24")
    assert "mở tiệm net" not in said
    assert "3 câu chưa xem, 1 nhóm." in said


def test_looking_learns_nothing(capsys: pytest.CaptureFixture[str], data_dir: Path) -> None:
    run(capsys)
    status, said = run(capsys, 2)
    assert status == 0
    assert f"· {STRANGE}" in said
    assert len(left()) == len(QUESTIONS)
    assert not (data_dir / "knowledge").exists()


def test_a_group_becomes_examples_each_once_and_without_kinds(
    capsys: pytest.CaptureFixture[str], data_dir: Path
) -> None:
    root = load_settings().root
    before = fingerprint(root, data_dir / "knowledge")
    status, said = run(capsys, 2, "--example", "khai_sinh")
    assert status == 0
    assert "Đã thêm 2 câu mẫu cho khai_sinh" in said
    path = data_dir / "knowledge" / "messages.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["text"] for line in lines] == [STRANGE, f"{STRANGE} vậy, tôi tên"]
    assert {line["record"] for line in lines} == {"khai_sinh"}
    assert left() == ["mở tiệm net cần gì"]
    assert training_messages(data_dir / "knowledge") == [*training_messages(), *lines]
    assert fingerprint(root, data_dir / "knowledge") != before


def test_an_example_that_is_learnt_already_is_not_written_twice(
    capsys: pytest.CaptureFixture[str], data_dir: Path
) -> None:
    folder = data_dir / "knowledge"
    folder.mkdir()
    known = json.dumps({"text": STRANGE, "record": "khai_sinh"}, ensure_ascii=False)
    (folder / "messages.jsonl").write_text(known, "utf-8")
    run(capsys, 2, "--example", "khai_sinh")
    lines = (folder / "messages.jsonl").read_text("utf-8").splitlines()
    assert lines[0] == known
    assert len(lines) == 2


def test_what_teaches_another_record_is_refused(
    capsys: pytest.CaptureFixture[str], data_dir: Path
) -> None:
    folder = data_dir / "knowledge"
    folder.mkdir()
    known = json.dumps({"text": STRANGE, "record": "nuoi_con_nuoi"}, ensure_ascii=False)
    (folder / "messages.jsonl").write_text(known, "utf-8")
    status, said = run(capsys, 2, "--example", "khai_sinh")
    assert (status, "đã là câu mẫu của nuoi_con_nuoi" in said) == (1, True)
    assert (folder / "messages.jsonl").read_text("utf-8") == known
    assert len(left()) == len(QUESTIONS)


def test_a_group_becomes_a_name_that_is_found_without_training(
    capsys: pytest.CaptureFixture[str], data_dir: Path
) -> None:
    store = KnowledgeStore(data_dir / "knowledge")
    before = store.current
    name = "giấy cho cục cưng"
    status, _ = run(capsys, 2, "--name", "khai_sinh", name)
    assert status == 0
    kept = yaml.safe_load((data_dir / "knowledge" / "names.yml").read_text("utf-8"))
    assert kept == {"khai_sinh": [name]}
    fresh = store.newer()
    assert fresh is not None
    assert fresh.version != before.version
    assert fresh.procedures["khai_sinh"].names[-1] == name
    assert left() == ["mở tiệm net cần gì"]
    run(capsys, 1, "--name", "khai_sinh", "giay cho CUC CUNG")
    assert yaml.safe_load((data_dir / "knowledge" / "names.yml").read_text("utf-8")) == kept


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ((2, "--example", "khong_co"), "Không có bản ghi khong_co"),
        ((2, "--name", "khong_co", "giấy lạ"), "Không có bản ghi khong_co"),
        ((2, "--name", "khai_sinh", " "), "từ 1 đến 80"),
        ((2, "--name", "khai_sinh", "giấy của Nguyễn Văn Mẫu"), "như tên riêng"),
        ((2, "--name", "khai_sinh", "đăng ký kết hôn"), "đã là tên gọi của ket_hon"),
        ((77, "--dismiss"), "Không có nhóm 77"),
        (("--dismiss",), "Cần số của nhóm"),
    ],
)
def test_a_mistake_changes_nothing_and_is_named(
    capsys: pytest.CaptureFixture[str], data_dir: Path, words: tuple[object, ...], problem: str
) -> None:
    status, said = run(capsys, *words)
    assert (status, problem in said) == (1, True), said
    assert len(left()) == len(QUESTIONS)
    assert not (data_dir / "knowledge").exists()


def test_a_group_without_words_teaches_nothing_but_can_be_put_away(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = load_settings()
    db = Database(settings.database_url)
    with db.write() as connection:
        add(connection, Cipher(settings.keys), Unclear("2026-11-25", "reported", "", ("tam_tru",)))
    db.close()
    assert "(bấm nút, không gõ câu hỏi)" in run(capsys)[1]
    assert run(capsys, 5, "--example", "tam_tru")[0] == 1
    assert run(capsys, 5, "--dismiss")[0] == 0
    assert len(left()) == len(QUESTIONS)

"""What the public benchmark reads and how it makes slips."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.keyboard_noise import keystrokes, mistype
from tests.bench.nlu import OURS, Run, main, ours, table, views, write_project
from tests.bench.nlu_sets import PARTS, Part, read_massive, read_phoatis

TOWNS = ("vinh", "đà nẵng", "hà nội", "cần thơ", "đà lạt", "quy nhơn", "pleiku", "hải phòng")


def write_phoatis(folder: Path, texts: str, labels: str) -> None:
    """Write a tiny set in the layout of PhoATIS."""
    for part in PARTS:
        (folder / part).mkdir(parents=True)
        (folder / part / "seq.in").write_text(texts, encoding="utf-8")
        (folder / part / "label").write_text(labels, encoding="utf-8")


def test_texts_and_labels_are_read_line_by_line(tmp_path: Path) -> None:
    write_phoatis(tmp_path, "bay đi đâu \ngiá bao nhiêu\n", "flight\nairfare\n")
    train = read_phoatis(tmp_path)["train"]
    assert (train.texts, train.intents) == (["bay đi đâu", "giá bao nhiêu"], ["flight", "airfare"])


def test_texts_without_labels_are_refused(tmp_path: Path) -> None:
    write_phoatis(tmp_path, "một\nhai\n", "flight\n")
    with pytest.raises(ValueError, match="2 texts, 1 labels"):
        read_phoatis(tmp_path)


def test_only_vietnamese_lines_of_massive_are_read(tmp_path: Path) -> None:
    lines = [
        {"locale": locale, "partition": part, "utt": "mở đèn", "intent": "iot"}
        for locale in ("vi-VN", "en-US")
        for part in PARTS
    ]
    path = tmp_path / "all.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    assert {part: len(found.texts) for part, found in read_massive(path).items()} == dict.fromkeys(
        PARTS, 1
    )
    path.write_text(json.dumps(lines[-1]), encoding="utf-8")
    with pytest.raises(ValueError, match="vi-VN"):
        read_massive(path)


@given(st.text(max_size=200), st.integers())
def test_slips_are_the_same_for_the_same_seed(text: str, seed: int) -> None:
    assert mistype(text, random.Random(seed), 0.5) == mistype(text, random.Random(seed), 0.5)


def test_the_given_share_of_words_gets_a_slip() -> None:
    text = " ".join(["chuyến"] * 400)
    assert mistype(text, random.Random(1), 0.0) == text
    slipped = mistype(text, random.Random(1), 0.25)
    kept = slipped.split().count("chuyến")
    assert 0.65 <= kept / 400 <= 0.85


@pytest.mark.parametrize(
    ("word", "keys"),
    [("trước", "tru7o7c1"), ("Đường", "D9u7o7ng2"), ("mất", "ma6t1"), ("xe", "xe")],
)
def test_vni_keystrokes_are_left_in_the_word(word: str, keys: str) -> None:
    assert keystrokes(word) == keys


@pytest.mark.parametrize("given", [[], ["--phoatis", "/nowhere"]], ids=["nothing", "no folder"])
def test_without_a_set_it_says_where_one_is_had(
    given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(given)
    assert ended.value.code == 2
    assert "VinAIResearch/JointIDSF" in capsys.readouterr().err.replace("\n", "")


def test_examples_are_written_as_rasa_reads_them(tmp_path: Path) -> None:
    part = Part(["bay đi đâu", "giá vé", "bay lúc nào"], ["flight", "airfare", "flight"])
    config, data = write_project(tmp_path, part, OURS)
    assert yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"] == OURS
    written = {e["intent"]: e["examples"] for e in yaml.safe_load(data.read_text("utf-8"))["nlu"]}
    assert written == {"flight": "- bay đi đâu\n- bay lúc nào\n", "airfare": "- giá vé\n"}


@pytest.mark.rasa
def test_ours_is_trained_anew_and_asked_through_rasa(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = {"flight": "chuyến bay từ {} đi huế", "airfare": "giá vé từ {} bao nhiêu tiền"}
    pairs = [(form.format(a), intent) for intent, form in said.items() for a in TOWNS]
    train = Part([text for text, _ in pairs], [intent for _, intent in pairs])
    asked = views(train.texts)
    (tmp_path / "work").mkdir()
    run = ours(train, asked, tmp_path / "work")
    assert run.answers["as written"] == train.intents
    assert len(run.milliseconds) == len(asked) * len(train.texts)
    assert not (tmp_path / ".rasa").exists()


def test_a_row_for_each_pipeline_and_a_column_for_each_view() -> None:
    asked = views(["đi đâu", "giá vé"])
    run = Run("thử", 1.0, {view: ["a", "b"] for view in asked}, [1.0, 2.0, 3.0])
    row = table([run], ["a", "c"]).splitlines()[-1]
    assert row.count("50.0") == len(asked)

"""Reads answers to form fields in the format of ``docs/evaluation.md``, and scores them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from actions.forms.fields.read import reader, say_reason
from actions.forms.fields.reading import About
from knowledge.store import knowledge
from nlu.evaluation.jsonl import read_jsonl
from nlu.text.fold import fold

PLANNED = re.compile(r"\b(?:bat dau|tam ngung|du kien|hen|sap|tu ngay|den ngay|se|coming|future)\b")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


def read_inputs(source: Path, target: Path, today: date) -> None:
    """Write for every input its value, what is done with it, and what the citizen is told.

    Raises:
        ValueError: a line is no JSON.
    """
    known = knowledge()
    read = reader(known).read
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8") as lines:
        for line in read_jsonl(source):
            kind = str(line["field_type"])
            reading = read(kind, str(line["input"]), about(line.get("context"), today))
            answer = {
                "id": line["id"],
                "value": reading.value,
                "action": reading.action,
                "message": say_reason(kind, reading, known.phrases),
            }
            lines.write(json.dumps(answer, ensure_ascii=False) + "\n")


def about(context: Any, today: date) -> About:
    """Return what a line tells of the person: words, or fields by name; either may be absent."""
    if isinstance(context, Mapping):
        given = {fold(str(key)): value for key, value in context.items()}
        told = " ".join(f"{key} {value}" for key, value in given.items())
    else:
        given, told = {}, str(context or "")
    day = YEAR_FIRST.search(str(given.get("today") or ""))
    today = date(*map(int, day.groups())) if day else today
    bare = fold(re.sub(r"today \S+", "", told))
    return About(
        today=today,
        days="any" if PLANNED.search(bare) else "past",
        birth=_day(bare) if re.search(r"\b(?:dob|birth|sinh|sanh)\b|birth", bare) else None,
        gender=_gender(bare),
    )


def _day(bare: str) -> date | None:
    try:
        if found := YEAR_FIRST.search(bare):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := DAY_FIRST.search(bare):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None
    return None


def _gender(bare: str) -> str:
    if re.search(r"\bnu\b", bare):
        return "Nữ"
    return "Nam" if re.search(r"(?:gioi tinh|gender|sex)\W+(?:la )?nam\b", bare) else ""


def print_score(inputs: Path, readings: Path) -> None:
    """Print how many readings have the expected value, and the expected action too."""
    found = {line["id"]: line for line in read_jsonl(readings)}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for line in read_jsonl(inputs):
        reading = found.get(line["id"], {})
        value = is_value(reading, line)
        for name in (str(line["field_type"]), "tất cả"):
            counts[name][0] += 1
            counts[name][1] += value
            counts[name][2] += value and reading.get("action") == line["action"]
    table = Table("Loại", "Số câu", "Đúng giá trị", "Đúng cả cách xử lý")
    for name in sorted(counts, key=lambda name: (name == "tất cả", name)):
        count, values, both = counts[name]
        table.add_row(name, str(count), f"{values / count:.1%}", f"{both / count:.1%}")
    Console().print(table)


def is_value(reading: Mapping[str, Any], line: Mapping[str, Any]) -> bool:
    """Say whether a reading has the value that is expected; asked again is no value."""
    got, wanted = reading.get("value"), line["expected"]
    if isinstance(wanted, dict) and isinstance(got, dict):
        return all(fold(str(got.get(key, ""))) == fold(str(wanted[key])) for key in wanted)
    return bool(got == wanted)

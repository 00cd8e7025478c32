"""Writes the report of an evaluation: ``troly evaluate report``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.errors import ConfigError
from nlu.evaluation.jsonl import read_jsonl
from nlu.evaluation.page import render_page
from nlu.evaluation.report import ReportError, build_report, compare


def write_report(questions: Path, answers: Path, folder: Path, old: Path | None = None) -> Path:
    """Write ``report.json`` and ``report.html`` into a folder; return the page.

    Args:
        questions: with labels.
        answers: as ``troly evaluate answer`` writes them.
        folder: made when it is missing.
        old: ``report.json`` of an earlier time, to compare with.

    Raises:
        ConfigError: a file cannot be read, or says nothing that can be reported on.
    """
    try:
        report = build_report(_lines(questions), _lines(answers))
        compared = compare(_read(old), report) if old else None
    except (OSError, ValueError) as error:
        raise ConfigError(f"Không làm được báo cáo: {error}") from error
    folder.mkdir(parents=True, exist_ok=True)
    kept = json.dumps({**report, "compared": compared}, ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(kept, encoding="utf-8")
    page = folder / "report.html"
    page.write_text(render_page(report, compared), encoding="utf-8")
    return page


def _lines(path: Path) -> list[dict[str, Any]]:
    lines = read_jsonl(path)
    if not lines:
        raise ReportError(f"{path} trống")
    if not all(isinstance(line, dict) for line in lines):
        raise ReportError(f"{path}: mỗi dòng phải là một đối tượng JSON")
    return lines


def _read(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}

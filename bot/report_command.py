"""Writes the report of an evaluation: ``troly evaluate report``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.errors import ConfigError
from nlu.evaluation.jsonl import read_jsonl
from nlu.evaluation.page import render_page
from nlu.evaluation.report import build_report, compare


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
        report = build_report(read_jsonl(questions), read_jsonl(answers))
        compared = compare(_read(old), report) if old else None
    except (OSError, ValueError) as error:
        raise ConfigError(f"Không làm được báo cáo: {error}") from error
    folder.mkdir(parents=True, exist_ok=True)
    kept = json.dumps(report, ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(kept, encoding="utf-8")
    page = folder / "report.html"
    page.write_text(render_page(report, compared), encoding="utf-8")
    return page


def _read(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}

"""Scores answers against the labels of their questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nlu.text.fold import fold

STYLES = (
    "standard", "no_diacritics", "partial_diacritics", "telex_typo", "teencode",
    "southern_dialect", "elderly_long", "very_short", "voice_transcript", "mixed_english",
    "multi_question", "negation_contrast", "follow_up",
)  # fmt: skip
MEASURES = ("intent", "procedure", "aspect", "words", "status", "right")
CONFIDENT = "answered"


@dataclass
class Tally:
    """How many of how many were right, for each measure."""

    hits: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    counts: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, measure: str, *, right: bool) -> None:
        """Count one."""
        self.counts[measure] += 1
        self.hits[measure] += right

    def share(self, measure: str) -> float | None:
        """Return the share that was right, 0..1; ``None`` when nothing was counted."""
        return self.hits[measure] / self.counts[measure] if self.counts[measure] else None


@dataclass
class Report:
    """Tallies by style and overall, and the ids of what went wrong.

    ``wrong_with_confidence`` lists questions that were answered with another
    procedure than the one that was meant.
    """

    styles: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    overall: Tally = field(default_factory=Tally)
    wrong: list[str] = field(default_factory=list)
    wrong_with_confidence: list[str] = field(default_factory=list)


def score(
    questions: Iterable[Mapping[str, Any]], answers: Mapping[str, Mapping[str, Any]]
) -> Report:
    """Compare answers with their questions.

    Args:
        questions: with labels, as in ``questions.jsonl``.
        answers: by question id, as ``troly evaluate answer`` writes them; a missing
            one counts as wrong.
    """
    report = Report()
    for question in questions:
        judged = judge(question, answers.get(question["id"], {}))
        for tally in (report.styles[question["style"]], report.overall):
            for measure, right in judged.items():
                tally.add(measure, right=right)
        if not judged["right"]:
            report.wrong.append(question["id"])
        if _wrong_with_confidence(question, answers.get(question["id"], {})):
            report.wrong_with_confidence.append(question["id"])
    return report


def judge(question: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, bool]:
    """Return for each measure that applies whether the answer is right.

    "right" is the sum: intent, procedure and required words, or, for a procedure
    without a record, an honest status.
    """
    judged = {"intent": answer.get("intent") == question["intent"]}
    if question.get("expect_status"):
        judged["status"] = answer.get("status") in question["expect_status"]
        return {**judged, "right": judged["status"]}
    if question.get("procedure"):
        judged["procedure"] = answer.get("procedure") == question["procedure"]
    if question.get("aspect"):
        told, wanted = set(answer.get("aspects", ())), question["aspect"]
        several = set(wanted) if isinstance(wanted, list) else {wanted}
        judged["aspect"] = several <= told or not told - {"overview"}
    words = [need for need in question.get("must_have", ()) if not need.startswith("@")]
    if words:
        said = fold("\n".join(answer.get("texts", ())))
        judged["words"] = all(_says(said, need) for need in words)
    needed = [judged[name] for name in ("intent", "procedure", "words") if name in judged]
    return {**judged, "right": all(needed)}


def _says(said: str, need: str) -> bool:
    """Say whether one of the alternatives ("a|b") stands in folded text."""
    return any(fold(choice) in said for choice in need.split("|"))


def _wrong_with_confidence(question: Mapping[str, Any], answer: Mapping[str, Any]) -> bool:
    meant = {question.get("procedure"), *(more["procedure"] for more in question.get("also", ()))}
    given = answer.get("procedure")
    return bool(given) and answer.get("status") == CONFIDENT and given not in meant


def format_table(report: Report) -> str:
    """Return the report as a table in Markdown."""
    lines = [
        "| style | questions | " + " | ".join(MEASURES) + " |",
        "|---|---|" + "---|" * len(MEASURES),
        *(_line(style, report.styles[style]) for style in STYLES if style in report.styles),
        _line("**all**", report.overall),
        "",
        f"Answered with another procedure than meant: {len(report.wrong_with_confidence)} "
        f"({', '.join(report.wrong_with_confidence[:20])})",
        f"Not right: {', '.join(report.wrong[:60])}",
    ]
    return "\n".join(lines)


def _line(name: str, tally: Tally) -> str:
    shares = (tally.share(measure) for measure in MEASURES)
    cells = ("–" if share is None else f"{share:.0%}" for share in shares)
    return f"| {name} | {tally.counts['right']} | " + " | ".join(cells) + " |"

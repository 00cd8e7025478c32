"""Turns questions and their answers into the numbers of a report, and compares two of them.

Everything here is JSON-ready: ``report.json`` holds it, :mod:`nlu.evaluation.page` shows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from nlu.evaluation.score import STYLES
from nlu.text.fold import fold

ASK = "ask_procedure"
NEEDED = ("intent", "text")
"""What every question must tell, besides its id."""
WORST = 30
BINS = 10
MOST_PAIRS = 25
ANSWER_LENGTH = 200

Question = Mapping[str, Any]
Answer = Mapping[str, Any]
Pair = tuple[Question, Answer]
Judgement = dict[str, bool]


class ReportError(ValueError):
    """The questions or the answers cannot be reported on; says why."""


def build_report(questions: Sequence[Question], answers: Sequence[Answer]) -> dict[str, Any]:
    """Return the numbers of a report.

    Args:
        questions: with labels, as in ``questions.jsonl``.
        answers: as ``troly evaluate answer`` writes them; one that is missing counts
            as wrong.

    Raises:
        ReportError: there are no questions, one lacks its intent or text, a confidence is
            no number from 0 to 1, or an id stands twice.
    """
    if not questions:
        raise ReportError("tệp câu hỏi không có câu nào")
    by_id = _by_id(answers, "câu trả lời")
    _check(questions, by_id)
    pairs = [(q, by_id.get(id, {})) for id, q in _by_id(questions, "câu hỏi").items()]
    judged = [(question, answer, judge(question, answer)) for question, answer in pairs]
    return {
        "questions": len(pairs),
        "missing": sum(not answer for _, answer in pairs),
        "overall": _measures(judged),
        "diacritics": _by(judged, lambda q: ["with" if _has_diacritics(q) else "without"]),
        "styles": _by(judged, lambda q: [str(q.get("style") or "?")], STYLES),
        "intents": _by(judged, lambda q: [str(q["intent"])]),
        "procedures": _by(judged, lambda q: [q["procedure"]] if q.get("procedure") else []),
        "aspects": _by(judged, lambda q: sorted(_wanted(q))),
        "confusions": {name: _confusions(judged, name) for name in ("intent", "procedure")},
        "calibration": calibration(judged),
        "worst": [_shown(q, a) for q, a, _ in sorted(_failed(judged), key=_harm)[:WORST]],
        "right": {str(q["id"]): all(j.values()) for q, _, j in judged},
    }


def _by_id(lines: Iterable[Mapping[str, Any]], what: str) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for number, line in enumerate(lines, start=1):
        id = str(line.get("id", ""))
        if not id or id in found:
            problem = f"mã {id!r} đã có ở trên" if id else "thiếu mã (id)"
            raise ReportError(f"{what} thứ {number}: {problem}")
        found[id] = line
    return found


def _check(questions: Iterable[Question], answers: Mapping[str, Answer]) -> None:
    for number, question in enumerate(questions, start=1):
        missing = [name for name in NEEDED if not question.get(name)]
        if missing:
            raise ReportError(f"câu hỏi thứ {number}: thiếu {', '.join(missing)}")
    for id, answer in answers.items():
        sure = answer.get("confidence") or 0.0
        if not isinstance(sure, int | float) or not 0 <= sure <= 1:
            raise ReportError(f"câu trả lời {id!r}: confidence phải từ 0 đến 1, không phải {sure}")


def _has_diacritics(question: Question) -> bool:
    """Say whether a question has any: one in Telex or in English counts as without."""
    text = str(question["text"])
    return fold(text) != text.lower()


def judge(question: Question, answer: Answer) -> Judgement:
    """Return for each measure that applies whether an answer is right, exactly.

    ``intent``; ``procedure`` and ``aspect`` (as a set) of a question about a procedure.
    """
    judged = {"intent": answer.get("intent") == question["intent"]}
    if question["intent"] == ASK and question.get("procedure"):
        judged["procedure"] = answer.get("procedure") == question["procedure"]
    if question["intent"] == ASK and question.get("aspect"):
        judged["aspect"] = set(answer.get("aspects") or ["overview"]) == _wanted(question)
    return judged


def _wanted(question: Question) -> set[str]:
    aspect = question.get("aspect") or ()
    return {aspect} if isinstance(aspect, str) else set(aspect)


def is_wrong_with_confidence(question: Question, answer: Answer) -> bool:
    """Say whether another procedure was answered than the one meant, or one meant besides."""
    asks = question["intent"] == ASK and question.get("procedure")
    meant = {question.get("procedure"), *(more["procedure"] for more in question.get("also", ()))}
    return bool(asks) and _gives_procedure(answer) and answer.get("procedure") not in meant


def _gives_procedure(answer: Answer) -> bool:
    """Say whether a procedure was answered; one that the evaluation has no slug for has codes."""
    given = answer.get("procedure") or answer.get("codes")
    return answer.get("status") == "answered" and bool(given)


def _measures(judged: Sequence[tuple[Question, Answer, Judgement]]) -> dict[str, Any]:
    """Return shares (0..1, or null where nothing counts) over some judged questions."""
    asked = [(q, a) for q, a, _ in judged if q["intent"] == ASK and q.get("procedure")]
    outside = [a for q, a, _ in judged if q["intent"] == "out_of_scope"]
    inside = [a for q, a, _ in judged if q["intent"] == ASK]
    return {
        "count": len(judged),
        **{
            name: _share([j[name] for _, _, j in judged if name in j])
            for name in ("intent", "procedure", "aspect")
        },
        "asked_back": _share([a.get("status") == "clarify" for _, a in asked]),
        "wrong_with_confidence": _share([is_wrong_with_confidence(q, a) for q, a in asked]),
        "outside_answered": _share([_answers_procedure(a) for a in outside]),
        "inside_refused": _share([a.get("status") == "out_of_scope" for a in inside]),
    }


def _answers_procedure(answer: Answer) -> bool:
    return answer.get("intent") == ASK and answer.get("status") == "answered"


def _share(judged: Sequence[bool]) -> float | None:
    return round(sum(judged) / len(judged), 4) if judged else None


def _by(
    judged: Sequence[tuple[Question, Answer, Judgement]],
    keys: Callable[[Question], Sequence[str]],
    order: Sequence[str] = (),
) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[tuple[Question, Answer, Judgement]]] = {}
    for entry in judged:
        for key in keys(entry[0]):
            groups.setdefault(key, []).append(entry)
    names = [name for name in order if name in groups]
    names += sorted(set(groups) - set(names))
    return {name: _measures(groups[name]) for name in names}


def _confusions(
    judged: Sequence[tuple[Question, Answer, Judgement]], measure: str
) -> list[dict[str, Any]]:
    """Return what was taken for what, the most frequent first; null is none of the known."""
    counts = Counter(
        (str(q[measure]), a.get(measure)) for q, a, j in judged if measure in j and not j[measure]
    )
    return [
        {"wanted": want, "given": got, "times": times}
        for (want, got), times in counts.most_common(MOST_PAIRS)
    ]


def calibration(judged: Sequence[tuple[Question, Answer, Judgement]]) -> dict[str, Any] | None:
    """Return how confidence and being right go together, or ``None`` without confidences.

    Over questions about a procedure that were answered with one: ten bins of equal
    width with mean confidence, share right and count, and the expected calibration
    error (Naeini et al., 2015: the mean distance of the two, weighed by count).
    """
    told = [
        (float(a["confidence"]), j["procedure"])
        for _, a, j in judged
        if "procedure" in j and _gives_procedure(a) and a.get("confidence") is not None
    ]
    if not told:
        return None
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in told:
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, right))
    filled = [
        {
            "confidence": round(sum(c for c, _ in some) / len(some), 4),
            "right": round(sum(r for _, r in some) / len(some), 4),
            "count": len(some),
        }
        for some in bins
        if some
    ]
    error = sum(abs(b["confidence"] - b["right"]) * b["count"] for b in filled) / len(told)
    return {"bins": filled, "error": round(error, 4)}


def _failed(
    judged: Iterable[tuple[Question, Answer, Judgement]],
) -> list[tuple[Question, Answer, Judgement]]:
    return [entry for entry in judged if not all(entry[2].values())]


def _harm(entry: tuple[Question, Answer, Judgement]) -> tuple[int, float]:
    """Order failures: another procedure answered, then refused, misheard, asked back."""
    question, answer, judged = entry
    sure = float(answer.get("confidence") or 0.0)
    if is_wrong_with_confidence(question, answer):
        return 0, -sure
    if question["intent"] == ASK and answer.get("status") == "out_of_scope":
        return 1, -sure
    if not judged["intent"]:
        return 2, -sure
    return (3 if answer.get("status") == "clarify" else 4), -sure


def _shown(question: Question, answer: Answer) -> dict[str, Any]:
    said = " ".join(answer.get("texts") or ())
    return {
        "id": question["id"],
        "style": question.get("style", ""),
        "context": question.get("context") or "",
        "text": question["text"],
        "wanted": _labels(question["intent"], question.get("procedure"), sorted(_wanted(question))),
        "given": _labels(
            answer.get("intent"), answer.get("procedure"), answer.get("aspects") or ()
        ),
        "status": answer.get("status") or "missing",
        "confidence": answer.get("confidence"),
        "answer": said[:ANSWER_LENGTH] + ("…" if len(said) > ANSWER_LENGTH else ""),
        "buttons": list(answer.get("buttons") or ()),
    }


def _labels(intent: Any, procedure: Any, aspects: Iterable[str]) -> str:
    return " · ".join(str(part) for part in (intent, procedure, ", ".join(aspects)) if part)


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return what became of each question between two reports.

    ``better`` and ``worse`` are ids of both; ``new_failures`` of questions that only the
    newer has.

    Raises:
        ReportError: the older is no report.
    """
    if not isinstance(old.get("right"), Mapping) or not isinstance(old.get("overall"), Mapping):
        raise ReportError("tệp so sánh không phải báo cáo của troly evaluate report")
    before, after = old["right"], new["right"]
    both = [id for id in after if id in before]
    return {
        "better": [id for id in both if after[id] and not before[id]],
        "worse": [id for id in both if before[id] and not after[id]],
        "same": sum(before[id] == after[id] for id in both),
        "new_failures": [id for id in after if id not in before and not after[id]],
        "overall": {
            name: {"before": old["overall"].get(name), "after": value}
            for name, value in new["overall"].items()
        },
    }

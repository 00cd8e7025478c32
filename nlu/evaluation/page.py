"""Shows a report as one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from nlu.evaluation.plots import bars, curve

MEASURES = {
    "intent": "đúng ý định",
    "procedure": "đúng thủ tục",
    "aspect": "đúng khía cạnh (cả bộ)",
    "asked_back": "hỏi lại",
    "wrong_with_confidence": "trả lời nhầm thủ tục",
    "outside_answered": "ngoài phạm vi mà trả lời",
    "inside_refused": "trong phạm vi mà từ chối",
}
DIACRITICS = {"with": "có dấu", "without": "không dấu"}
GROUPS = {
    "styles": ("Theo cách nói", ("intent", "procedure", "aspect")),
    "intents": ("Theo ý định", ("intent",)),
    "procedures": ("Theo thủ tục", ("procedure",)),
    "aspects": ("Theo khía cạnh", ("aspect",)),
}
MOST_IDS = 60
_FRAME = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Báo cáo đánh giá trợ lý</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: auto; padding: 1rem; }}
svg {{ width: 100%; max-width: 34rem; height: auto; font-size: 12px; }}
.bar.good {{ fill: #2e7d4f; }} .bar.fair {{ fill: #c98a1b; }} .bar.poor {{ fill: #b23b3b; }}
.frame {{ fill: none; stroke: #999; }} .ideal {{ stroke: #999; stroke-dasharray: 4; }}
.point {{ fill: #2b5f9e; }}
table {{ border-collapse: collapse; display: block; overflow-x: auto; }}
th, td {{ border: 1px solid #ccc; padding: .3rem .5rem; text-align: left; vertical-align: top; }}
td {{ overflow-wrap: anywhere; }}
article {{ border-top: 1px solid #ccc; overflow-wrap: anywhere; }} article p {{ margin: .3rem 0; }}
small {{ color: #555; }}
</style>
</head>
<body>
{content}
</body>
</html>
"""


def render_page(report: Mapping[str, Any], compared: Mapping[str, Any] | None = None) -> str:
    """Return the page of a report.

    Args:
        report: see :func:`nlu.evaluation.report.build_report`.
        compared: with an older one, see :func:`nlu.evaluation.report.compare`.
    """
    parts = [
        "<h1>Báo cáo đánh giá trợ lý</h1>",
        f"<p>{report['questions']} câu hỏi, {report['missing']} câu chưa có trả lời.</p>",
        _overall(report["overall"]),
        _diacritics(report["diacritics"]),
    ]
    if compared is not None:
        parts.append(_comparison(compared))
    for group, (title, measures) in GROUPS.items():
        parts += [_group(report[group], title, measure) for measure in measures]
    parts += [_calibration(report["calibration"]), _confusions(report["confusions"])]
    parts.append(_worst(report["worst"]))
    return _FRAME.format(content="\n".join(parts))


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _overall(overall: Mapping[str, Any]) -> str:
    rows = [(name, _percent(overall[key])) for key, name in MEASURES.items()]
    return "<h2>Chung</h2>" + _table(("", "tỉ lệ"), rows)


def _diacritics(groups: Mapping[str, Mapping[str, Any]]) -> str:
    """Return what is lost when nobody sets diacritics."""
    found = {name: groups[key] for key, name in DIACRITICS.items() if key in groups}
    rows = [
        (MEASURES[measure], *(_percent(of[measure]) for of in found.values()))
        for measure in ("intent", "procedure", "aspect", "asked_back", "wrong_with_confidence")
    ]
    head = ("", *(f"{name} ({of['count']} câu)" for name, of in found.items()))
    return "<h2>Có dấu và không dấu</h2>" + _table(head, rows)


def _comparison(compared: Mapping[str, Any]) -> str:
    figures = compared["overall"]
    rows = [
        (name, _percent(figures[key]["before"]), _percent(figures[key]["after"]))
        for key, name in MEASURES.items()
    ]
    ids = (("Khá hơn", "better"), ("Kém đi", "worse"), ("Lỗi ở câu mới", "new_failures"))
    lists = "".join(
        f"<p><b>{title}: {len(compared[key])}</b> "
        f"<small>{escape(', '.join(compared[key][:MOST_IDS]))}</small></p>"
        for title, key in ids
    )
    same = f"<p>Không đổi: {compared['same']}</p>"
    return "<h2>So với lần trước</h2>" + _table(("", "trước", "nay"), rows) + lists + same


def _group(group: Mapping[str, Mapping[str, Any]], title: str, measure: str) -> str:
    heading = f"{title}: {MEASURES[measure]}"
    shares = {f"{name} ({of['count']})": of[measure] for name, of in group.items()}
    return f"<h2>{escape(heading)}</h2>" + bars(shares, heading)


def _calibration(found: Mapping[str, Any] | None) -> str:
    heading = "<h2>Độ chắc có đáng tin không</h2>"
    if found is None:
        return heading + "<p>Tệp câu trả lời không ghi độ chắc.</p>"
    note = f"<p>Lệch trung bình {found['error']:.1%}. Chấm càng to càng nhiều câu.</p>"
    return heading + note + curve(found["bins"], "Độ chắc và tỉ lệ đúng")


def _confusions(found: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    names = {"intent": "Ý định bị nhầm", "procedure": "Thủ tục bị nhầm"}
    parts = []
    for key, title in names.items():
        rows = [(pair["wanted"], pair["given"] or "(không)", pair["times"]) for pair in found[key]]
        parts.append(f"<h2>{title}</h2>" + _table(("đúng ra là", "đã hiểu là", "số lần"), rows))
    return "".join(parts)


def _worst(worst: Sequence[Mapping[str, Any]]) -> str:
    return f"<h2>{len(worst)} lỗi đáng lo nhất</h2>" + "".join(_failure(one) for one in worst)


def _failure(one: Mapping[str, Any]) -> str:
    """Return one failure as a card: a table of them would be wider than a phone."""
    sure = "" if one["confidence"] is None else f", chắc {one['confidence']:.0%}"
    lines = {
        "Người dân nói": " → ".join(part for part in (one["context"], one["text"]) if part),
        "Đúng ra là": one["wanted"],
        "Đã hiểu là": f"{one['given'] or '(không)'} [{one['status']}{sure}]",
        "Đã trả lời": one["answer"],
        "Nút bấm": ", ".join(one["buttons"]),
    }
    told = "".join(
        f"<p><b>{name}:</b> {escape(str(text))}</p>" for name, text in lines.items() if text
    )
    return (
        f"<article><h3>{escape(str(one['id']))} ({escape(str(one['style']))})</h3>{told}</article>"
    )

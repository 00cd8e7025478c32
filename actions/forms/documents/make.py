"""Makes the finished documents of a form: PDF to print (Typst), Word to change (python-docx)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst

from actions.forms.documents.sheet import Block, Couple, Sheet, sheet
from actions.forms.documents.word import write_word
from actions.forms.draft import Draft
from bot.messages import Attached
from knowledge.forms.schema import Form
from nlu.text.fold import fold

TEMPLATE = Path(__file__).with_name("sheet.typ")
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CHECKLIST = "Danh sách cần nhập"
NOT_TO_FILE = "Tờ này để xem mà nhập hoặc chép, không nộp thay mẫu của cơ quan."


def documents(form: Form, draft: Draft, answers: Mapping[str, Any]) -> tuple[Attached, ...]:
    """Return the finished documents: PDF and Word; of a checklist only the PDF."""
    made = sheet(form, answers, form.purposes.get(draft.procedure, ""))
    return _both(form, made)


def blank(form: Form) -> tuple[Attached, ...]:
    """Return the form to be written by hand, as PDF and Word."""
    return _both(form, sheet(form, {}))


def _both(form: Form, made: Sheet) -> tuple[Attached, ...]:
    name = fold(f"to-khai-{form.short}").replace(" ", "-").replace(",", "")
    pdf = Attached(f"{name}.pdf", PDF, write_pdf(made))
    if form.result == "checklist":
        return (pdf,)
    return (pdf, Attached(f"{name}.docx", WORD, write_word(made)))


def write_pdf(made: Sheet, form: Literal["pdf", "png"] = "pdf", ppi: float = 144.0) -> bytes:
    """Return a sheet as PDF, or with ``form="png"`` its first page as a picture."""
    compiled = typst.compile(
        TEMPLATE,
        format=form,
        ppi=ppi,
        sys_inputs={"said": json.dumps(as_data(made), ensure_ascii=False)},
    )
    # Several pages as pictures come as a list, which the library's types do not tell.
    pages: Any = compiled
    return bytes(pages[0]) if isinstance(pages, list) else bytes(pages)


def as_data(made: Sheet) -> dict[str, Any]:
    """Return a sheet as the template takes it."""
    return {
        "kind": made.kind,
        "code": made.code,
        "heading": CHECKLIST,
        "not_to_file": NOT_TO_FILE,
        "title": made.title,
        "addressed_to": made.addressed_to,
        "parts": [_part(part) for part in made.parts],
        "declaration": made.declaration,
        "place_line": made.place_line,
        "signatures": [list(signature) for signature in made.signatures],
        "notes": list(made.notes),
        "foot": made.foot,
    }


def _part(part: Any) -> dict[str, Any]:
    if isinstance(part, Block):
        lines = [[list(pair) for pair in line.parts] for line in part.lines]
        return {"kind": "block", "heading": part.heading, "lines": lines}
    if isinstance(part, Couple):
        rows = [list(row) for row in part.rows]
        return {"kind": "couple", "left": part.left, "right": part.right, "rows": rows}
    rows = [list(row) for row in part.rows]
    return {"kind": "grid", "heading": part.heading, "head": list(part.head), "rows": rows}

"""Finished documents: every form as PDF and Word, with what was said and who signs."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from PIL import Image, ImageChops

from actions.container import Container
from actions.forms import engine
from actions.forms.documents.make import blank, documents
from actions.forms.documents.sheet import in_words, sheet
from actions.forms.draft import Draft
from knowledge.forms.schema import Form
from knowledge.store import knowledge
from tests.actions.forms.pictures import ANSWERS, PICTURES, picture
from tests.actions.forms.test_engine import values

FORMS = sorted(knowledge().forms)
APPROVED = sorted(ANSWERS)
SHADES = 48
"""Less is the smoothing of letters, not another picture."""
MOST_DIFFERENT = 0.002


def filled(form: Form) -> Draft:
    """Return a form with the first value that each field may have."""
    draft = engine.begin(form, Draft(form.id, procedure=form.procedures[0]))
    while draft.stage == "asking":
        draft = engine.answer(form, draft, values(form.field(draft.at))[0])
    return draft


def words(data: bytes) -> str:
    """Return all words of a Word document."""
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("name", FORMS)
def test_every_form_becomes_documents_that_say_what_was_answered(name: str) -> None:
    form = knowledge().forms[name]
    draft = filled(form)
    made = documents(form, draft, engine.filled(form, draft))
    assert made[0].data.startswith(b"%PDF")
    if form.result == "checklist":
        assert len(made) == 1
        return
    text = words(made[1].data)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert form.title.upper() in text
    assert "05/03/1985" in text or "072085001234" in text or "điều được ghi" in text.lower()
    assert all(signature.who in text for signature in form.signatures)
    assert (
        form.version.document
        in Document(io.BytesIO(made[1].data)).sections[0].footer.paragraphs[0].text
    )


@pytest.mark.parametrize("name", [n for n in FORMS if knowledge().forms[n].result != "checklist"])
def test_every_paper_form_can_be_had_blank(name: str) -> None:
    pdf, word = blank(knowledge().forms[name])
    assert pdf.data.startswith(b"%PDF")
    assert "Nguyễn" not in words(word.data)


@pytest.mark.parametrize("name", [n for n in FORMS if knowledge().forms[n].result == "draft"])
def test_a_draft_says_that_it_is_one(name: str) -> None:
    form = knowledge().forms[name]
    draft = filled(form)
    _, word = documents(form, draft, engine.filled(form, draft))
    assert "Bản nháp" in words(word.data)


def test_nobody_signs_in_the_chat() -> None:
    form = knowledge().forms["khai_sinh"]
    made = sheet(form, engine.filled(form, filled(form)))
    assert made.place_line.endswith("ngày …… tháng …… năm ………")
    assert made.signatures == (("Người yêu cầu", "Nguyễn Thị Mẫu", "Ký, ghi rõ họ, chữ đệm, tên"),)


def test_a_day_is_also_written_in_words() -> None:
    assert in_words("2026-11-15") == (
        "Ngày mười lăm, tháng mười một, năm hai nghìn không trăm hai mươi sáu"
    )


def test_people_who_move_along_stand_in_a_table() -> None:
    form = knowledge().forms["ct01"]
    answers: dict[str, Any] = {"member_more_1": True, "member_1_full_name": "Lê Văn Mẫu",
                               "member_1_gender": "Nam", "member_more_2": False}  # fmt: skip
    made = sheet(form, answers)
    (grid,) = [part for part in made.parts if type(part).__name__ == "Grid"]
    assert grid.rows[0][:2] == ("1", "Lê Văn Mẫu")


def test_bride_and_groom_stand_beside_each_other() -> None:
    form = knowledge().forms["ket_hon"]
    made = sheet(form, engine.filled(form, filled(form)))
    (couple,) = [part for part in made.parts if type(part).__name__ == "Couple"]
    assert (couple.left, couple.right) == ("Bên nữ", "Bên nam")
    assert couple.rows[0][0] == "Họ, chữ đệm, tên"


@pytest.mark.parametrize("name", APPROVED)
def test_a_page_looks_like_its_approved_picture(name: str, parts: Container) -> None:
    """To approve a new look: ``python -m tests.actions.forms.approve``."""
    page = picture(name, parts)
    approved = Image.open(PICTURES / f"{name}.png").convert("L")
    assert page.size == approved.size
    different = ImageChops.difference(page, approved).point(lambda shade: 255 * (shade > SHADES))
    share = sum(different.histogram()[128:]) / (page.width * page.height)
    assert share < MOST_DIFFERENT

"""A sheet as a Word document, laid out like the PDF."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as Made
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from actions.forms.documents.sheet import Block, Couple, Grid, Line, Sheet

FONT = "Times New Roman"
"""What official papers use (Nghị định 30/2020/NĐ-CP); every office computer has it."""
WIDTH = Mm(164)
SIGNATURE_LINES = 4


def write_word(made: Sheet) -> bytes:
    """Return a sheet as .docx."""
    document = Document()
    _set_up(document)
    _head(document, made)
    for part in made.parts:
        if isinstance(part, Block):
            _block(document, part)
        elif isinstance(part, Couple):
            _table(document, ("Thông tin", part.left, part.right), part.rows)
        elif isinstance(part, Grid):
            document.add_paragraph(part.heading)
            _table(document, part.head, part.rows)
    if made.declaration:
        document.add_paragraph(made.declaration).paragraph_format.first_line_indent = Mm(8)
    _sign(document, made)
    for note in made.notes:
        document.add_paragraph().add_run(note).font.size = Pt(9.5)
    document.sections[0].footer.paragraphs[0].add_run(made.foot).font.size = Pt(8.5)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _set_up(document: Made) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(18), Mm(16)
    section.left_margin, section.right_margin = Mm(28), Mm(18)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(13)
    normal.paragraph_format.space_after = Pt(5)


def _head(document: Made, made: Sheet) -> None:
    if made.code:
        _centred(document, f"Mẫu {made.code}", size=9, italic=True, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _centred(document, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True)
    motto = _centred(document, "Độc lập - Tự do - Hạnh phúc", bold=True)
    motto.runs[0].font.underline = True
    _centred(document, made.title.upper(), bold=True, size=15)
    if made.kind == "draft":
        _centred(document, "(Bản nháp, đối chiếu với mẫu tại nơi nộp)", italic=True, size=11)
    if made.addressed_to:
        _centred(document, f"Kính gửi: {made.addressed_to}")


def _centred(
    document: Made,
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: float = 13,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.CENTER,
) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    return paragraph


def _block(document: Made, block: Block) -> None:
    if block.heading:
        document.add_paragraph().add_run(block.heading).bold = True
    for line in block.lines:
        _line(document, line)


def _line(document: Made, line: Line) -> None:
    """Write labels and values; where there is no value, dots to the end of the line."""
    paragraph = document.add_paragraph()
    for label, value in line.parts:
        paragraph.add_run(f"{label}: ")
        if value:
            paragraph.add_run(f"{value}   ").bold = True
        else:
            stops = paragraph.paragraph_format.tab_stops
            stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            paragraph.add_run("\t")


def _table(document: Made, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=1, cols=len(head))
    table.style = "Table Grid"
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _sign(document: Made, made: Sheet) -> None:
    if made.place_line:
        _centred(document, made.place_line, italic=True, align=WD_ALIGN_PARAGRAPH.RIGHT)
    if not made.signatures:
        return
    # One alone stands on the right.
    columns = max(len(made.signatures), 2)
    cells = document.add_table(rows=1, cols=columns).rows[0].cells[-len(made.signatures) :]
    for cell, (who, name, note) in zip(cells, made.signatures, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(who).bold = True
        paragraph.add_run(f"\n({note})").italic = True
        paragraph.add_run("\n" * SIGNATURE_LINES + name)

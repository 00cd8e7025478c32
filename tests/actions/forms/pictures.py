"""Pictures of finished forms, filled in with made-up people: to be looked at and compared."""

from __future__ import annotations

import io
import uuid
from pathlib import Path

from PIL import Image

from actions.forms.documents.make import write_pdf
from actions.forms.documents.sheet import sheet
from actions.forms.session import FormTalk
from knowledge.store import knowledge

PICTURES = Path(__file__).parent / "approved"
PPI = 72.0
ANSWERS = {
    "khai_sinh": ("Trần Thị Mẫu", "12/4/1999", "072199001234", "mẹ", "bé tên Lê Ngọc Mẫu An, "
                  "sinh 15/11/2026, con gái", "Kinh", "Việt Nam", "bệnh viện Mẫu, phường Tân Ninh",
                  "xã Tân Lân", "ừ", "có", "Lê Văn Mẫu", "2/1/1995", "072095004321", "chưa",
                  "xã Tân Lân", "có", "2"),
    "khai_tu": ("Lê Văn Mẫu", "2/1/1975", "072075001234", "con", "Lê Thị Mẫu", "1948", "ừ",
                "bỏ qua",
                "nữ", "Kinh", "Việt Nam", "ấp 3, xã Tân Lân", "bỏ qua", "20/11/2026",
                "5 giờ 30 phút", "ấp 3, xã Tân Lân", "tuổi già", "15/GBT", "Trạm y tế xã Mẫu",
                "21/11/2026", "xã Tân Lân", "không"),
    "ket_hon": ("Trần Thị Mẫu", "12/4/1999", "072199001234", "Kinh", "Việt Nam", "1", "Lê Văn Mẫu",
                "2/1/1995", "072095004321", "Khmer", "Việt Nam", "1", "xã Tân Lân", "không"),
    "ct01": ("Trần Thị Mẫu", "12/4/1999", "nữ", "072199001234", "0907000111", "bỏ qua",
             "người ở thuê", "Lê Văn Mẫu", "072070004321", "ấp 3, xã Tân Lân", "tạm trú 2 năm",
             "có",
             "Lê Ngọc Mẫu An", "15/11/2026", "nữ", "bỏ qua", "cháu", "không"),
    "ho_kinh_doanh": ("Trần Thị Mẫu", "12/4/1999", "nữ", "072199001234", "0907000111", "bỏ qua",
                      "Hộ kinh doanh Quán Mẫu", "số 12, ấp 3, xã Tân Lân", "ừ", "không",
                      "bán cà phê, nước giải khát", "50 triệu", "bỏ qua", "2", "kê khai",
                      "cá nhân"),
    "huu_tri_xa_hoi": ("xin mới", "Trần Thị Mẫu", "12/4/1949", "nữ", "Kinh", "072149001234",
                       "ấp 3, xã Tân Lân", "bỏ qua", "bỏ qua", "bỏ qua", "hộ nghèo", "bưu điện xã",
                       "bỏ qua", "bỏ qua", "bỏ qua", "có", "Lê Văn Mẫu", "2/1/1975", "072075001234",
                       "ấp 3, xã Tân Lân", "0907000111", "con"),
}  # fmt: skip


def filled_in(name: str, parts: object) -> dict[str, object]:
    """Return the answers of a form that was filled in by talking.

    Raises:
        AssertionError: something is still asked.
    """
    talk = FormTalk(parts, uuid.uuid4().hex)  # type: ignore[arg-type]
    talk.start(knowledge().forms[name].procedures[0])
    for text in ("ừ", *ANSWERS[name]):
        said = talk.take(text)
    kept = talk.active()
    assert kept is not None
    assert kept.draft.stage == "review", said
    return dict(kept.draft.answers)


def picture(name: str, parts: object, ppi: float = PPI) -> Image.Image:
    """Return the first page of a filled-in form in shades of grey."""
    form = knowledge().forms[name]
    made = sheet(form, filled_in(name, parts), form.purposes.get(form.procedures[0], ""))
    return Image.open(io.BytesIO(write_pdf(made, "png", ppi))).convert("L")

"""A form through the page, gateway and dialogue: fetched as a file, gone on with a day later."""

from __future__ import annotations

import io
import os
import signal

import httpx
import pytest
from docx import Document

from tests.process.conftest import Installation
from tests.process.test_processes import open_session, replies, send

pytestmark = [pytest.mark.process, pytest.mark.rasa]

FIRST = ("điền tờ khai đăng ký tạm trú", "ừ", "Trần Thị Mẫu", "12/4/1999", "lệ phí bao nhiêu?")
REST = ("nữ", "072199001234", "0907000111", "bỏ qua", "người ở thuê", "Lê Văn Mẫu", "072070004321",
        "ấp 3, xã Tân Lân", "bỏ qua", "không", "đúng")  # fmt: skip


def say(
    http: httpx.Client, texts: tuple[str, ...], after: int = 0
) -> tuple[str, int, list[dict[str, object]]]:
    """Write one after the other; return the last words, the last id and the last files."""
    said, files = "", list[dict[str, object]]()
    for text in texts:
        send(http, text)
        found = replies(http, after)
        after = int(str(found[-1]["id"]))
        said = "\n".join(str(reply["text"]) for reply in found)
        files = [file for reply in found for file in reply.get("files") or ()]  # type: ignore[attr-defined]
    return said, after, files


def test_a_form_goes_on_in_another_process_on_another_day(installation: Installation) -> None:
    system = installation.start("-m", "bot.cli", "run")
    with installation.http() as http:
        installation.wait_for_gateway(http)
        open_session(http)
        said, after, _ = say(http, FIRST)
        assert "Lệ phí tạm trú" in said
        assert "Giới tính" in said
        os.kill(system.pid, signal.SIGINT)
        system.communicate(timeout=30)
        installation.environment["TROLY_TODAY"] = "2026-11-25"
        installation.start("-m", "bot.cli", "run")
        installation.wait_for_gateway(http)
        said, after, files = say(http, REST, after)
        assert "Xong rồi" in said
        word = next(file for file in files if str(file["name"]).endswith(".docx"))
        data = http.get(f"/tep/{word['id']}").content
        text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs)
        assert "Trần Thị Mẫu" in text
        said, after, _ = say(http, ("xóa hết",), after)
        assert "2 tệp" in said
        assert "còn 0 tờ khai, 0 tệp" in said
        assert http.get(f"/tep/{word['id']}").status_code == 404

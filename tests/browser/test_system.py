"""A citizen with a browser and the whole, real system."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.process.conftest import Installation, installation  # noqa: F401 - fixture

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.rasa]


def test_ask_press_a_button_reload_and_ask_again(page: Page, installation: Installation) -> None:  # noqa: F811
    installation.start("-m", "bot.cli", "run")
    with installation.http() as http:
        installation.wait_for_gateway(http)
    chat = Chat(page, f"http://127.0.0.1:{installation.port}/")
    chat.ask("lm khai sih cho be can giay j")
    chat.expect_replies(1)
    expect(chat.replies.last).to_contain_text("Giấy chứng sinh")
    expect(chat.replies.last.locator(".small")).to_contain_text("Theo Luật Hộ tịch")
    chat.press("Lệ phí bao nhiêu")
    chat.expect_replies(2)
    expect(chat.replies.last).to_contain_text("miễn phí")
    page.reload()
    chat.expect_replies(2)
    chat.ask("còn nộp ở đâu?")
    chat.expect_replies(3)
    expect(chat.replies.last).to_contain_text("UBND xã")

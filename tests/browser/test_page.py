"""The page with the real gateway; only the dialogue behind it is a stand-in."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.gateway.app import create_app
from bot.messages import Button, Command, Reply
from bot.settings import Settings
from tests.browser.chat import Chat
from tests.gateway.conftest import EchoDialogue, free_port, served

pytestmark = pytest.mark.browser

CHOICE = Button("Lệ phí bao nhiêu", Command("ask_procedure", "khai_sinh", ("fee",)))
ANSWER = Reply(
    "**Giấy tờ:**\nLuôn cần:\n• Giấy chứng sinh\n• Số căn cước\nXem https://dichvucong.gov.vn.",
    (CHOICE,),
    "Theo Luật Hộ tịch 2014 · kiểm tra ngày 22/11/2026",
)
FIRST_VIEW_BYTES = 60_000


def test_a_question_is_answered_with_lists_links_and_small_print(
    page: Page, gateway: str, echo: EchoDialogue
) -> None:
    echo.answer = lambda _: [ANSWER]
    chat = Chat(page, gateway)
    chat.ask("khai sinh cần gì")
    chat.expect_replies(1)
    expect(chat.replies.locator("li")).to_have_text(["Giấy chứng sinh", "Số căn cước"])
    expect(chat.replies.locator("strong")).to_have_text(["Giấy tờ:"])
    expect(chat.replies.get_by_role("link")).to_have_attribute("href", "https://dichvucong.gov.vn")
    expect(chat.replies.locator(".small")).to_contain_text("Luật Hộ tịch")
    expect(page.locator("#typing")).to_be_hidden()


def test_a_button_is_a_question_of_its_own(page: Page, gateway: str, echo: EchoDialogue) -> None:
    echo.answer = lambda text: [ANSWER] if "khai" in text else [Reply("miễn phí")]
    chat = Chat(page, gateway)
    chat.ask("khai sinh")
    chat.expect_replies(1)
    chat.press("Lệ phí bao nhiêu")
    chat.expect_replies(2)
    expect(chat.questions.last).to_have_text("Lệ phí bao nhiêu")


def test_a_reply_can_be_heard_and_stopped(page: Page, gateway: str, echo: EchoDialogue) -> None:
    chat = Chat(page, gateway)
    chat.ask("khai sinh cần gì")
    listen = page.get_by_role("button", name="Nghe", exact=True)
    listen.click()
    stop = page.get_by_role("button", name="Dừng")
    stop.wait_for()
    assert stop.get_attribute("aria-pressed") == "true"
    stop.click()
    listen.wait_for()


def test_a_reload_shows_everything_once_and_the_talk_goes_on(
    page: Page, gateway: str, echo: EchoDialogue
) -> None:
    chat = Chat(page, gateway)
    chat.ask("một")
    chat.expect_replies(1)
    page.reload()
    chat.expect_replies(1)
    expect(chat.questions).to_have_text(["một"])
    chat.ask("hai")
    chat.expect_replies(2)


def test_a_message_written_without_a_network_is_sent_once_when_it_is_back(
    page: Page, phone: BrowserContext, gateway: str, echo: EchoDialogue
) -> None:
    chat = Chat(page, gateway)
    chat.ask("trước")
    chat.expect_replies(1)
    phone.set_offline(True)
    chat.ask("trong lúc mất mạng")
    expect(chat.questions.last).to_contain_text("Đang gửi lại")
    phone.set_offline(False)
    chat.expect_replies(2)
    assert echo.order == ["trước", "trong lúc mất mạng"]


def test_what_was_answered_while_the_network_was_away_is_shown_when_it_is_back(
    page: Page, phone: BrowserContext, gateway: str, settings: Settings
) -> None:
    chat = Chat(page, gateway)
    chat.ask("hỏi rồi mất mạng")
    expect(page.locator("#typing")).to_be_visible()
    phone.set_offline(True)
    dialogue = EchoDialogue(settings)
    with served(dialogue.app(), settings.dialogue_port):
        for _ in range(100):
            if dialogue.order:
                break
            page.wait_for_timeout(100)
        phone.set_offline(False)
        chat.expect_replies(1)


def test_the_page_says_that_the_assistant_is_waking_up_and_answers_later(
    page: Page, gateway: str, settings: Settings
) -> None:
    chat = Chat(page, gateway)
    chat.ask("có ai không")
    expect(page.get_by_role("status")).to_contain_text("đang thức dậy")
    with served(EchoDialogue(settings).app(), settings.dialogue_port):
        chat.expect_replies(1)
        expect(page.locator("#banner")).to_be_hidden()


def test_where_streams_do_not_get_through_replies_come_by_long_poll(
    page: Page, gateway: str, echo: EchoDialogue
) -> None:
    page.route("**/api/events", lambda route: route.abort())
    chat = Chat(page, gateway)
    chat.ask("một")
    chat.expect_replies(1)


def test_a_session_that_is_gone_is_replaced_and_the_message_goes_on(
    page: Page, gateway: str, echo: EchoDialogue
) -> None:
    chat = Chat(page, gateway)
    page.evaluate("() => localStorage.setItem('troly.token', 'gone')")
    page.reload()
    chat.ask("còn đây không")
    chat.expect_replies(1)


def test_a_message_that_is_refused_stays_in_the_box_with_the_reason(
    page: Page, gateway: str
) -> None:
    chat = Chat(page, gateway)
    chat.ask("x" * 10_001)
    expect(page.get_by_role("alert")).to_contain_text("dài quá")
    expect(chat.box).to_have_value("x" * 10_001)
    expect(chat.questions).to_have_count(0)


def test_markup_in_a_message_is_shown_as_text(page: Page, gateway: str, echo: EchoDialogue) -> None:
    chat = Chat(page, gateway)
    chat.ask("<img src=x onerror=alert(1)>")
    chat.expect_replies(1)
    expect(chat.replies).to_contain_text("<img src=x")
    assert page.locator("#log img").count() == 0


def test_everything_can_be_done_with_the_keyboard(
    page: Page, gateway: str, echo: EchoDialogue
) -> None:
    echo.answer = lambda text: [ANSWER] if "khai" in text else [Reply("miễn phí")]
    Chat(page, gateway)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skip link
    page.keyboard.type("khai sinh")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("cần gì")
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Lệ phí bao nhiêu")
    expect(button).to_be_visible()
    for _ in range(6):
        page.keyboard.press("Shift+Tab")
        if button.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("article", name="Trợ lý")).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_about(
    chromium: Browser, gateway: str, echo: EchoDialogue, scheme: str
) -> None:
    echo.answer = lambda _: [ANSWER]
    context = chromium.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    chat = Chat(page, gateway)
    for number in range(3):
        chat.ask(f"câu {number}")
        chat.expect_replies(number + 1)
    found = [violation["id"] for violation in Axe().run(page).response["violations"]]
    page.goto(gateway + "/quyen-rieng-tu")
    found += [violation["id"] for violation in Axe().run(page).response["violations"]]
    context.close()
    assert found == []


@pytest.mark.parametrize(("width", "larger"), [(320, 0), (320, 7), (640, 7), (1280, 0)])
def test_nothing_must_be_scrolled_sideways(
    chromium: Browser, gateway: str, echo: EchoDialogue, width: int, larger: int
) -> None:
    echo.answer = lambda _: [ANSWER]
    context = chromium.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    chat = Chat(page, gateway)
    for _ in range(larger):
        page.get_by_role("button", name="Chữ lớn hơn").click()
    chat.ask("một câu rất dài " + "không có khoảng trắng".replace(" ", "") * 9)
    chat.expect_replies(1)
    overflow = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    context.close()
    assert overflow <= 0


def test_the_first_view_is_small(page: Page, gateway: str) -> None:
    sizes: list[int] = []
    page.on(
        "response",
        lambda answer: sizes.append(len(answer.body())) if "/api/" not in answer.url else None,
    )
    Chat(page, gateway)
    assert 0 < sum(sizes) < FIRST_VIEW_BYTES


def test_a_new_conversation_begins_empty(page: Page, gateway: str, echo: EchoDialogue) -> None:
    chat = Chat(page, gateway)
    chat.ask("chuyện cũ")
    chat.expect_replies(1)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Chuyện mới").click()
    expect(chat.questions).to_have_count(0)
    chat.ask("chuyện mới")
    chat.expect_replies(1)


def test_the_page_is_there_without_the_gateway_having_a_dialogue_at_all(
    page: Page, settings: Settings, tmp_path: Path
) -> None:
    with served(create_app(settings), free_port()) as address:
        Chat(page, address)
        expect(page.get_by_role("button", name="Làm khai sinh cho con cần gì?")).to_be_visible()

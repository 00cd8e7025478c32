"""Besides typing: speaking, photos, where one is, documents, links, other people's pages."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import av
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.gateway.app import create_app
from bot.messages import Attached, Reply
from bot.settings import Settings, load_settings
from bot.storage.database import Database
from bot.storage.inbox import Came, Inbox
from bot.storage.links import make_links
from bot.storage.members import save_member
from tests.browser.chat import Chat
from tests.gateway.conftest import EchoDialogue, served
from tests.standins.recogniser import RecogniserStandin

pytestmark = pytest.mark.browser


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[Came]:
    """What came with messages, as it was stored."""
    found: list[Came] = []
    keep: Any = Inbox._keep

    def look(self: Inbox, connection: Any, turn_id: str, came: Came) -> None:
        found.append(came)
        keep(self, connection, turn_id, came)

    monkeypatch.setattr(Inbox, "_keep", look)
    return found


@pytest.fixture
def listening(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, RecogniserStandin, EchoDialogue]]:
    """A gateway with a service that hears, that service, and the dialogue."""
    service = RecogniserStandin("đổi căn cước ở đâu")
    with served(service.app()) as address:
        monkeypatch.setenv("TROLY_LISTEN_API", f"{address}/openai")
        heard = load_settings()
        dialogue = EchoDialogue(heard)
        with (
            served(create_app(heard)) as gateway,
            served(dialogue.app(), heard.dialogue_port),
        ):
            yield gateway, service, dialogue


def test_what_is_spoken_is_sent_heard_and_answered(
    page: Page, listening: tuple[str, RecogniserStandin, EchoDialogue]
) -> None:
    gateway, service, dialogue = listening
    chat = Chat(page, gateway)
    page.get_by_role("button", name="Nói", exact=True).click()
    stop = page.get_by_role("button", name="Nói xong, gửi")
    expect(stop).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(600)
    stop.click()
    chat.expect_replies(1)
    assert dialogue.order == ["đổi căn cước ở đâu"]
    _, body, _ = service.heard[0]
    sound = body[body.index(b"\r\n\r\n", body.index(b'name="file"')) + 4 :]
    with av.open(io.BytesIO(sound)) as recording:
        assert recording.streams.audio[0].codec_context.name == "opus"


def test_where_nobody_can_listen_nothing_offers_to(
    page: Page, gateway: str, echo: EchoDialogue
) -> None:
    chat = Chat(page, gateway)
    chat.ask("chào")
    chat.expect_replies(1)
    expect(page.get_by_role("button", name="Nói", exact=True)).to_be_hidden()


def test_a_photo_is_made_smaller_and_loses_where_it_was_taken(
    page: Page, gateway: str, echo: EchoDialogue, kept: list[Came]
) -> None:
    large = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.effect_noise((3000, 1500), 40).convert("RGB").save(large, "JPEG", exif=exif)
    chat = Chat(page, gateway)
    photo = {"name": "giay.jpg", "mimeType": "image/jpeg", "buffer": large.getvalue()}
    page.set_input_files("#photo", files=[photo])  # type: ignore[list-item]
    chat.expect_replies(1)
    (came,) = kept
    assert Image.open(io.BytesIO(came.data)).size == (2000, 1000)
    assert b"taken at home" not in came.data
    expect(chat.questions.last).to_have_text("(hình)")


def test_what_is_no_picture_is_refused_kindly(page: Page, gateway: str) -> None:
    chat = Chat(page, gateway)
    wrong = {"name": "giay.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    page.set_input_files("#photo", files=[wrong])  # type: ignore[list-item]
    expect(page.get_by_role("alert")).to_contain_text("không mở được tệp này")
    expect(chat.questions).to_have_count(0)


def test_where_one_is_can_be_sent(phone: BrowserContext, gateway: str, echo: EchoDialogue) -> None:
    phone.grant_permissions(["geolocation"])
    phone.set_geolocation({"latitude": 11.31, "longitude": 106.098})
    page = phone.new_page()
    echo.answer = lambda _: [Reply("Nhà ở xã nào?", wants_location=True)]
    chat = Chat(page, gateway)
    chat.ask("ở đâu")
    page.get_by_role("button", name="Gửi vị trí của tôi").click()
    chat.expect_replies(2)
    assert echo.order[-1] == "tôi ở vị trí 11.31000, 106.09800"


def test_where_one_is_stays_secret_without_leave(
    page: Page, gateway: str, echo: EchoDialogue
) -> None:
    chat = Chat(page, gateway)
    page.evaluate(
        "() => { navigator.geolocation.getCurrentPosition = (_, no) => no(new Error('no')); }"
    )
    page.get_by_role("button", name="Gửi vị trí").click()
    expect(page.get_by_role("alert")).to_contain_text("Gõ tên xã")
    expect(chat.questions).to_have_count(0)


def test_a_document_can_be_downloaded(page: Page, gateway: str, echo: EchoDialogue) -> None:
    paper = Attached("tờ khai.pdf", "application/pdf", b"%PDF made up")
    echo.answer = lambda _: [Reply("Dạ đây", attached=(paper,))]
    chat = Chat(page, gateway)
    chat.ask("gửi tờ khai")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải về: tờ khai.pdf").click()
    assert waiting.value.suggested_filename == "tờ khai.pdf"
    assert waiting.value.path().read_bytes() == b"%PDF made up"


def test_a_link_of_a_team_leads_to_its_procedure_once(
    page: Page, gateway: str, echo: EchoDialogue, settings: Settings
) -> None:
    (link,) = make_links(Database(settings.database_url), [("khai_sinh", "Xã Mỹ Hạnh", "Tổ 5")])
    chat = Chat(page, f"{gateway}/l/{link.code}")
    chat.expect_replies(1)
    expect(chat.questions).to_have_count(0)
    page.reload()
    chat.expect_replies(1)
    assert echo.order == ["khai-sinh"]


def test_answers_are_read_aloud_to_who_wished_for_it(
    page: Page, gateway: str, echo: EchoDialogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.storage import turns

    monkeypatch.setattr(turns.TurnStore, "_personal", staticmethod(lambda *_: "slow"))
    chat = Chat(page, gateway)
    with page.expect_response(lambda answer: "/api/speech" in answer.url) as waiting:
        chat.ask("chào")
    assert "slow=1" in waiting.value.url
    expect(page.get_by_role("button", name="Dừng")).to_be_visible()
    page.reload()
    chat.expect_replies(1)
    expect(page.get_by_role("button", name="Dừng")).to_have_count(0)


def commune_page(gateway: str) -> Starlette:
    """Return the site of a commune with the assistant in it."""

    def home(_: Request) -> Response:
        script = f'<script src="{gateway}/nhung.js" async></script>'
        return HTMLResponse(f"<!doctype html><title>Xã</title><h1>Xã Mỹ Hạnh</h1>{script}")

    return Starlette(routes=[Route("/health", lambda _: Response()), Route("/", home)])


def test_one_line_puts_the_assistant_into_the_page_of_a_commune(
    page: Page, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(commune_page("http://127.0.0.1:9")) as first:
        monkeypatch.setenv("TROLY_EMBED_IN", first)
        allowed = load_settings()
    port = int(first.rsplit(":", 1)[1])
    dialogue = EchoDialogue(allowed)
    with (
        served(create_app(allowed)) as gateway,
        served(dialogue.app(), allowed.dialogue_port),
        served(commune_page(gateway), port) as site,
    ):
        page.goto(site)
        button = page.get_by_role("button", name="Hỏi thủ tục")
        button.click()
        inside = page.frame_locator("iframe")
        inside.get_by_role("textbox").fill("khai sinh cần gì")
        inside.get_by_role("textbox").press("Enter")
        expect(inside.get_by_role("article", name="Trợ lý")).to_have_count(1, timeout=60_000)
        page.get_by_role("button", name="Đóng").click()
        expect(page.locator("iframe")).to_be_hidden()


def test_no_other_page_can_put_the_assistant_into_itself(chromium: Browser, gateway: str) -> None:
    page = chromium.new_page()
    with served(commune_page(gateway)) as site:
        page.goto(site)
        page.get_by_role("button", name="Hỏi thủ tục").click()
        page.wait_for_timeout(500)
        assert page.frames[-1].url.startswith("chrome-error://")
    page.close()


def test_the_pages_for_teams_have_nothing_that_axe_complains_about(
    chromium: Browser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TROLY_PUBLIC_URL", "http://troly.example")
    public = load_settings()
    context = chromium.new_context(bypass_csp=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    with served(create_app(public)) as gateway:
        db = Database(public.database_url)
        save_member(db, "Cô Tư", "mot mat khau dai", "team")
        make_links(db, [("khai_sinh", "xã Mỹ Hạnh", "Tổ 5")])
        page.goto(f"{gateway}/doi/")
        found = [violation["id"] for violation in Axe().run(page).response["violations"]]
        page.get_by_label("Tên").fill("Cô Tư")
        page.get_by_label("Mật khẩu").fill("mot mat khau dai")
        page.get_by_role("button", name="Vào").click()
        expect(page.get_by_role("heading", name="Đường dẫn và áp phích")).to_be_visible()
        found += [violation["id"] for violation in Axe().run(page).response["violations"]]
        page.get_by_label("Xã, phường").select_option("xã Mỹ Hạnh")
        page.get_by_label("Tên tổ").fill("Tổ 6")
        page.get_by_role("button", name="Làm đường dẫn").click()
        expect(page.get_by_role("row")).to_have_count(3)
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        page.get_by_role("button", name="Cô Tư: thoát").click()
        expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    context.close()
    assert (found, wide) == ([], 0)

"""The web chat's API: nothing is lost, nothing is doubled, nothing leaks."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from bot.errors import UserError
from bot.gateway.limits import RateLimit
from bot.messages import MAX_TEXT, Button, Command, Reply
from bot.settings import Settings
from tests.gateway.conftest import Browser, EchoDialogue, served


def test_a_message_is_acknowledged_and_then_answered(echo: EchoDialogue, browser: Browser) -> None:
    sent = browser.send("khai sinh cần gì")
    assert sent.status_code == 202
    (reply,) = browser.replies()
    assert reply["text"] == "nghe: khai sinh cần gì"
    assert reply["turn_id"] == sent.json()["turn_id"]


def test_a_message_sent_twice_is_answered_once(echo: EchoDialogue, browser: Browser) -> None:
    first = browser.send("xin chào", client_id="c1").json()
    assert browser.send("xin chào", client_id="c1").json() == first
    browser.replies()
    browser.send("tạm biệt")
    browser.replies()
    assert echo.order == ["xin chào", "tạm biệt"]


def test_turns_of_one_conversation_keep_their_order_and_never_overlap(
    echo: EchoDialogue, browser: Browser
) -> None:
    texts = [f"câu {n}" for n in range(12)]
    for text in texts:
        browser.send(text)
    browser.replies(count=12)
    assert echo.order == texts
    assert echo.overlaps == 0


def test_conversations_are_answered_side_by_side(echo: EchoDialogue, gateway: str) -> None:
    browsers = [Browser(gateway) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda b: [b.send("một"), b.send("hai"), b.replies(2)], browsers))
    assert sorted(echo.order) == ["hai"] * 6 + ["một"] * 6
    assert echo.most_at_once > 1


def test_two_messages_in_the_same_instant_are_both_answered(
    echo: EchoDialogue, browser: Browser
) -> None:
    barrier = threading.Barrier(2)

    def send(text: str) -> int:
        barrier.wait()
        return browser.send(text).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(send, ["một", "hai"])) == [202, 202]
    texts = {reply["text"] for reply in browser.replies(2)}
    assert texts == {"nghe: một", "nghe: hai"}


def test_what_was_sent_while_the_dialogue_slept_is_answered_when_it_wakes(
    settings: Settings, browser: Browser
) -> None:
    assert browser.send("có ai không").status_code == 202
    waiting = browser.http.get("/api/replies", params={"wait": 0}).json()
    assert waiting == {"replies": [], "dialogue": "waking"}
    with served(EchoDialogue(settings).app(), settings.dialogue_port):
        assert browser.replies()[0]["text"] == "nghe: có ai không"


def test_a_gateway_that_starts_again_answers_what_it_had_acknowledged(settings: Settings) -> None:
    from bot.gateway.app import create_app

    with served(create_app(settings)) as address:
        browser = Browser(address)
        browser.send("còn nhớ không")
    dialogue = EchoDialogue(settings)
    with served(dialogue.app(), settings.dialogue_port), served(create_app(settings)) as address:
        browser.http.base_url = httpx.URL(address)
        assert browser.replies()[0]["text"] == "nghe: còn nhớ không"


def test_the_stream_replays_what_was_missed_and_goes_on(
    echo: EchoDialogue, browser: Browser
) -> None:
    browser.send("một")
    browser.send("hai")
    first, _ = browser.replies(2)
    headers = {"Last-Event-ID": str(first["id"])}
    with browser.http.stream("GET", "/api/events", headers=headers) as stream:
        lines = stream.iter_lines()
        texts = []
        browser.send("ba")
        for line in lines:
            if line.startswith("data:") and "text" in line:
                texts.append(json.loads(line[5:])["text"])
            if len(texts) == 2:
                break
    assert texts == ["nghe: hai", "nghe: ba"]


def test_history_shows_both_sides_in_order(echo: EchoDialogue, browser: Browser) -> None:
    browser.send("một", client_id="c1")
    browser.replies()
    browser.send("hai")
    (last,) = browser.replies()
    history = browser.http.get("/api/history").json()
    said = [(item["from"], item["text"]) for item in history["items"]]
    assert said == [
        ("user", "một"), ("assistant", "nghe: một"), ("user", "hai"), ("assistant", "nghe: hai"),
    ]  # fmt: skip
    assert history["items"][0]["client_id"] == "c1"
    assert history["last_id"] == last["id"]


def test_one_browser_never_sees_the_conversation_of_another(
    echo: EchoDialogue, gateway: str
) -> None:
    one, other = Browser(gateway), Browser(gateway)
    one.send("chuyện riêng")
    one.replies()
    assert other.http.get("/api/history").json()["items"] == []
    assert other.http.get("/api/replies").json()["replies"] == []


def test_buttons_carry_tokens_that_say_nothing(echo: EchoDialogue, browser: Browser) -> None:
    command = Command("ask_procedure", "khai_sinh", ("fee",))
    echo.answer = lambda _: [Reply("chọn", (Button("Lệ phí", command),))]
    browser.send("khai sinh")
    (reply,) = browser.replies()
    (button,) = reply["buttons"]  # type: ignore[misc]
    assert set(button) == {"title", "token"}
    assert "khai_sinh" not in json.dumps(reply)


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_message_gets_a_kind_refusal(browser: Browser, text: str) -> None:
    answer = browser.send(text)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "empty"


@pytest.mark.parametrize(
    "text",
    ["x" * MAX_TEXT, "🙂🙂", "\x00\x07\u202e", "<script>alert(1)</script>", "/restart", "\ud83d"],
    ids=["longest", "emoji", "control", "html", "slash", "surrogate"],
)
def test_strange_messages_are_stored_and_answered(
    echo: EchoDialogue, browser: Browser, text: str
) -> None:
    body = json.dumps({"client_id": "c", "text": text})
    assert browser.http.post("/api/messages", content=body).status_code == 202
    assert len(browser.replies()) == 1


def test_a_message_that_is_too_long_is_refused_and_says_why(browser: Browser) -> None:
    answer = browser.send("x" * (MAX_TEXT + 1))
    assert answer.status_code == 413
    assert str(MAX_TEXT) in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"{", 400), (b"[]", 400), (b'"a"', 400), (b"\xff\xfe", 400),
        (b'{"client_id": 5, "text": "a"}', 400), (b'{"text": "a"}', 400),
        (b'{"client_id": "c", "text": ["a"]}', 400),
        (b'{"client_id": "c", "text": "a", "button": "' + b"t" * 99 + b'"}', 400),
        (b'{"client_id": "' + b"c" * 99 + b'", "text": "a"}', 400),
        (b'{"a": "' + b"x" * 70_000 + b'"}', 413), (b"[" * 60_000, 400),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_malformed_posts_get_a_clear_4xx_without_a_trace(
    browser: Browser, body: bytes, status: int
) -> None:
    answer = browser.http.post("/api/messages", content=body)
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"code", "message"}
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("query", ["after=x", "after=-1", "after=" + "9" * 30, "wait=1e9"])
def test_malformed_queries_get_a_clear_4xx(browser: Browser, query: str) -> None:
    assert browser.http.get(f"/api/replies?{query}").status_code == 400


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer x", "Basic eA==", "Bearer " + "x" * 5000], ids=len
)
def test_without_a_valid_token_nothing_is_told(browser: Browser, header: str) -> None:
    for path in ("/api/history", "/api/replies", "/api/events"):
        answer = browser.http.get(path, headers={"Authorization": header})
        assert answer.status_code == 401
    assert browser.http.post("/api/messages", headers={"Authorization": header}).status_code == 401


def test_unknown_addresses_and_methods_get_a_clear_4xx(gateway: str) -> None:
    with httpx.Client(base_url=gateway, trust_env=False) as http:
        assert http.get("/nothing").status_code == 404
        assert http.get("/../settings.py").status_code == 404
        assert http.get("/api/messages").status_code == 405
        assert http.delete("/api/session").status_code == 405


def test_every_answer_carries_the_security_headers(gateway: str) -> None:
    with httpx.Client(base_url=gateway, trust_env=False) as http:
        for path in ("/", "/health", "/quyen-rieng-tu", "/nothing"):
            headers = http.get(path).headers
            assert "default-src 'self'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"


def test_the_privacy_notice_is_a_page(gateway: str) -> None:
    with httpx.Client(base_url=gateway, trust_env=False) as http:
        page = http.get("/quyen-rieng-tu")
    assert page.status_code == 200
    assert "<h1>" in page.text


def test_a_conversation_that_sends_too_fast_is_asked_to_wait() -> None:
    limit = RateLimit(per_minute=2)
    limit.check("a", now=0.0)
    limit.check("a", now=0.0)
    with pytest.raises(UserError) as refused:
        limit.check("a", now=1.0)
    assert refused.value.status == 429
    limit.check("b", now=1.0)
    limit.check("a", now=40.0)

"""A Zalo Official Account through the gateway, against a stand-in for Zalo, over real HTTP."""

from __future__ import annotations

import hashlib
import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from bot.errors import ConfigError
from bot.gateway.app import create_app
from bot.messages import Attached, Button, Command, Reply
from bot.privacy.crypto import Cipher
from bot.settings import Settings, load_settings
from bot.storage.channel_tokens import TokenStore
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from tests.channels.payloads import payload
from tests.gateway.apps import has_left, states, until
from tests.gateway.conftest import EchoDialogue, served
from tests.standins.zalo import ZaloStandin

OA = "388600000000000001"
APP, APP_SECRET, OA_SECRET = "111222333444555666", "khoa-app", "khoa-oa"
HOUR = 3_600.0


@dataclass
class Zalo:
    """The stand-in, a dialogue that repeats what it hears, and a client of the gateway."""

    standin: ZaloStandin
    dialogue: EchoDialogue
    client: httpx.Client
    settings: Settings

    def post(self, data: Any, signed: bool = True, **headers: str) -> httpx.Response:
        """Deliver an event as Zalo does."""
        raw = json.dumps(data).encode()
        stamp = str(data.get("timestamp", "")) if isinstance(data, dict) else ""
        said = APP.encode() + raw + stamp.encode() + OA_SECRET.encode()
        mac = hashlib.sha256(said).hexdigest()
        given = {"X-ZEvent-Signature": f"mac={mac}"} if signed else {}
        return self.client.post("/webhooks/zalo", content=raw, headers={**given, **headers})

    def say(self, text: str, who: str = "246800000000000001") -> httpx.Response:
        """Deliver a text of a person."""
        return self.post(event("text", text=text, who=who))


def event(name: str, *, text: str = "", who: str = "") -> dict[str, Any]:
    """Return an event of a payload file, of just now."""
    found = {**payload("zalo", name), "timestamp": str(int(time.time() * 1000))}
    if text:
        found["message"] = {"msg_id": uuid.uuid4().hex, "text": text}
    if who:
        found["sender"] = {"id": who}
    return found


@pytest.fixture
def standin() -> Iterator[tuple[ZaloStandin, str]]:
    """A running stand-in for Zalo, and its address."""
    zalo = ZaloStandin(APP_SECRET)
    with served(zalo.app()) as address:
        yield zalo, address


@pytest.fixture
def with_zalo(
    standin: tuple[ZaloStandin, str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Settings of an installation with an Official Account whose administrator consented."""
    address = standin[1]
    for name, value in {
        "OA_ID": OA,
        "APP_ID": APP,
        "APP_SECRET": APP_SECRET,
        "OA_SECRET": OA_SECRET,
        "API": address,
        "NOTIFY_API": address,
        "OAUTH": address,
        "MEDIA_HOSTS": address.removeprefix("http://"),
    }.items():
        monkeypatch.setenv(f"TROLY_ZALO_{name}", value)
    found = load_settings()
    consented(found, 25 * HOUR)
    return found


def consented(settings: Settings, seconds: float) -> TokenStore:
    """Keep the tokens that a consent gave, the access token good for so long."""
    db = Database(settings.database_url)
    upgrade(db)
    store = TokenStore(db, Cipher(settings.keys), f"zalo:{OA}")
    store.save("access-0", "refresh-0", time.time() + seconds)
    return store


@pytest.fixture
def zalo(standin: tuple[ZaloStandin, str], with_zalo: Settings) -> Iterator[Zalo]:
    """Everything running."""
    dialogue = EchoDialogue(with_zalo)
    with (
        served(create_app(with_zalo)) as gateway,
        served(dialogue.app(), with_zalo.dialogue_port),
        httpx.Client(base_url=gateway, trust_env=False, timeout=30) as client,
    ):
        yield Zalo(standin[0], dialogue, client, with_zalo)


def test_a_message_is_answered(zalo: Zalo) -> None:
    assert zalo.say("làm khai sinh cần giấy gì").status_code == 200
    until(lambda: zalo.standin.texts() == ["nghe: làm khai sinh cần giấy gì"])
    assert zalo.standin.sent()[0]["recipient"] == {"user_id": "246800000000000001"}


def test_an_event_delivered_again_is_answered_once(zalo: Zalo) -> None:
    again = event("text", text="một lần")
    for number in range(3):
        assert zalo.post(again, num_retry=str(number)).status_code == 200
    zalo.say("lần nữa")
    until(lambda: len(zalo.standin.texts()) == 2)
    assert zalo.dialogue.order == ["một lần", "lần nữa"]


def test_a_pressed_button_means_what_it_said(zalo: Zalo) -> None:
    choice = Button("Khai sinh", Command("ask_procedure", "khai_sinh"))
    zalo.dialogue.answer = lambda text: [Reply(f"nghe: {text}", (choice,))]
    zalo.say("chào")
    until(lambda: len(zalo.standin.sent()) == 1)
    buttons = zalo.standin.sent()[0]["message"]["attachment"]["payload"]["buttons"]
    zalo.say(buttons[0]["payload"])
    until(lambda: len(zalo.standin.sent()) == 2)
    assert zalo.dialogue.order[-1] == "Khai sinh"


def test_where_zalo_refuses_buttons_the_choices_are_numbered(zalo: Zalo) -> None:
    choice = Button("Khai sinh", Command("ask_procedure", "khai_sinh"))
    zalo.dialogue.answer = lambda _: [Reply("Việc nào?", (choice,))]
    zalo.standin.failures.append(-201)
    zalo.say("chào")
    until(lambda: zalo.standin.texts() == ["Việc nào?\n\nTrả lời bằng số:\n1. Khai sinh"])


def test_a_long_answer_comes_in_parts_in_order(zalo: Zalo) -> None:
    paragraphs = [f"Đoạn {n}: " + "giấy tờ " * 60 for n in range(12)]
    zalo.dialogue.answer = lambda _: [Reply("\n\n".join(paragraphs))]
    zalo.say("dài")
    until(lambda: states(zalo.settings) == ["sent"])
    texts = zalo.standin.texts()
    assert len(texts) > 2
    assert [text.index("Đoạn") for text in texts] == [0] * len(texts)


def test_documents_and_pictures_are_uploaded_first(zalo: Zalo) -> None:
    paper = Attached("to-khai.pdf", "application/pdf", b"%PDF-1.7 x")
    picture = Attached("ma.png", "image/png", b"\x89PNG x")
    zalo.dialogue.answer = lambda _: [Reply("Dạ đây", attached=(paper, picture))]
    zalo.say("gửi tờ khai")
    until(lambda: len(zalo.standin.sent()) == 3)
    _, document, image = zalo.standin.sent()
    assert document["message"]["attachment"] == {"type": "file", "payload": {"token": "file-1"}}
    elements = image["message"]["attachment"]["payload"]["elements"]
    assert elements == [{"media_type": "image", "attachment_id": "image-1"}]
    assert b"%PDF-1.7 x" in zalo.standin.sent("/v2.0/oa/upload/file")[0]


def test_a_forged_event_is_refused_without_detail(zalo: Zalo) -> None:
    forged = zalo.post(event("text"), signed=False)
    wrong = zalo.post(event("text"), signed=False, **{"X-ZEvent-Signature": "mac=" + "0" * 64})
    old = zalo.post({**event("text"), "timestamp": "1395354323000"})
    for refused in (forged, wrong, old):
        assert refused.status_code == 401
        assert refused.json() == {"error": {"code": "unauthorized", "message": "Không có quyền."}}
    assert zalo.dialogue.order == []


@pytest.mark.parametrize("data", [[], "x", 5, None, {"timestamp": "1"}])
def test_what_is_no_event_is_no_server_error(zalo: Zalo, data: Any) -> None:
    assert zalo.post(data).status_code in (400, 401)


def test_who_unfollows_hears_nothing_more_until_they_follow_again(zalo: Zalo) -> None:
    zalo.say("chào")
    until(lambda: len(zalo.standin.sent()) == 1)
    zalo.post(event("unfollow"))
    until(lambda: has_left(zalo.settings))
    zalo.post(event("follow"))
    until(lambda: len(zalo.standin.sent()) == 2)
    assert not has_left(zalo.settings)


@pytest.mark.parametrize("number", [-213, -222, -227])
def test_who_cannot_be_reached_any_more_is_left_alone(zalo: Zalo, number: int) -> None:
    zalo.standin.failures.append(number)
    zalo.say("chào")
    until(lambda: states(zalo.settings) == ["failed"])
    assert has_left(zalo.settings)


@pytest.mark.parametrize("number", [-230, -232, -244, -305, -311])
def test_what_zalo_takes_only_after_the_person_writes_is_kept_until_then(
    zalo: Zalo, number: int
) -> None:
    zalo.standin.failures.append(number)
    zalo.say("một")
    until(lambda: states(zalo.settings) == ["held"])
    zalo.say("hai")
    until(lambda: zalo.standin.texts() == ["nghe: một", "nghe: hai"])


@pytest.mark.parametrize("number", [-210, -999])
def test_what_zalo_will_never_take_is_given_up_and_the_next_one_goes(
    zalo: Zalo, number: int
) -> None:
    zalo.standin.failures.append(number)
    zalo.say("một")
    until(lambda: states(zalo.settings) == ["failed"])
    zalo.say("hai")
    until(lambda: zalo.standin.texts() == ["nghe: hai"])


@pytest.mark.parametrize("number", [-32, -204, -211, -217, -224, -242, -320])
def test_what_has_to_wait_waits_and_is_not_lost(zalo: Zalo, number: int) -> None:
    zalo.standin.failures.append(number)
    zalo.say("một")
    until(lambda: states(zalo.settings) == ["pending"] and not zalo.standin.failures)
    assert zalo.standin.texts() == []


@pytest.mark.parametrize("number", [-216, -220, 216, 401, -401])
def test_a_token_that_is_refused_is_renewed_once_and_the_message_sent(
    zalo: Zalo, number: int
) -> None:
    zalo.standin.failures.append(number)
    zalo.say("chào")
    until(lambda: zalo.standin.texts() == ["nghe: chào"])
    assert zalo.standin.renewals == 1


def test_a_token_near_its_end_is_renewed_before_it_is_used(
    standin: tuple[ZaloStandin, str], with_zalo: Settings
) -> None:
    store = consented(with_zalo, HOUR / 2)
    dialogue = EchoDialogue(with_zalo)
    with (
        served(create_app(with_zalo)) as gateway,
        served(dialogue.app(), with_zalo.dialogue_port),
        httpx.Client(base_url=gateway, trust_env=False, timeout=30) as client,
    ):
        Zalo(standin[0], dialogue, client, with_zalo).say("chào")
        until(lambda: standin[0].texts() == ["nghe: chào"])
    kept = store.load()
    assert kept is not None
    assert (kept.access, kept.refresh) == ("access-1", "refresh-1")


def test_what_people_recorded_is_fetched_only_from_zalo(
    zalo: Zalo, standin: tuple[ZaloStandin, str]
) -> None:
    zalo.standin.media["a.jpg"] = (b"\xff\xd8 x", "image/jpeg")
    ours = event("image")
    ours["message"]["attachments"][0]["payload"]["url"] = f"{standin[1]}/media/a.jpg"
    foreign = event("image")
    foreign["message"]["msg_id"] = "2"
    foreign["message"]["attachments"][0]["payload"]["url"] = "http://127.0.0.1:9/a.jpg"
    zalo.post(ours)
    zalo.post(foreign)
    until(lambda: len(zalo.standin.texts()) == 2)
    assert zalo.standin.sent("/media/a.jpg") == [None]


def test_the_assistant_is_silent_while_a_person_of_the_office_answers(zalo: Zalo) -> None:
    assert zalo.post(event("operator")).status_code == 200
    assert zalo.say("cảm ơn cán bộ").status_code == 200
    zalo.say("chào", who="246800000000000002")
    until(lambda: zalo.standin.texts() == ["nghe: chào"])
    assert zalo.dialogue.order == ["chào"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("APP_SECRET", ""), ("OA_SECRET", ""), ("APP_ID", ""), ("SIGNATURE", "maybe")],
)
def test_a_door_without_a_lock_does_not_open(
    with_zalo: Settings, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"TROLY_ZALO_{name}", value)
    with pytest.raises(ConfigError, match="TROLY_ZALO"):
        load_settings()

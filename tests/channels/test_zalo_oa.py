"""What a Zalo Official Account's events say, who signed them, and how replies look there."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.model import Inbound
from bot.channels.zalo_oa import LONGEST, MOST_BUTTONS, REMEDIES, is_signed, read, write
from tests.channels.payloads import payload

OA = "388600000000000001"
WHO = "246800000000000001"
MSG = "96d3cdf3af1504609"
APP, SECRET = "111222333444555666", "khoa-oa-cua-tests"
NOW = 1_795_354_323.0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("text", Inbound(WHO, f"{MSG}09", "làm khai sinh cần giấy gì")),
        ("reply", Inbound(WHO, f"{MSG}10", "còn lệ phí?")),
        ("other_name", Inbound(WHO, f"{MSG}11", "đổi căn cước ở đâu")),
        ("pressed", Inbound(WHO, f"{MSG}12", "Khai sinh", "q1w2e3r4t5y6u7i8")),
        (
            "image",
            Inbound(
                WHO,
                f"{MSG}13",
                "giấy này được chưa",
                kind="photo",
                came="https://f6.photo.talk.zdn.vn/1.jpg",
            ),
        ),
        ("gif", Inbound(WHO, f"{MSG}14", kind="sticker")),
        (
            "audio",
            Inbound(WHO, f"{MSG}15", kind="voice", came="https://f6.voice.talk.zdn.vn/3.m4a"),
        ),
        ("video", Inbound(WHO, f"{MSG}16", kind="file")),
        ("sticker", Inbound(WHO, f"{MSG}17", kind="sticker")),
        ("link", Inbound(WHO, f"{MSG}18", "https://example.com/a Làm lại khai sinh")),
        ("location", Inbound(WHO, f"{MSG}19", "tôi ở vị trí 11.31, 106.098")),
        ("location_numbers", Inbound(WHO, f"{MSG}20", "tôi ở vị trí 11.31, 106.098")),
        ("location_broken", None),
        ("file", Inbound(WHO, f"{MSG}22", kind="file")),
        ("business_card", Inbound(WHO, f"{MSG}23", kind="contact")),
        ("submit_info", Inbound(WHO, "1795354323000", kind="contact")),
        ("follow", Inbound(WHO, "follow:1795354323000", kind="start")),
        ("unfollow", Inbound(WHO, "left:1795354324000", left=True)),
        ("operator", Inbound(WHO, "office:1795354323500", human=True)),
        ("follow_other_oa", None),
        ("received", None),
        ("seen", None),
        ("echo", None),
        ("echo_template", None),
        ("click", None),
        ("other_oa", None),
    ],
)
def test_every_kind_of_event_is_read(name: str, said: Inbound | None) -> None:
    assert read(payload("zalo", name), OA) == said


@pytest.mark.parametrize("name", ["no_event", "no_sender", "message_is_text"])
def test_what_is_no_event_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no "):
        read(payload("zalo", name), OA)


def sign(raw: bytes, time: str) -> str:
    """Return the signature as Zalo's documents say it is made."""
    return hashlib.sha256(APP.encode() + raw + time.encode() + SECRET.encode()).hexdigest()


RAW = json.dumps(payload("zalo", "text")).encode()
BODY_TIME, HEADER_TIME = "1795354323000", "1795354323777"


@pytest.mark.parametrize(
    "given",
    [
        sign(RAW, BODY_TIME),
        f"mac={sign(RAW, BODY_TIME)}",
        sign(RAW, BODY_TIME).upper(),
        sign(RAW, HEADER_TIME),
    ],
)
def test_every_variant_of_the_signature_is_accepted(given: str) -> None:
    times = [BODY_TIME, HEADER_TIME]
    assert is_signed(RAW, given, app=APP, secret=SECRET, times=times, now=NOW)


@pytest.mark.parametrize(
    ("raw", "given", "secret", "times", "now"),
    [
        (RAW + b" ", sign(RAW, BODY_TIME), SECRET, [BODY_TIME], NOW),
        (RAW, "", SECRET, [BODY_TIME], NOW),
        (RAW, "mac=", SECRET, [BODY_TIME], NOW),
        (RAW, sign(RAW, BODY_TIME)[:-1], SECRET, [BODY_TIME], NOW),
        (RAW, sign(RAW, BODY_TIME), "", [BODY_TIME], NOW),
        (RAW, sign(RAW, BODY_TIME), SECRET, [], NOW),
        (RAW, sign(RAW, BODY_TIME), SECRET, [BODY_TIME], NOW + 7_200),
        (RAW, sign(RAW, "x"), SECRET, ["x"], NOW),
        (RAW, "ký tự lạ", SECRET, [BODY_TIME], NOW),
    ],
)
def test_a_forged_or_replayed_event_is_not_signed(
    raw: bytes, given: str, secret: str, times: list[str], now: float
) -> None:
    assert not is_signed(raw, given, app=APP, secret=secret, times=times, now=now)


def reply(text: str, *titles: str, small: str = "") -> dict[str, object]:
    """Return the body of a reply with buttons."""
    buttons = [{"title": title, "token": f"t{n}"} for n, title in enumerate(titles)]
    return {"id": 7, "text": text, "small": small, "status": "answered", "buttons": buttons}


def test_a_few_choices_are_buttons_that_send_their_token() -> None:
    (message,) = write(reply("**Giấy tờ:**\n• Tờ khai", "Lệ phí", "Nơi nộp", small="Theo Luật"))
    assert message.text == "Giấy tờ:\n• Tờ khai\n\nTheo Luật"
    assert [(b["title"], b["type"], b["payload"]) for b in message.buttons] == [
        ("Lệ phí", "oa.query.hide", "#nut:t0 Lệ phí"),
        ("Nơi nộp", "oa.query.hide", "#nut:t1 Nơi nộp"),
    ]


def test_where_buttons_are_refused_numbers_choose() -> None:
    (message,) = write(reply("Việc nào?", "Lệ phí", "Nơi nộp"))
    assert message.plain.endswith("Trả lời bằng số:\n1. Lệ phí\n2. Nơi nộp")


def test_more_than_five_choices_are_numbers() -> None:
    titles = [f"Việc {n}" for n in range(1, 8)]
    (message,) = write(reply("Việc nào?", *titles))
    assert message.buttons == ()
    assert "7. Việc 7" in message.text


def test_an_answer_can_be_heard_by_its_link() -> None:
    (message,) = write(reply("Dạ"), "https://troly.example/nghe/x")
    assert message.buttons[-1]["payload"] == {"url": "https://troly.example/nghe/x"}
    assert "https://troly.example/nghe/x" in message.plain


def test_a_press_comes_back_as_the_button_that_was_sent() -> None:
    (message,) = write(reply("Việc nào?", "Đổi căn cước, mất thẻ"))
    event = payload("zalo", "text")
    event["message"]["text"] = message.buttons[0]["payload"]
    said = read(event, OA)
    assert said is not None
    assert (said.button, said.text) == ("t0", "Đổi căn cước, mất thẻ")


@given(st.text(max_size=9_000), st.lists(st.text(min_size=1, max_size=60), max_size=8))
def test_no_message_is_longer_than_zalo_takes(text: str, titles: list[str]) -> None:
    messages = write(reply(text, *titles), "https://troly.example/nghe/x")
    assert all(0 < len(message.text) <= 2_000 for message in messages)
    assert all(len(message.buttons) <= MOST_BUTTONS for message in messages)
    assert len(messages[0].text) <= LONGEST + 100


def test_every_error_of_the_reference_has_a_remedy() -> None:
    of_the_reference = {
        -32, -200, -201, -202, -204, -205, -207, -208, -209, -210, -211, -212, -213, -215, -216,
        -217, -218, -219, -220, -221, -222, -223, -224, -227, -230, -232, -233, -234, -242, -244,
        -248, -305, -311, -320, -321, 216, 401, -401,
    }  # fmt: skip
    assert of_the_reference == set(REMEDIES)

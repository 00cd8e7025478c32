"""What Telegram's updates say, and how replies look there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.model import Inbound
from bot.channels.telegram import (
    COMMANDS,
    LISTEN_TITLE,
    LONGEST,
    is_group,
    read,
    wants_to_listen,
    write,
)
from tests.channels.payloads import payload

CHAT = "7711002"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("text", Inbound(CHAT, "900001", "làm khai sinh cần giấy gì")),
        ("edited", Inbound(CHAT, "900002", "làm khai tử cần giấy gì")),
        ("start", Inbound(CHAT, "900003", "khai-sinh", kind="start")),
        ("help", Inbound(CHAT, "900004", "trợ lý giúp được gì")),
        ("pressed", Inbound(CHAT, "900005", "Khai sinh", "q1w2e3r4t5y6u7i8")),
        ("location", Inbound(CHAT, "900006", "tôi ở vị trí 11.31, 106.098")),
        ("voice", Inbound(CHAT, "900007", kind="voice", came="AwACAgUAAx")),
        ("photo", Inbound(CHAT, "900008", kind="photo", came="AgACAgUAAxk")),
        ("document", Inbound(CHAT, "900009", kind="file")),
        ("contact", Inbound(CHAT, "900010", kind="contact")),
        ("sticker", Inbound(CHAT, "900011", kind="sticker")),
        ("blocked", Inbound(CHAT, "900012", left=True)),
        ("unblocked", Inbound(CHAT, "900013", left=False)),
        ("group", None),
        ("unknown", None),
    ],
)
def test_every_kind_of_update_is_read(name: str, said: Inbound | None) -> None:
    assert read(payload("telegram", name)) == said


def test_what_is_no_update_is_refused() -> None:
    with pytest.raises(ValueError, match="no update"):
        read(payload("telegram", "broken"))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["update_id", "message", "chat", "id", "text", "date", "type"]),
                inner,
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_whatever_comes_is_read_or_refused_and_never_breaks(data: Any) -> None:
    if not isinstance(data, dict):
        return
    try:
        read(data)
    except ValueError:
        return
    is_group(data)


def test_a_group_is_refused_only_when_it_speaks_to_the_bot() -> None:
    said = payload("telegram", "group")
    assert is_group(said) == "-100200300"
    said["message"]["text"] = "trưa nay ăn gì"
    assert is_group(said) == ""
    assert is_group(payload("telegram", "text")) == ""


def test_bold_small_print_and_buttons_are_telegrams_own() -> None:
    body = {
        "text": "**Lệ phí** < 5.000 & miễn",
        "small": "Nguồn: NĐ <1>",
        "buttons": [{"title": "Khai sinh", "token": "t1"}, {"title": "Khai tử", "token": "t2"}],
    }
    (message,) = write(body)
    assert "<b>Lệ phí</b> &lt; 5.000 &amp; miễn" in message.html
    assert message.html.endswith("<i>Nguồn: NĐ &lt;1&gt;</i>")
    assert message.keyboard == ((("1. Khai sinh", "t1"),), (("2. Khai tử", "t2"),))
    assert "<" not in message.plain.replace("< 5.000", "").replace("<1>", "")


def test_an_answer_can_be_heard_and_a_question_back_has_no_such_button() -> None:
    (answer,) = write({"id": 12, "text": "Miễn phí.", "status": "answered"})
    assert answer.keyboard == (((LISTEN_TITLE, "listen:12"),),)
    (asked,) = write({"id": 13, "text": "Ý nào?", "status": "clarify"})
    assert asked.keyboard == ()


@pytest.mark.parametrize(
    ("data", "number"),
    [("listen:12", 12), ("listen:x", 0), ("listen:", 0), ("listen:²", 0), ("abc", 0)],
)
def test_only_a_number_after_the_mark_asks_for_a_reply(data: str, number: int) -> None:
    assert wants_to_listen({"callback_query": {"id": "1", "data": data}}) == number
    assert wants_to_listen({"message": {}}) == 0


def test_a_long_answer_is_several_messages_with_the_buttons_under_the_last() -> None:
    text = "\n\n".join(["Mang giấy chứng sinh và căn cước. " * 20] * 10)
    messages = write({"text": text, "buttons": [{"title": "Nộp ở đâu", "token": "t"}]})
    assert len(messages) > 1
    assert all(0 < len(m.plain) <= LONGEST for m in messages)
    assert [bool(m.keyboard) for m in messages] == [False] * (len(messages) - 1) + [True]


def test_the_menu_keeps_telegrams_rules() -> None:
    assert all(name.isascii() and len(name) <= 32 and 1 <= len(s) <= 256 for name, s in COMMANDS)

"""What events of the Zalo Bot Platform say, and how replies look there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.model import Inbound
from bot.channels.zalo_bot import group_of, read, write
from tests.channels.payloads import payload

WHO = "6ede9afa66b88fe6d6a9"
MSG = "2d758cb5e222177a4e"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("text", Inbound(WHO, f"{MSG}10", "làm khai sinh cần giấy gì")),
        ("bare", Inbound(WHO, f"{MSG}11", "đổi căn cước ở đâu")),
        (
            "image",
            Inbound(
                WHO,
                f"{MSG}12",
                "giấy này được chưa",
                kind="photo",
                came="https://photo.zaloplatforms.com/1.jpg",
            ),
        ),
        ("sticker", Inbound(WHO, f"{MSG}13", kind="sticker")),
        (
            "voice",
            Inbound(WHO, f"{MSG}14", kind="voice", came="https://voice.zaloplatforms.com/2.aac"),
        ),
        ("unsupported", Inbound(WHO, f"{MSG}15", kind="file")),
        ("group", None),
        ("unknown", None),
        ("from_bot", None),
    ],
)
def test_every_kind_of_event_is_read(name: str, said: Inbound | None) -> None:
    assert read(payload("zalo_bot", name)) == said


@pytest.mark.parametrize("name", ["no_event", "no_chat", "refused"])
def test_what_is_no_event_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no "):
        read(payload("zalo_bot", name))


def test_a_group_is_known_as_one() -> None:
    assert group_of(payload("zalo_bot", "group")) == WHO
    assert group_of(payload("zalo_bot", "text")) == ""


def test_choices_are_a_numbered_list() -> None:
    buttons = [{"title": "Lệ phí", "token": "a"}, {"title": "Nơi nộp", "token": "b"}]
    (text,) = write({"text": "**Việc nào?**", "small": "", "buttons": buttons})
    assert text == "Việc nào?\n\nTrả lời bằng số:\n1. Lệ phí\n2. Nơi nộp"


@given(st.text(max_size=9_000))
def test_no_text_is_longer_than_zalo_takes(text: str) -> None:
    assert all(1 <= len(part) <= 2_000 for part in write({"text": text}))

"""What a citizen writes reaches Rasa as words; what our actions say comes back whole."""

from __future__ import annotations

from typing import Any

import pytest

from actions.emit import read_attached, write_attached
from bot.messages import Attached, Reply, Turn, TurnResult
from bot.rasa.conversation import read_back
from bot.rasa.gateway_input import what_came
from tests.rasa.conftest import Talk

pytestmark = pytest.mark.rasa


@pytest.mark.parametrize(
    "text", ["/restart", "/slot", "//session_start", "/ khai sinh", "/nlu_fallback"]
)
def test_a_message_that_begins_with_a_slash_is_words(talk: Talk, text: str) -> None:
    talk.say("khai sinh cần giấy tờ gì")
    result = talk.say(text)
    assert result.replies
    assert result.intent not in ("restart", "session_start")
    assert talk.say("còn lệ phí?").procedure == "khai_sinh"


@pytest.mark.parametrize("text", ["🙂", "🙂🙂👍", "???", "\x00\u202e", "/", "<b></b>", "…"])
def test_a_message_without_words_gets_a_kind_answer(talk: Talk, text: str) -> None:
    assert talk.say(text).replies[0].text


@pytest.mark.parametrize(
    ("kind", "word"),
    [("voice", "thoại"), ("photo", "hình"), ("file", "tệp"), ("contact", "số điện thoại")],
)
def test_what_has_no_words_gets_a_kind_answer_and_the_talk_goes_on(
    talk: Talk, kind: str, word: str
) -> None:
    talk.say("khai sinh cần giấy tờ gì")
    assert word in talk.send(kind).replies[0].text
    assert talk.say("còn lệ phí?").procedure == "khai_sinh"


def test_a_photo_with_words_is_answered_by_its_words(talk: Talk) -> None:
    assert talk.send("photo", "khai sinh cần giấy tờ gì").procedure == "khai_sinh"


def test_a_followed_link_leads_to_its_procedure_or_says_hello(talk: Talk) -> None:
    assert talk.send("start", "ket-hon").procedure == "ket_hon"
    assert talk.send("start", "khong-co").intent == "greeting"
    assert talk.send("start").intent == "greeting"


def test_a_message_of_ten_thousand_characters_is_answered(talk: Talk) -> None:
    story = "hôm qua tôi ra chợ gặp chị hàng xóm kể chuyện con cái học hành. " * 150
    assert talk.say(story[:9_950] + " làm khai sinh cần giấy gì").replies


def test_html_in_a_message_is_not_repeated(talk: Talk) -> None:
    talk.say("<script>alert(1)</script> khai sinh cần gì")
    assert "<script>" not in talk.text


def test_a_pressed_button_answers_exactly_what_it_says(talk: Talk) -> None:
    talk.say("khai sinh cần giấy tờ gì")
    button = next(b for b in talk.buttons if "fee" in b.command.aspects)
    result = talk.press(button.title)
    assert (result.procedure, result.aspects) == ("khai_sinh", ("fee",))


def test_a_follow_up_finds_its_procedure_after_many_turns(talk: Talk) -> None:
    """The session is capped; what the next message may leave out is carried over."""
    talk.say("đăng ký tạm trú cần gì")
    for _ in range(12):
        assert talk.say("còn lệ phí?").procedure == "tam_tru"


def test_two_needs_in_one_message_are_both_answered_within_one_turns_room(talk: Talk) -> None:
    result = talk.say("đổi bằng lái xe lệ phí bao nhiêu, còn sao y thì mấy tiền một trang?")
    assert "135.000" in talk.text
    assert "2.000" in talk.text
    assert sum(len(reply.text) + len(reply.small) for reply in result.replies) <= 1_500


def test_what_was_heard_is_said_first() -> None:
    turn = Turn("t", "c", "đổi căn cước", kind="voice")
    result = read_back(turn, TurnResult("t", [Reply("Dạ."), Reply("Còn nữa.")], "answered"))
    assert [reply.text for reply in result.replies] == [
        "Trợ lý nghe được: “đổi căn cước”.\n\nDạ.",
        "Còn nữa.",
    ]
    typed = TurnResult("t", [Reply("Dạ.")], "answered")
    assert read_back(Turn("t", "c", "đổi căn cước"), typed) == typed


def test_files_and_the_wish_for_a_place_reach_the_channel() -> None:
    paper = Attached("a.pdf", "application/pdf", b"%PDF")
    assert read_attached(write_attached(paper)) == paper


@pytest.mark.parametrize(
    ("turn", "result", "events"),
    [
        ({}, {"status": "answered", "asked": (("khai_sinh", "fee"),)}, ("asked", "answered")),
        ({}, {"status": "clarify", "asked": (("khai_sinh", "fee"),)}, ("asked",)),
        ({}, {"status": "answered", "intent": "human_handoff"}, ("human",)),
        ({}, {"status": "answered", "intent": "greeting"}, ()),
        ({"kind": "start"}, {"status": "answered", "asked": (("khai_sinh", "fee"),)}, ()),
    ],
)
def test_what_a_turn_counts_as_for_its_link(
    turn: dict[str, Any], result: dict[str, Any], events: tuple[str, ...]
) -> None:
    made = TurnResult("t", [Reply("Dạ.")], **result)
    assert what_came(Turn("t", "c", "hỏi", **turn), made) == events

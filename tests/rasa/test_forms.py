"""Forms through the real model, rules and actions."""

from __future__ import annotations

import asyncio
import random

import pytest

from knowledge.store import knowledge
from tests.actions.forms.test_random import SAYINGS
from tests.rasa.conftest import Talk

pytestmark = pytest.mark.rasa


def tracker_texts(talk: Talk, loop: asyncio.AbstractEventLoop) -> str:
    """Return everything that Rasa remembers of a conversation."""
    agent = talk._assistant._agent  # type: ignore[attr-defined]
    tracker = loop.run_until_complete(agent.tracker_store.retrieve(talk._id))
    return str([event.as_dict() for event in tracker.events])


def test_a_question_in_between_is_answered_and_the_form_goes_on(talk: Talk) -> None:
    talk.say("điền giúp tôi tờ khai đăng ký tạm trú")
    assert "mã hóa" in talk.text
    talk.say("ừ")
    assert "Họ tên" in talk.text
    talk.say("Trần Thị Mỹ Linh")
    talk.say("khoan, làm cái này có tốn tiền không vậy?")
    assert "Lệ phí tạm trú" in talk.text
    assert "Ngày sinh" in talk.text
    talk.say("rồi, sinh 12/4/1999")
    assert "Giới tính" in talk.text


def test_the_tracker_never_holds_what_was_said_in_a_form(
    talk: Talk, loop: asyncio.AbstractEventLoop
) -> None:
    for text in ("điền tờ khai khai sinh", "ừ", "Trần Thị Mỹ Linh", "12/4/1999", "072199001234"):
        talk.say(text)
    remembered = tracker_texts(talk, loop)
    for private in ("Mỹ Linh", "12/4/1999", "12/04/1999", "072199001234"):
        assert private not in remembered
    assert "[tờ khai]" in remembered


def test_a_turn_of_a_form_is_private_so_that_nothing_is_learnt_from_it(talk: Talk) -> None:
    talk.say("điền tờ khai khai sinh")
    talk.say("ừ")
    result = talk.say("ông Hai Lúa")
    assert result.private
    assert result.status == "clarify"


def test_interrupted_five_times_the_form_still_ends_with_documents(talk: Talk) -> None:
    for text in ("làm giùm tui tờ khai tạm trú", "ừ", "Trần Thị Mỹ Linh"):
        talk.say(text)
    for question, answer in (
        ("lệ phí bao nhiêu vậy?", "12/4/1999"), ("nộp ở đâu?", "nữ"),
        ("mấy ngày có?", "072199001234"), ("cần giấy tờ gì?", "0907000111"),
        ("xã Phước Đông Gò Dầu nay là xã nào?", "bỏ qua"),
    ):  # fmt: skip
        talk.say(question)
        assert "điền dở" in talk.text
        talk.say(answer)
    for text in (
        "người ở thuê",
        "Lê Văn Mẫu",
        "080070000123",
        "ấp 3, xã Tân Lân",
        "bỏ qua",
        "không",
    ):
        talk.say(text)
    assert "Xem lại" in talk.text
    assert talk.last is not None
    result = talk.press("Đúng, làm tờ khai")
    assert result.finished
    mimes = [one.mime for reply in result.replies for one in reply.attached]
    assert mimes[:1] == ["application/pdf"]


def test_a_form_put_aside_is_gone_on_with_after_other_talk(talk: Talk) -> None:
    for text in ("điền tờ khai kết hôn", "ừ", "Trần Thị Mỹ Linh", "dừng, mai làm tiếp"):
        talk.say(text)
    talk.say("đổi bằng lái xe cần gì")
    assert "điền dở" not in talk.text
    talk.say("làm tiếp")
    assert "Mục 2/" in talk.text


def test_a_photo_in_a_form_gets_a_word_and_the_question_again(talk: Talk) -> None:
    for text in ("điền tờ khai kết hôn", "ừ"):
        talk.say(text)
    talk.send("photo")
    assert "chưa tải về" in talk.text
    assert "Họ tên" in talk.text


@pytest.mark.parametrize("seed", range(8))
def test_random_conversations_through_the_model_never_break(talk: Talk, seed: int) -> None:
    chance = random.Random(seed)
    forms = sorted(knowledge().forms.values(), key=lambda form: form.id)
    for _ in range(25):
        talk.say(f"điền tờ khai {chance.choice(forms).short}")
        talk.say("ừ")
        for _ in range(8):
            result = talk.say(chance.choice(SAYINGS))
            assert result.replies
            assert result.status != "failed"


def test_who_asks_for_a_person_gets_one_also_where_any_words_could_be_an_answer(
    talk: Talk,
) -> None:
    for text in ("điền tờ khai trích lục", "ừ", "Trần Thị Mỹ Linh"):
        talk.say(text)
    talk.say("cho tôi gặp cán bộ")
    assert talk.last is not None
    assert talk.last.intent == "human_handoff"
    assert "điền dở" in talk.text

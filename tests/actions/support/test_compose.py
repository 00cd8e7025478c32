"""Everything that is not a procedure gets a kind, honest word."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from actions.support.compose import support_reply
from bot.settings import ROOT
from knowledge.errors import KnowledgeError
from knowledge.store import knowledge
from knowledge.texts import load_texts

INTENTS = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]
ELSEWHERE = {"ask_procedure", "fill_form", "form_turn", "nlu_fallback"}
OCCASIONS = [
    "emoji_only", "failed", "button_expired", "report_wrong_again",
    "sent_voice", "sent_photo", "sent_file", "sent_contact",
]  # fmt: skip


@pytest.mark.parametrize("key", [*sorted(set(INTENTS) - ELSEWHERE), *OCCASIONS])
def test_every_intent_and_occasion_has_words_of_its_own(key: str) -> None:
    texts = load_texts()
    assert key in texts
    reply = support_reply(key, texts)
    assert 0 < len(reply.text) <= 1500
    assert len(reply.buttons) <= 4
    assert "{" not in reply.text


def test_every_button_leads_somewhere() -> None:
    known = knowledge().procedures
    for text in load_texts().values():
        for choice in (*text.buttons, *text.buttons_with_procedure):
            assert choice.procedure in known or not choice.procedure
            assert choice.intent in INTENTS


def test_a_dossier_code_is_read_back() -> None:
    reply = support_reply("check_dossier_status", load_texts(), codes=["H53.25.31-250818-0012"])
    assert "H53.25.31-250818-0012" in reply.text


def test_without_a_code_it_is_said_where_the_code_stands() -> None:
    assert "Giấy tiếp nhận hồ sơ" in support_reply("check_dossier_status", load_texts()).text


def test_what_was_said_last_is_said_again() -> None:
    assert support_reply("repeat", load_texts(), last_text="câu trước").text == "câu trước"


def test_what_was_talked_about_is_named_and_offered_again() -> None:
    record = knowledge().procedures["tam_tru"]
    reply = support_reply("resume", load_texts(), procedure=record)
    assert record.short_name in reply.text
    assert {button.command.procedure for button in reply.buttons} == {"tam_tru"}


def test_nobody_is_asked_for_a_password_and_everybody_is_warned() -> None:
    for key in ("payment_help", "vneid_help"):
        assert "OTP" in support_reply(key, load_texts()).text


def test_a_mistake_in_the_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "support.yml"
    path.write_text("greeting: {status: answered, text: a, txt: b}")
    with pytest.raises(KnowledgeError, match=r"support.yml: greeting: .*txt"):
        load_texts(path)


def test_who_asks_to_go_slower_hears_the_last_answer_again() -> None:
    reply = support_reply("slower", load_texts(), last_text="Lệ phí 8.000đ.")
    assert reply.text.endswith("\n\nLệ phí 8.000đ.")
    assert "chậm" in reply.text

"""One turn through Rasa: from what a citizen did to the replies of our actions.

Used by the gateway's channel, the terminal, the tests and the evaluation alike,
so that all of them talk to the same assistant.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage

from actions.container import container
from actions.emit import read_attached, read_payload
from actions.forms.action import PLACEHOLDER
from actions.forms.session import FormTalk, steers, wants_back
from actions.forms.store import said
from actions.forms.turns import judge
from actions.forms.wording import INTENT as FORM
from actions.support.compose import support_reply
from bot.messages import Button, Command, Reply, Speak, Turn, TurnResult

CHANNEL = "gateway"
MOST_READ_BACK = 200
"""Characters of what was heard in a recording that are said again."""
SPEAK: dict[str, Speak] = {"voice_on": "normal", "slower": "slow", "voice_off": ""}
"""How answers are spoken after an intent."""
Handle = Callable[[UserMessage], Awaitable[Any]]
Parse = Callable[[str], Awaitable[dict[str, Any]]]


class CollectingOutput(OutputChannel):
    """Keeps the utterances of a turn as our actions made them."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return CHANNEL

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take one utterance."""
        self.messages.append(message)


async def converse(handle: Handle, parse: Parse, turn: Turn) -> TurnResult:
    """Run one turn and return what came of it.

    While a form is filled in, a message is first told apart: what is for the form goes
    around the tracker, which only sees that there was a turn; a question is answered as
    ever, and then the form asks again.

    Args:
        handle: ``agent.handle_message``, or what a Rasa channel is given.
        parse: ``agent.parse_message``: what is understood, without a conversation.
        turn: the text of a citizen, or a pressed button.
    """
    talk = FormTalk(container(), turn.conversation)
    if await _is_for_form(talk, parse, turn):
        return read_back(turn, await _form_turn(handle, turn, talk))
    result = await _answer(handle, turn)
    again = None if _says_more(result) else talk.remind()
    return replace(result, replies=[*result.replies, again]) if again else result


async def _is_for_form(talk: FormTalk, parse: Parse, turn: Turn) -> bool:
    """Say whether a turn is for the form that is filled in, or that is gone back to."""
    if turn.command:
        return turn.command.intent == FORM
    if turn.kind == "photo" and not turn.text.strip():
        return talk.takes_photos()
    if turn.kind == "start" or (turn.kind != "text" and not turn.text.strip()):
        return False
    kept = talk.active()
    if kept is None:
        return steers(turn.text) or (wants_back(turn.text) and talk.can_go_back())
    if talk.is_plain_answer(kept, turn.text):
        return True
    return judge(turn.text, await parse(as_words(turn.text)), *talk.judge_parts(kept)) == "form"


async def _form_turn(handle: Handle, turn: Turn, talk: FormTalk) -> TurnResult:
    """Run a turn of a form: Rasa sees a placeholder, our action what was said."""
    command = turn.command or Command(FORM)
    shown = replace(turn, text=PLACEHOLDER, command=command, kind="text", picture=b"")
    is_photo = turn.kind == "photo" and not turn.text.strip()
    was_done = talk.is_done()
    with said(turn.text, turn.picture if is_photo else None) as held:
        result = await _answer(handle, shown)
    replies = held.replies or result.replies
    finished = talk.is_done() and not was_done
    return replace(
        result, replies=replies, status=replies[0].status if replies else "failed",
        private=True, finished=finished,
    )  # fmt: skip


def _says_more(result: TurnResult) -> bool:
    """Say whether the form need not ask again: it did, or somebody is in need."""
    return result.intent in ("fill_form", "emergency")


async def _answer(handle: Handle, turn: Turn) -> TurnResult:
    """Run a turn through Rasa.

    A message without a letter or digit says nothing that could be understood, so
    it is answered without asking Rasa.
    """
    if turn.kind == "start":
        turn = replace(turn, text=turn.text or "chào", command=entered(turn.text))
    elif wordless := _wordless(turn):
        reply = support_reply(wordless, container().texts)
        return TurnResult(turn.id, [reply], reply.status, intent="chitchat")
    output = CollectingOutput()
    await handle(
        UserMessage(
            text=as_words(turn.text),
            output_channel=output,
            sender_id=turn.conversation,
            parse_data=_pressed(turn) if turn.command else None,
            input_channel=CHANNEL,
            message_id=turn.id,
        )
    )
    return read_back(turn, _result(turn, output.messages))


def read_back(turn: Turn, result: TurnResult) -> TurnResult:
    """Say first what was heard in a recording, so that who was misheard can tell."""
    if turn.kind != "voice" or not result.replies:
        return result
    heard = turn.text if len(turn.text) <= MOST_READ_BACK else f"{turn.text[:MOST_READ_BACK]}…"
    said = support_reply("heard", container().texts).text.replace("{text}", heard)
    first, *rest = result.replies
    return replace(result, replies=[replace(first, text=f"{said}\n\n{first.text}"), *rest])


def _wordless(turn: Turn) -> str:
    """Return the occasion for a message without words; "" if it has some."""
    if turn.command:
        return ""
    if turn.kind in ("voice", "photo", "file", "contact") and not turn.text.strip():
        return f"sent_{turn.kind}"
    return "" if any(char.isalnum() for char in turn.text) else "emoji_only"


def entered(payload: str) -> Command:
    """Return what a followed link means: a procedure ("khai-sinh"), or just hello."""
    procedure = payload.replace("-", "_")
    known = procedure in container().knowledge.procedures
    return Command("ask_procedure", procedure) if known else Command("greeting")


def as_words(text: str) -> str:
    """Return a citizen's text so that Rasa can only take it as words.

    Rasa reads a message that begins with "/" as a command of its developer.
    """
    return text.lstrip("/ \t\r\n").strip() or "…"


def _pressed(turn: Turn) -> dict[str, Any]:
    """Return the parse result of a pressed button: certain, and without guessing."""
    command = turn.command or Command("nlu_fallback")
    entities = [{"entity": "named_aspect", "value": aspect} for aspect in command.aspects]
    if command.procedure:
        entities.append({"entity": "named_procedure", "value": command.procedure})
    if command.value:
        entities.append({"entity": "named_value", "value": command.value})
    intent = {"name": command.intent, "confidence": 1.0}
    return {"text": turn.text, "intent": intent, "entities": entities, "intent_ranking": [intent]}


def _result(turn: Turn, messages: list[dict[str, Any]]) -> TurnResult:
    outcome: dict[str, Any] = {}
    replies = []
    for message in messages:
        outcome = message.get("outcome") or outcome
        replies.append(
            Reply(
                text=str(message.get("text") or ""),
                buttons=tuple(_button(raw) for raw in message.get("buttons") or ()),
                small=str(message.get("small") or ""),
                status=message.get("status") or "answered",
                attached=tuple(read_attached(one) for one in message.get("attached") or ()),
                wants_location=bool(message.get("wants_location")),
            )
        )
    return TurnResult(
        turn_id=turn.id,
        replies=replies,
        status=replies[0].status if replies else "failed",
        intent=str(outcome.get("intent") or ""),
        procedure=str(outcome.get("procedure") or ""),
        aspects=tuple(outcome.get("aspects") or ()),
        codes=tuple(outcome.get("codes") or ()),
        dossier_codes=tuple(outcome.get("dossier_codes") or ()),
        knowledge=str(outcome.get("knowledge") or ""),
        confidence=float(outcome.get("confidence") or 0.0),
        offered=tuple(outcome.get("offered") or ()),
        lost=bool(outcome.get("lost")),
        wrong=outcome.get("wrong"),
        asked=tuple(
            (str(procedure), str(aspect))
            for procedure, aspects in outcome.get("asked") or ()
            for aspect in aspects
        ),
    )


def _button(raw: dict[str, Any]) -> Button:
    return Button(str(raw["title"]), read_payload(str(raw["payload"])))

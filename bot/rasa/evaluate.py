"""Runs question sets and conversations through the real assistant, in this process.

The formats are those of ``docs/evaluation.md``.
"""

from __future__ import annotations

import asyncio
import functools
import io
import json
import re
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import segno
import yaml
from PIL import Image
from rapidfuzz import fuzz, process
from rich.progress import Progress

from actions.container import container
from bot.errors import ConfigError
from bot.messages import Button, Reply, Speak, TurnResult
from bot.rasa.conversation import SPEAK
from bot.rasa.local import LocalAssistant
from bot.settings import Settings
from bot.speech.spoken import spoken
from nlu.evaluation.jsonl import read_jsonl
from nlu.text.fold import fold

SLUGS = Path(__file__).parents[2] / "nlu" / "evaluation" / "slugs.yml"
MARKER = re.compile(r"^\[(\w+)(?::\s*(.*?))?\]$", re.DOTALL)
WAIT = re.compile(r"(\d+)\s*(giây|phút|giờ|ngày|tuần|s|m|h|d)", re.IGNORECASE)
UNITS = {
    "giây": "seconds", "s": "seconds", "phút": "minutes", "m": "minutes", "giờ": "hours",
    "h": "hours", "ngày": "days", "d": "days", "tuần": "weeks",
}  # fmt: skip
ALIKE = 60
CARD = "079090000123||Nguyễn Thị Mẫu|05031990|Nữ|Ấp 3, Xã Tân Lân, Tây Ninh|15082021"
"""What the code of the made-up card in a played conversation says."""
LABELS = {"go_back": "back", "emergency": "out_of_scope", "report_wrong": "report_problem"}
"""Intents that are called otherwise here: Rasa has a meaning of its own for "back", the
evaluation counts what is for 113, 114 and 115 as outside the job, and a pressed "Báo sai"
as a report."""


def answer_questions(settings: Settings, source: Path, target: Path, *, bare: bool = False) -> None:
    """Answer every question in a fresh conversation; ``context`` is said first.

    Args:
        settings: which model and knowledge.
        source: the questions.
        target: where the answers go.
        bare: ask as somebody who never types diacritics.

    Raises:
        ConfigError: the file cannot be read, or there is no model.
    """
    questions = read_jsonl(source)
    if bare:
        questions = [_bare(question) for question in questions]
    assistant = LocalAssistant(settings)
    answers = asyncio.run(_answer_all(assistant, questions))
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8") as lines:
        for answer in answers:
            lines.write(json.dumps(answer, ensure_ascii=False) + "\n")


def _bare(question: Mapping[str, Any]) -> dict[str, Any]:
    said = {key: fold(str(question[key])) for key in ("text", "context") if question.get(key)}
    return {**question, **said}


async def _answer_all(
    assistant: LocalAssistant, questions: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    answers = []
    with Progress() as progress:
        for question in progress.track(questions, description="Đang trả lời"):
            answers.append(await _answer(assistant, question))
    return answers


async def _answer(assistant: LocalAssistant, question: Mapping[str, Any]) -> dict[str, Any]:
    conversation = uuid.uuid4().hex
    if question.get("context"):
        await assistant.say(conversation, str(question["context"]))
    began = time.perf_counter()
    result = await assistant.say(conversation, str(question["text"]))
    ms = (time.perf_counter() - began) * 1000
    return {"id": question["id"], **describe(result), "ms": round(ms, 1)}


def describe(result: TurnResult) -> dict[str, Any]:
    """Return a turn's result with the labels of the evaluation."""
    return {
        "status": result.status,
        "intent": LABELS.get(result.intent, result.intent),
        "procedure": _slugs().get(result.procedure),
        "aspects": list(result.aspects),
        "codes": list(result.codes),
        "dossier_codes": list(result.dossier_codes),
        "confidence": round(result.confidence, 3),
        "texts": [seen(reply) for reply in result.replies],
        "buttons": [button.title for reply in result.replies for button in reply.buttons],
    }


def seen(reply: Reply) -> str:
    """Return a reply as a citizen sees it: without markup, with the small print."""
    text = reply.text.replace("**", "")
    return f"{text}\n{reply.small}" if reply.small else text


@functools.cache
def _slugs() -> dict[str, str]:
    """Return the evaluation's slug of each record id."""
    table = yaml.safe_load(SLUGS.read_text(encoding="utf-8"))
    return {
        record: slug
        for slug, records in table.items()
        for record in ([records] if isinstance(records, str) else records)
    }


@dataclass
class Player:
    """Plays one conversation, marker by marker."""

    assistant: LocalAssistant
    conversation: str = field(default_factory=lambda: uuid.uuid4().hex)
    buttons: list[Button] = field(default_factory=list)
    speak: Speak = ""

    async def play(self, user: str) -> list[dict[str, Any]]:
        """Say one turn and return the replies in the evaluation's form."""
        marker = MARKER.match(user.strip())
        kind, content = (marker[1], marker[2] or "") if marker else ("", user)
        result = await self._turn(kind, content)
        if result is None:
            return []
        self.buttons = [button for reply in result.replies for button in reply.buttons]
        self.speak = SPEAK.get(result.intent, self.speak)
        return [
            {
                "text": seen(reply),
                "buttons": [button.title for button in reply.buttons],
                "attachments": self._attachments(reply),
            }
            for reply in result.replies
        ]

    def _attachments(self, reply: Reply) -> list[dict[str, str]]:
        """Return what comes with a reply: its files, and the voice of who wished for one."""
        found = [
            {
                "kind": "picture" if one.mime.startswith("image/") else "document",
                "name": one.name,
                "text": one.name,
            }
            for one in reply.attached
        ]
        if self.speak:
            name = "cham.ogg" if self.speak == "slow" else "doc.ogg"
            found.append({"kind": "voice", "name": name, "text": spoken(reply.text)})
        return found

    async def _turn(self, kind: str, content: str) -> TurnResult | None:
        if kind == "button":
            return await self._press(content)
        if kind == "deeplink":
            start = content.partition("=")[2]
            return await self.assistant.say(self.conversation, start, kind="start")
        if kind == "location":
            return await self._say(f"tôi đang ở {content}")
        if kind == "wait":
            container().clock.advance(read_wait(content))
            return None
        if kind == "system":
            return None
        if kind == "photo":
            shown = made_up_photo(content)
            return await self.assistant.say(self.conversation, "", kind="photo", picture=shown)
        if kind == "voice":
            return await self.assistant.say(self.conversation, content, kind="voice")
        if kind == "sticker":
            return await self._say("🙂")
        return await self._say(content)

    async def _say(self, text: str) -> TurnResult:
        return await self.assistant.say(self.conversation, text)

    async def _press(self, label: str) -> TurnResult:
        titles = [button.title for button in self.buttons]
        found = process.extractOne(label, titles, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
        if found is None:
            return await self._say(label)
        button = self.buttons[found[2]]
        return await self.assistant.say(self.conversation, button.title, button.command)


def made_up_photo(content: str) -> bytes:
    """Return a made-up picture of what is described: a card with its code, or nothing readable."""
    said = fold(content)
    is_card = re.search(r"can cuoc|cccd|the", said) and not re.search(r"mo|nhoe|toi|lua", said)
    held = io.BytesIO()
    if is_card:
        segno.make(CARD, error="m").save(held, kind="png", scale=6, border=8)
    else:
        Image.new("L", (800, 500), 128).save(held, "PNG")
    return held.getvalue()


def read_wait(text: str) -> timedelta:
    """Read "2 ngày" or "30m"; what cannot be read is no time at all."""
    found = WAIT.search(text)
    return timedelta(**{UNITS[found[2].lower()]: int(found[1])}) if found else timedelta(0)


def play_dialogues(settings: Settings, source: Path, target: Path) -> None:
    """Play every conversation and write it back with the replies.

    Raises:
        ConfigError: the file cannot be read, or there is no model.
    """
    try:
        dialogues = yaml.safe_load(source.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"Không đọc được {source}: {error}") from error
    assistant = LocalAssistant(settings)
    asyncio.run(_play_all(assistant, dialogues))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(
        yaml.safe_dump(dialogues, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )


async def _play_all(assistant: LocalAssistant, dialogues: Iterable[dict[str, Any]]) -> None:
    with Progress() as progress:
        for dialogue in progress.track(list(dialogues), description="Đang trò chuyện"):
            player = Player(assistant)
            for turn in dialogue["turns"]:
                turn["replies"] = await player.play(str(turn["user"]))

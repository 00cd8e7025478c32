"""Reads public Vietnamese sets of messages with intents; none of them ships with the project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nlu.evaluation.jsonl import read_jsonl

PARTS = ("train", "dev", "test")
LOCALE = "vi-VN"


@dataclass(frozen=True)
class Part:
    """Messages and their intents, one for each message."""

    texts: list[str]
    intents: list[str]


def read_phoatis(folder: Path) -> dict[str, Part]:
    """Read PhoATIS as it is handed out: ``{train,dev,test}/{seq.in,label}``, a line each.

    Args:
        folder: its syllable-level folder.

    Raises:
        OSError: a file is missing.
        ValueError: texts and labels do not go together.
    """
    return {part: _phoatis_part(folder / part) for part in PARTS}


def _phoatis_part(folder: Path) -> Part:
    texts, intents = (
        (folder / name).read_text(encoding="utf-8").strip("\n").split("\n")
        for name in ("seq.in", "label")
    )
    if len(texts) != len(intents):
        raise ValueError(f"{folder}: {len(texts)} texts, {len(intents)} labels")
    return Part([text.strip() for text in texts], [intent.strip() for intent in intents])


def read_massive(path: Path) -> dict[str, Part]:
    """Read the Vietnamese lines of a file of MASSIVE 1.1.

    Args:
        path: one JSON object a line, with ``locale``, ``partition``, ``utt``, ``intent``.

    Raises:
        OSError: the file is missing.
        ValueError: a line is no JSON, or there is nothing Vietnamese in it.
    """
    parts = {part: Part([], []) for part in PARTS}
    for line in read_jsonl(path):
        if line.get("locale") == LOCALE and line.get("partition") in parts:
            parts[line["partition"]].texts.append(str(line["utt"]))
            parts[line["partition"]].intents.append(str(line["intent"]))
    if not all(part.texts for part in parts.values()):
        raise ValueError(f"{path}: no {LOCALE} messages in each of {', '.join(PARTS)}")
    return parts

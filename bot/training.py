"""Trains the model when it is missing or stale; tells which, without importing Rasa.

A model is fresh when what it was trained from has not changed: configuration,
domain, training data, and the code that turns text into features.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Literal

from bot.errors import ConfigError
from bot.settings import Settings

ModelState = Literal["fresh", "stale", "missing"]
MODEL_NAME = "troly"
LEARNT = ("aspects.npz", "aspects.json", "records.json", "records.npz")
"""The files of what is trained beside Rasa's model; the one that tells a new set is last."""
MESSAGES = "messages.jsonl"
"""What a province's reviewers added to the training messages, in its folder."""
INPUTS = ("config.yml", "domain.yml", "nlu/data", "nlu/components", "nlu/text", "nlu")


def model_file(settings: Settings) -> Path:
    """Return where the trained model lies."""
    return settings.models_dir / f"{MODEL_NAME}.tar.gz"


def model_state(settings: Settings) -> ModelState:
    """Say whether there is a model and whether it fits the present inputs."""
    learnt = [settings.models_dir / name for name in LEARNT]
    if not all(path.exists() for path in (model_file(settings), *learnt)):
        return "missing"
    stamp = _stamp(settings)
    kept = stamp.read_text(encoding="ascii").strip() if stamp.exists() else ""
    fresh = kept == fingerprint(settings.root, settings.knowledge_dir)
    return "fresh" if fresh else "stale"


def fingerprint(root: Path, province: Path | None = None) -> str:
    """Return a hash over everything that a model is trained from.

    Args:
        root: the project.
        province: the folder of what a province adds; its messages count.
    """
    digest = hashlib.sha256()
    for name in INPUTS:
        for path in _files(root / name):
            digest.update(str(path.relative_to(root)).encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    own = province / MESSAGES if province else None
    if own and own.exists():
        digest.update(hashlib.sha256(own.read_bytes()).digest())
    return digest.hexdigest()


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    deep = path.name != "nlu"
    found = path.rglob("*") if deep else path.glob("*.py")
    return sorted(f for f in found if f.suffix in {".py", ".yml", ".jsonl"})


def _stamp(settings: Settings) -> Path:
    return settings.models_dir / f"{MODEL_NAME}.fingerprint"


def train(settings: Settings) -> Path:
    """Train with Rasa in a process of its own and return the model file.

    The new model takes the old one's place only when it is complete.

    Raises:
        ConfigError: training failed; the text holds the end of Rasa's words.
    """
    settings.models_dir.mkdir(parents=True, exist_ok=True)
    print_of_inputs = fingerprint(settings.root, settings.knowledge_dir)
    draft = f".{MODEL_NAME}-{os.getpid()}"
    command = [sys.executable, "-m", "bot.rasa.train", draft]
    done = subprocess.run(  # noqa: S603 - our own module
        command, cwd=settings.root, capture_output=True, text=True, check=False
    )
    names = [f"{draft}.tar.gz", *(f"{draft}-{name}" for name in LEARNT)]
    drafts = [settings.models_dir / name for name in names]
    if done.returncode != 0 or not all(path.exists() for path in drafts):
        for path in drafts:
            path.unlink(missing_ok=True)
        raise ConfigError("Huấn luyện không xong:\n" + _tail(done.stdout + done.stderr))
    for path, name in zip(drafts[1:], LEARNT, strict=True):
        path.replace(settings.models_dir / name)
    drafts[0].replace(model_file(settings))
    _stamp(settings).write_text(print_of_inputs + "\n", encoding="ascii")
    return model_file(settings)


def _tail(output: str, lines: int = 15) -> str:
    return "\n".join(output.strip().splitlines()[-lines:])

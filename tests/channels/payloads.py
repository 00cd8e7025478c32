"""Reads the payload files: what the platforms send, written from their references."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1] / "payloads"


def payload(channel: str, name: str) -> dict[str, Any]:
    """Return a payload as the platform of a channel sends it."""
    path = ROOT / channel / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found

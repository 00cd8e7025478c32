"""Takes the pages as they look now for right: ``python -m tests.actions.forms.approve``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from actions.container import Container
from bot.clock import Clock
from knowledge.store import knowledge
from tests.actions.forms.pictures import ANSWERS, PICTURES, picture

SHOWN = Path(__file__).parents[3] / "docs" / "images" / "forms"

if __name__ == "__main__":
    for name in ANSWERS:
        parts = Container(knowledge(), Clock(date(2026, 11, 22)))
        picture(name, parts).save(PICTURES / f"{name}.png", optimize=True)
        shown = picture(name, parts, 96.0).quantize(8)
        shown.save(SHOWN / f"{name}.png", optimize=True)
        print(f"approved {name}")

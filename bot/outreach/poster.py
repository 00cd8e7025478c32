"""Posters and stickers of community teams (tổ công nghệ số cộng đồng), for print."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import typst

from bot.outreach import qr
from knowledge.loader import ROOT, read_yaml

Size = Literal["a4", "a5", "sticker"]
Form = Literal["pdf", "png"]
TEMPLATE = Path(__file__).parent / "poster.typ"
TEXTS = ROOT / "texts" / "poster.yml"


@dataclass(frozen=True)
class Poster:
    """What a poster leads to.

    ``address`` is in the code; ``site`` is what somebody types who cannot scan it, with
    ``code`` where the app passes nothing on (Zalo). ``procedure`` is a name or "".
    """

    address: str
    site: str
    commune: str
    team: str
    procedure: str = ""
    code: str = ""


def render(poster: Poster, size: Size, form: Form = "pdf") -> bytes:
    """Return a poster as one page.

    Args:
        poster: what stands on it.
        size: A4, A5, or a sticker of 10 cm.
        form: PDF for print, PNG (144 dots an inch) to look at.

    Raises:
        ValueError: it does not fit on one page.
    """
    made = typst.compile(
        TEMPLATE,
        format=form,
        sys_inputs={"said": json.dumps(_said(poster, size), ensure_ascii=False)},
        font_paths=[fonts()],
    )
    if not isinstance(made, bytes):
        raise ValueError("it does not fit on one page")
    return made


def fonts() -> Path:
    """Return where DejaVu lies, which has all Vietnamese letters: it comes with Matplotlib."""
    found = importlib.util.find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"


def _said(poster: Poster, size: Size) -> dict[str, object]:
    texts = read_yaml(TEXTS, dict)
    about = texts["about_procedure"] if poster.procedure else texts["about"]
    hint = texts["hint_code"] if poster.code else texts["hint"]
    foot = texts["foot"].format(commune=_capital(poster.commune), team=poster.team)
    return {
        "size": size,
        "code_svg": qr.svg(poster.address),
        "title": texts["title"],
        "about": about.format(name=_small(poster.procedure)),
        "asks": texts["asks"],
        "answers": texts["answers"],
        "scan": texts["scan"],
        "steps": texts["steps"],
        "hint": hint.format(site=poster.site, code=poster.code.upper()),
        "care": texts["care"],
        "foot": foot.strip(" ·"),
    }


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]

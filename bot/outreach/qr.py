"""Two-dimensional codes of links, as pictures and for print."""

from __future__ import annotations

import io
from pathlib import Path

import segno

BORDER = 4
"""Modules of white around a code, as ISO/IEC 18004 asks for."""
DARK = "#0b2f2c"


def make_code(address: str) -> segno.QRCode:
    """Return the code of an address, with the highest correction: a third may be covered."""
    return segno.make(address, error="h", micro=False, boost_error=False)


def svg(address: str) -> str:
    """Return a code as SVG that fits any size."""
    out = io.BytesIO()
    make_code(address).save(out, kind="svg", border=BORDER, dark=DARK, omitsize=True)
    return out.getvalue().decode("utf-8")


def save_all(address: str, folder: Path, name: str) -> list[Path]:
    """Write a code as PNG (20 dots a module), SVG and PDF; return the files."""
    made = make_code(address)
    files = []
    for kind, how in (("png", {"scale": 20}), ("svg", {"omitsize": True}), ("pdf", {"scale": 10})):
        path = folder / f"{name}.{kind}"
        made.save(str(path), border=BORDER, dark=DARK, **how)
        files.append(path)
    return files

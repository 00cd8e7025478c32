"""Draws the plots of a report as SVG: bars of shares, and how confidence and truth agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH = 420
"""Little wider than a phone: letters stay readable there."""
ROW = 22
LABEL = 195
FIGURE = 54
SIDE = 320
MARGIN = 40
GOOD, FAIR = 0.95, 0.88
"""Shares from which a bar is green, or amber."""


def bars(shares: Mapping[str, float | None], title: str) -> str:
    """Return a bar for each share (0..1); one that is ``None`` is left out."""
    rows = [(name, share) for name, share in shares.items() if share is not None]
    height = ROW * len(rows) + 8
    lines = [_bar(name, share, at * ROW + 4) for at, (name, share) in enumerate(rows)]
    return _svg(WIDTH, height, title, lines)


def _bar(name: str, share: float, top: int) -> str:
    room = WIDTH - LABEL - FIGURE
    kind = "good" if share >= GOOD else "fair" if share >= FAIR else "poor"
    text = top + ROW - 8
    return (
        f'<text x="{LABEL - 8}" y="{text}" text-anchor="end">{escape(name)}</text>'
        f'<rect class="bar {kind}" x="{LABEL}" y="{top}" width="{max(share * room, 1):.1f}" '
        f'height="{ROW - 6}"/>'
        f'<text x="{LABEL + share * room + 6:.1f}" y="{text}">{share:.1%}</text>'
    )


def curve(bins: Sequence[Mapping[str, float]], title: str) -> str:
    """Return confidence (across) against the share right (up); on the line they agree.

    Args:
        bins: with ``confidence`` and ``right``, 0..1, and ``count``.
        title: what is read aloud of it.
    """
    most = max((point["count"] for point in bins), default=1)
    size = SIDE - 2 * MARGIN

    def across(value: float) -> float:
        return MARGIN + value * size

    def up(value: float) -> float:
        return SIDE - MARGIN - value * size

    lines = [
        f'<rect class="frame" x="{MARGIN}" y="{MARGIN}" width="{size}" height="{size}"/>',
        f'<line class="ideal" x1="{across(0)}" y1="{up(0)}" x2="{across(1)}" y2="{up(1)}"/>',
        f'<text x="{SIDE / 2}" y="{SIDE - 8}" text-anchor="middle">độ chắc</text>',
        f'<text x="{MARGIN}" y="{MARGIN - 10}">tỉ lệ đúng</text>',
    ]
    for value in (0.0, 0.5, 1.0):
        lines.append(
            f'<text x="{across(value)}" y="{SIDE - 24}" text-anchor="middle">{value:.0%}</text>'
            f'<text x="{MARGIN - 6}" y="{up(value) + 4}" text-anchor="end">{value:.0%}</text>'
        )
    for point in bins:
        radius = 3 + 9 * (point["count"] / most) ** 0.5
        lines.append(
            f'<circle class="point" cx="{across(point["confidence"]):.1f}" '
            f'cy="{up(point["right"]):.1f}" r="{radius:.1f}">'
            f"<title>{point['count']:.0f} câu</title></circle>"
        )
    return _svg(SIDE, SIDE, title, lines)


def _svg(width: int, height: int, title: str, lines: Sequence[str]) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">'
        f"{''.join(lines)}</svg>"
    )

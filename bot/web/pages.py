"""Pages that are rendered from texts of the knowledge."""

from __future__ import annotations

import functools
import html
from pathlib import Path

from markdown_it import MarkdownIt

NOTICE = Path(__file__).parents[2] / "knowledge" / "texts" / "privacy.vi.md"

_FRAME = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Trợ lý thủ tục hành chính Tây Ninh</title>
<link rel="stylesheet" href="/chat.css">
<link rel="icon" href="/icon.svg">
</head>
<body class="page">
<main>
{content}
<p><a href="/">Về trang trò chuyện</a></p>
</main>
</body>
</html>
"""


@functools.cache
def privacy_page() -> str:
    """Return the privacy notice as a page; raw HTML in it would be shown as text."""
    content = MarkdownIt("js-default").render(NOTICE.read_text(encoding="utf-8"))
    return _FRAME.format(title="Quyền riêng tư", content=content)


def listen_page(text: str, sound: str) -> str:
    """Return a page that plays an answer and shows it.

    Args:
        text: the answer in its small markup.
        sound: the address of the recording.
    """
    lines = [html.escape(line.replace("**", "")) for line in text.split("\n") if line.strip()]
    shown = "\n".join(f"<p>{line}</p>" for line in lines)
    player = f'<audio controls autoplay preload="auto" src="{html.escape(sound)}"></audio>'
    content = f"<h1>Nghe câu trả lời</h1>\n{player}\n{shown}"
    return _FRAME.format(title="Nghe câu trả lời", content=content)

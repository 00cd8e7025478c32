"""Chat in the terminal: the same replies, with numbered buttons."""

from __future__ import annotations

import asyncio
import uuid

from rich.console import Console
from rich.markup import escape

from bot.messages import Button, Reply
from bot.rasa.local import LocalAssistant
from bot.settings import Settings

LEAVE = {"thoát", "thoat", "exit", "quit"}


def talk(settings: Settings) -> None:
    """Read lines until the person leaves (thoát, Ctrl-D or Ctrl-C)."""
    console = Console(highlight=False, soft_wrap=True)
    console.print("Đang nạp mô hình…")
    assistant = LocalAssistant(settings)
    console.print(
        "Trợ lý sẵn sàng. Gõ câu hỏi; gõ số để chọn nút; gõ [bold]thoát[/bold] để nghỉ.\n"
    )
    asyncio.run(_talk(assistant, console))


async def _talk(assistant: LocalAssistant, console: Console) -> None:
    conversation = f"terminal-{uuid.uuid4().hex[:8]}"
    buttons: list[Button] = []
    while True:
        try:
            line = (await asyncio.to_thread(console.input, "[bold]Bà con:[/bold] ")).strip()
        except (EOFError, KeyboardInterrupt):
            return
        if line.casefold() in LEAVE:
            return
        if not line:
            continue
        pressed = choose(line, buttons)
        text = pressed.title if pressed else line
        result = await assistant.say(conversation, text, pressed.command if pressed else None)
        buttons = [button for reply in result.replies for button in reply.buttons]
        console.print(render(result.replies))


def choose(line: str, buttons: list[Button]) -> Button | None:
    """Return the button whose number was typed, counted from 1."""
    if line.isascii() and line.isdigit() and 1 <= int(line) <= len(buttons):
        return buttons[int(line) - 1]
    return None


def render(replies: list[Reply]) -> str:
    """Return replies in rich's markup: bold, small print dimmed, buttons numbered through."""
    lines = []
    number = 0
    for reply in replies:
        lines.append(_bold(escape(reply.text)))
        for button in reply.buttons:
            number += 1
            lines.append(f"  [cyan]{number}[/cyan] {escape(button.title)}")
        if reply.small:
            lines.append(f"[dim]{escape(reply.small)}[/dim]")
        lines.append("")
    return "\n".join(lines)


def _bold(text: str) -> str:
    parts = text.split("**")
    return "".join(
        f"[bold]{part}[/bold]" if position % 2 and position < len(parts) - 1 else part
        for position, part in enumerate(parts)
    )

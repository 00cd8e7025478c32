"""Runs gateway and dialogue side by side on one machine, and stops both cleanly."""

from __future__ import annotations

import ctypes
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

import httpx

from bot.errors import ConfigError
from bot.settings import Settings

STOP_SECONDS = 10.0
LOOK_SECONDS = 0.2
RESTARTS = 5
STEADY_SECONDS = 60.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process of ours. ``starts`` holds the times at which it was started."""

    name: str
    module: str
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self, settings: Settings) -> None:
        """Start it, in a group of its own so that Ctrl-C reaches only the supervisor."""
        self.process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", self.module],
            cwd=settings.root,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        self.starts.append(time.monotonic())

    def too_often(self) -> bool:
        """Say whether it died so often lately that starting again is no help."""
        since = time.monotonic() - STEADY_SECONDS
        return len([moment for moment in self.starts if moment > since]) > RESTARTS

    def stop(self) -> None:
        """Ask it to end, and end it when it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _end_with_parent() -> None:
    """Have Linux end this process when the supervisor is gone, however it went.

    Otherwise a supervisor that is killed leaves processes behind that hold the ports.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Stopped(Exception):
    """Somebody asked us to stop."""


def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Run until Ctrl-C or SIGTERM; a dialogue that dies is started again.

    Args:
        settings: of this installation.
        say: prints a line for the person at the terminal.

    Raises:
        ConfigError: a port is taken, or a process cannot stay alive.
    """
    for name, port in ports(settings):
        check_port(name, port)
    children = [
        Child("cổng vào (gateway)", "bot.gateway.serve"),
        Child("hội thoại (dialogue)", "bot.rasa.serve"),
    ]
    previous = {sig: signal.signal(sig, _stop) for sig in (signal.SIGINT, signal.SIGTERM)}
    try:
        for child in children:
            child.start(settings)
        _announce(settings, children, say)
        while True:
            _look_after(settings, children, say)
            time.sleep(LOOK_SECONDS)
    except Stopped:
        say("Đang dừng…")
    finally:
        for child in reversed(children):
            child.stop()
        for sig, handler in previous.items():
            signal.signal(sig, handler)
    say("Đã dừng.")


def ports(settings: Settings) -> list[tuple[str, int]]:
    """Return the settings that choose a port, with the ports chosen."""
    return [
        ("TROLY_PORT", settings.gateway_port),
        ("TROLY_DIALOGUE_PORT", settings.dialogue_port),
    ]


def check_port(name: str, port: int) -> None:
    """Make sure that a port of this machine is free.

    Raises:
        ConfigError: it is taken; names the setting that chooses another one.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ConfigError(
                f"Cổng {port} đang có chương trình khác dùng. Tắt chương trình đó, "
                f"hoặc chọn cổng khác: {name}={port + 1} make run"
            ) from error


def _announce(settings: Settings, children: list[Child], say: Callable[[str], None]) -> None:
    """Tell when the page is there, and when the assistant is awake."""
    address = f"http://{settings.gateway_host}:{settings.gateway_port}"
    page_told = False
    began = time.monotonic()
    while True:
        _look_after(settings, children, say)
        state = _state(settings)
        if state and not page_told:
            say(f"Trang trò chuyện: {address}  (Ctrl-C để dừng)")
            say("Đang nạp mô hình…")
            page_told = True
        if state == "ready":
            say(f"Trợ lý sẵn sàng sau {time.monotonic() - began:.0f} giây.")
            return
        time.sleep(LOOK_SECONDS)


def _state(settings: Settings) -> str:
    """Return ``""`` (no gateway yet), ``waking`` or ``ready``."""
    try:
        reply = httpx.get(
            f"http://127.0.0.1:{settings.gateway_port}/health", timeout=2, trust_env=False
        )
        return str(reply.json()["dialogue"])
    except (httpx.HTTPError, ValueError, KeyError):
        return ""


def _look_after(settings: Settings, children: list[Child], say: Callable[[str], None]) -> None:
    for child in children:
        if child.process is None or child.process.poll() is None:
            continue
        if child.too_often():
            raise ConfigError(
                f"Tiến trình {child.name} dừng liên tục (mã {child.process.returncode}). "
                "Xem thông báo ở trên, hoặc chạy: .venv/bin/troly doctor"
            )
        say(f"Tiến trình {child.name} vừa dừng (mã {child.process.returncode}); đang mở lại.")
        child.start(settings)


def _stop(_: int, __: FrameType | None) -> None:
    raise Stopped

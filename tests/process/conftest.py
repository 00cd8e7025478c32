"""The real processes, started the way an installation starts them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from bot.settings import ROOT
from tests.model import trained_settings

WAIT = 90


def free_port() -> int:
    """Return a port of loopback that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """An installation of its own: data, ports and secrets that nobody shares."""

    def __init__(self, folder: Path) -> None:
        trained_settings()
        self.port = free_port()
        self.dialogue_port = free_port()
        self.environment = {
            **os.environ,
            "TROLY_DATA_DIR": str(folder / "var"),
            "TROLY_MODELS_DIR": str(trained_settings().models_dir),
            "TROLY_PORT": str(self.port),
            "TROLY_DIALOGUE_PORT": str(self.dialogue_port),
            "TROLY_TODAY": "2026-11-24",
        }
        self._children: list[subprocess.Popen[str]] = []

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a process of ours with this installation's settings."""
        child = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT, env=self.environment, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._children.append(child)
        return child

    def http(self) -> httpx.Client:
        """Return a client of the gateway."""
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=40)

    @staticmethod
    def wait_for_gateway(http: httpx.Client) -> None:
        """Return as soon as the gateway answers."""
        deadline = time.monotonic() + WAIT
        while True:
            try:
                http.get("/health", timeout=2)
            except httpx.TransportError:
                assert time.monotonic() < deadline, "the gateway did not come up"
            else:
                return

    def stop(self) -> None:
        """End whatever still runs."""
        for child in self._children:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation that is cleaned up."""
    made = Installation(tmp_path)
    yield made
    made.stop()


class SlowActions:
    """An action server on loopback whose first call never returns.

    ``called`` is set when a call has arrived; ``calls`` counts them.
    """

    def __init__(self) -> None:
        self.called = threading.Event()
        self.calls = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.calls += 1
                first = outer.calls == 1
                self.rfile.read(int(self.headers["Content-Length"]))
                outer.called.set()
                if first:
                    self.connection.recv(1)  # until the caller is gone
                    return
                body = b'{"events": [], "responses": [{"text": "dap"}]}'
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/webhook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Close the server."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def slow_actions() -> Iterator[SlowActions]:
    """An action server whose first call hangs."""
    made = SlowActions()
    yield made
    made.stop()

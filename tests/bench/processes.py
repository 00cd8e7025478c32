"""Starts the two systems that are compared, and reads what their processes use."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.settings import ROOT
from tests.model import trained_settings

READY_SECONDS = 180
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Running:
    """A running system: its address, and the process ids of its parts by name."""

    address: str
    pids: dict[str, int]
    ready_seconds: float

    def cpu_seconds(self) -> dict[str, float]:
        """Return the processor time that each part has used so far."""
        return {name: _cpu(pid) for name, pid in self.pids.items()}

    def memory_mb(self) -> dict[str, float]:
        """Return the resident memory of each part, in MB."""
        return {name: _memory(pid) for name, pid in self.pids.items()}


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _memory(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1e6


def free_port() -> int:
    """Return a port of loopback that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def ours(folder: Path) -> Iterator[Running]:
    """Run gateway and dialogue as an installation does, with durable SQLite."""
    settings = trained_settings()
    port, dialogue_port = free_port(), free_port()
    environment = {
        **os.environ,
        "TROLY_DATA_DIR": str(folder),
        "TROLY_MODELS_DIR": str(settings.models_dir),
        "TROLY_PORT": str(port),
        "TROLY_DIALOGUE_PORT": str(dialogue_port),
        "TROLY_MESSAGES_PER_MINUTE": "0",
    }
    commands = {"gateway": "bot.gateway.serve", "dialogue": "bot.rasa.serve"}
    address = f"http://127.0.0.1:{port}"
    began = time.monotonic()
    children = {
        name: subprocess.Popen([sys.executable, "-m", module], cwd=ROOT, env=environment)
        for name, module in commands.items()
    }
    try:
        _wait(lambda: httpx.get(address + "/health", trust_env=False).json()["dialogue"] == "ready")
        pids = {name: child.pid for name, child in children.items()}
        yield Running(address, pids, time.monotonic() - began)
    finally:
        _end(children)


@contextmanager
def stock(folder: Path, python310: str) -> Iterator[Running]:
    """Run what ``rasa init`` makes, trained, behind its REST channel.

    Installed into ``folder`` with Python 3.10 and TensorFlow when it is not there.
    """
    python = install_stock(folder, python310)
    port = free_port()
    environment = {
        **os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "2",
        "CUDA_VISIBLE_DEVICES": "",
    }  # fmt: skip
    command = [
        str(python), "-m", "rasa", "run", "--port", str(port), "-i", "127.0.0.1",
        "--credentials", "rest.yml",
    ]  # fmt: skip
    (folder / "bot" / "rest.yml").write_text("rest:\n")
    began = time.monotonic()
    child = subprocess.Popen(
        command, cwd=folder / "bot", env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(lambda: httpx.get(address + "/", trust_env=False).status_code == 200)
        yield Running(address, {"rasa": child.pid}, time.monotonic() - began)
    finally:
        _end({"rasa": child})


def install_stock(folder: Path, python310: str) -> Path:
    """Make the stock environment and its trained bot, once; return its Python.

    Args:
        folder: where both are kept.
        python310: what uv is asked for: a version, or the path of a Python 3.10.
    """
    python = folder / "venv" / "bin" / "python"
    if (folder / "bot" / "models").exists() and list((folder / "bot" / "models").glob("*.gz")):
        return python
    uv = next((str(p) for p in (ROOT / ".uv").rglob("uv") if p.is_file()), "uv")
    folder.mkdir(parents=True, exist_ok=True)
    print("Installing the stock bot (Python 3.10, TensorFlow; 2.7 GB)…", flush=True)
    _call([uv, "venv", "-q", "--python", python310, str(folder / "venv")])
    # Without this project's configuration, which takes TensorFlow out of Rasa's list.
    _call([uv, "pip", "install", "-q", "--no-config", "--python", str(python), "rasa==3.6.21"])
    (folder / "bot").mkdir(exist_ok=True)
    print("Training the stock bot…", flush=True)
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "CUDA_VISIBLE_DEVICES": ""}
    _call([str(python), "-m", "rasa", "init", "--no-prompt"], cwd=folder / "bot", env=environment)
    return python


def _call(command: list[str], **more: object) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload]
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _wait(ready: object) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            if ready():  # type: ignore[operator]
                return
        except (httpx.TransportError, ValueError, KeyError):
            pass
        time.sleep(0.1)
    raise SystemExit("The system under test did not come up.")


def _end(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        child.send_signal(signal.SIGTERM)
    for child in children.values():
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

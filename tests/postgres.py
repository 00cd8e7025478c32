"""A PostgreSQL server of the tests' own, on a free port of loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ADVICE = "PostgreSQL is missing: apt-get install postgresql"


def find_binaries() -> Path | None:
    """Return the folder with initdb and pg_ctl, the newest version there is."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    candidates = [*folders, *([Path(found).parent] if found else [])]
    return next((folder for folder in candidates if (folder / "pg_ctl").exists()), None)


@contextmanager
def running_server(binaries: Path) -> Iterator[str]:
    """Start a server with an empty cluster; yields the address of its database."""
    folder = Path(tempfile.mkdtemp(prefix="troly-pg-"))
    as_user = _ordinary_user(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"

    def call(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, capture_output=True, cwd=folder)

    call(str(binaries / "initdb"), "-D", str(data), "-U", "troly", "-A", "trust", "-E", "UTF8")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    control = str(binaries / "pg_ctl")
    call(control, "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://troly@127.0.0.1:{port}/postgres"
    finally:
        call(control, "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _ordinary_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root; then it runs as the user of its package."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]

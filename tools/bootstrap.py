"""Makes ``.venv``: ``python3 -m tools.bootstrap run`` or ``… dev``.

Gets uv, finds or fetches Python 3.11, installs exactly what the lock file names
(versions and hashes) and the project itself. When nothing has changed since the last
time it reads two files and returns.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pty
import re
import shutil
import subprocess
import sys
import termios
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterable, Iterator, NamedTuple

from tools.get_uv import get_uv, index_setting
from tools.trouble import SetupError, explain

ROOT = Path(__file__).resolve().parent.parent
PYTHON = "3.11"
GB = 10**9
LISTED = re.compile(rb" (\x1b\[[0-9;]*m)*[+~-]")


class Kind(NamedTuple):
    """A set of packages: its lock file, and the room it takes (bytes, rounded up)."""

    name: str
    lock: str
    room: int


RUN = Kind("run", "requirements.lock", 1 * GB)
DEV = Kind("dev", "requirements-dev.lock", GB * 3 // 2)


def main(arguments: list[str]) -> int:
    """Make the environment; says what is wrong in two lines, never with a traceback."""
    if arguments not in (["run"], ["dev"]):
        print("usage: python3 -m tools.bootstrap run|dev", file=sys.stderr)
        return 2
    try:
        ensure(ROOT, DEV if arguments == ["dev"] else RUN)
    except SetupError as error:
        say(f"stopped. {error.problem}")
        say(f"What to do: {error.mend}")
        return 1
    except OSError as error:
        known = explain(str(error), "Set-up")
        say(f"stopped. {known.problem} ({error})")
        say(f"What to do: {known.mend}")
        return 1
    except KeyboardInterrupt:
        say("interrupted. Run it again; it goes on where it stopped.")
        return 130
    return 0


def say(line: str) -> None:
    """Tell the person at the terminal; standard output stays free for results."""
    print(f"Set-up: {line}", file=sys.stderr, flush=True)


def ensure(root: Path, wanted: Kind) -> None:
    """Make sure that ``.venv`` holds a set; does nothing when it does.

    An environment with the development tools keeps them and also serves to run.

    Raises:
        SetupError: something is missing on this machine; says what.
    """
    if is_ready(root, kind_for(root, wanted)):
        return
    with one_at_a_time(root):
        kind = kind_for(root, wanted)  # the set-up that we waited for may have added the tools
        if not is_ready(root, kind):
            began = time.monotonic()
            uv = get_uv(root, say)
            make_venv(uv, root / ".venv", kind)
            install(uv, root, kind)
            stamp(root / ".venv").write_text(fingerprint(root, kind), encoding="ascii")
            say(f"done in {time.monotonic() - began:.0f} s.")


def kind_for(root: Path, wanted: Kind) -> Kind:
    """Return the set to install: what is wanted, and the development tools if they are there."""
    return DEV if (root / ".venv" / "bin" / "pytest").exists() else wanted


def is_ready(root: Path, kind: Kind) -> bool:
    """Say whether the set was completely installed from the present lock file."""
    venv = root / ".venv"
    try:
        kept = stamp(venv).read_text(encoding="ascii")
    except OSError:
        return False
    return (venv / "bin" / "python").exists() and kept == fingerprint(root, kind)


def stamp(venv: Path) -> Path:
    """Return where the fingerprint of a complete environment is kept."""
    return venv / "troly-setup"


def fingerprint(root: Path, kind: Kind) -> str:
    """Return a hash of everything that decides what an environment holds.

    The place counts: programs in ``.venv/bin`` name it, so a moved folder is made anew.
    """
    digest = hashlib.sha256(f"{kind.name} {root}".encode())
    for name in (kind.lock, "pyproject.toml"):
        digest.update(hashlib.sha256((root / name).read_bytes()).digest())
    return digest.hexdigest()


@contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Let only one set-up work in this folder; a second one waits."""
    (root / ".uv").mkdir(exist_ok=True)
    with (root / ".uv" / "lock").open("w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another set-up in this folder")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_venv(uv: str, venv: Path, kind: Kind) -> None:
    """Make an empty environment, unless there is one of ours that can be used."""
    if is_usable(venv):
        if not stamp(venv).exists():
            check_room(uv, venv.parent, kind)
        return
    check_room(uv, venv.parent, kind)
    python = find_python(uv)
    if venv.exists():
        say(".venv is incomplete, moved, or of another Python; making it anew")
        shutil.rmtree(venv)
    done = quietly([uv, "venv", "--quiet", "--python", python, str(venv)])
    if done.returncode != 0:
        raise explain(done.stderr, "Making .venv")


def is_usable(venv: Path) -> bool:
    """Say whether an environment runs Python 3.11 and was made in this very place."""
    try:
        config = (venv / "pyvenv.cfg").read_text(encoding="utf-8")
        activate = (venv / "bin" / "activate").read_text(encoding="utf-8")
    except OSError:
        return False
    made_here = str(venv) in activate
    return made_here and f"= {PYTHON}." in config and (venv / "bin" / "python").exists()


def check_room(uv: str, root: Path, kind: Kind) -> None:
    """Make sure that the set fits on the disk, and in uv's cache if that is another disk.

    Raises:
        SetupError: it does not.
    """
    cache = Path(quietly([uv, "cache", "dir"]).stdout.strip() or root)
    while not cache.exists():
        cache = cache.parent
    for folder in (root, cache):
        free = shutil.disk_usage(folder).free
        if free < kind.room:
            raise SetupError(
                f"The disk of {folder} is too full: {free / GB:.1f} GB free, about "
                f"{kind.room / GB:.1f} GB needed.",
                "Make room, then run it again.",
            )


def find_python(uv: str) -> str:
    """Return the path of a Python 3.11, fetched by uv if this machine has none.

    Raises:
        SetupError: there is none to be had.
    """
    find = [uv, "python", "find", "--system", PYTHON]
    found = quietly(find)
    if found.returncode != 0:
        say(f"no Python {PYTHON} here; fetching one (once, about 30 MB)")
        code, said = showing([uv, "python", "install", PYTHON])
        found = quietly(find)
        if code != 0 or found.returncode != 0:
            why = explain(said, "Fetching it").problem.replace("package index", "download site")
            raise SetupError(
                f"No Python {PYTHON} on this machine, and none could be fetched: {why}",
                f"Install Python {PYTHON} and run it again. Debian 12: apt-get install python3. "
                f"With pyenv: pyenv install {PYTHON}",
            )
    return found.stdout.strip()


def install(uv: str, root: Path, kind: Kind) -> None:
    """Install what the lock file names, and the project itself as it lies here.

    Raises:
        SetupError: a package cannot be had, or has another hash than the lock says.
    """
    python = str(root / ".venv" / "bin" / "python")
    stamp(root / ".venv").unlink(missing_ok=True)
    say(f"installing the packages of {kind.lock} into .venv (about {kind.room / GB:.1f} GB)")
    # Three small packages have no wheel; what builds them is also of the lock, checked by hash.
    lock = str(root / kind.lock)
    sync = [uv, "pip", "sync", "--require-hashes", "--build-constraints", lock]
    code, said = showing([*sync, "--python", python, lock])
    if code != 0:
        raise explain(said, "Installing the packages")
    # setuptools and wheel are in the lock, so building needs no download.
    itself = ["--no-deps", "--no-build-isolation", "--python", python, "--editable", str(root)]
    done = quietly([uv, "pip", "install", "--quiet", *itself])
    if done.returncode != 0:
        raise explain(done.stderr, "Installing the project itself")


def environment() -> dict[str, str]:
    """Return the environment for uv: the person's own, and pip's index if uv has none.

    uv does not read pip's settings; whoever set a mirror for pip means it for uv too.
    """
    own = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_CONFIG_FILE")
    files = (Path.home() / ".config/uv/uv.toml", Path("/etc/uv/uv.toml"))
    index = index_setting()
    if index is None or any(map(os.environ.get, own)) or any(file.exists() for file in files):
        return dict(os.environ)
    return {**os.environ, "UV_DEFAULT_INDEX": index}


def quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a program and keep what it says."""
    return subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )


def showing(command: list[str]) -> tuple[int, str]:
    """Run uv, show what it says while it runs, and return it with the exit code.

    On a terminal uv gets one too, so that it draws its progress bars; elsewhere it
    only says what went wrong.
    """
    terminal = _pseudo_terminal() if sys.stderr.isatty() else None
    reading, writing = terminal or os.pipe()
    process = subprocess.Popen(
        command if terminal else [*command, "--quiet"],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stderr=writing,
    )
    os.close(writing)
    said = []
    for part in without_list(_parts(reading)):
        said.append(part)
        os.write(sys.stderr.fileno(), part)
    os.close(reading)
    return process.wait(), b"".join(said).decode("utf-8", "replace")


def without_list(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Drop the line that uv writes for each package (`` + name==1.2``): there are 140."""
    rest = b""
    for part in parts:
        *lines, rest = (rest + part).split(b"\n")
        yield b"".join(line + b"\n" for line in lines if not LISTED.match(line))
        if not rest.startswith(b" "):
            yield rest  # a progress bar, which ends without a line break
            rest = b""
    yield rest


def _parts(reading: int) -> Iterator[bytes]:
    while True:
        try:
            part = os.read(reading, 4096)
        except OSError:  # how Linux says that the other end of a terminal was closed
            return
        if not part:
            return
        yield part


def _pseudo_terminal() -> tuple[int, int] | None:
    """Open a terminal as wide as the person's; ``None`` where there can be none (a chroot)."""
    try:
        reading, writing = pty.openpty()
    except OSError:
        return None
    size = fcntl.ioctl(sys.stderr.fileno(), termios.TIOCGWINSZ, b"\0" * 8)
    fcntl.ioctl(writing, termios.TIOCSWINSZ, size)
    return reading, writing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

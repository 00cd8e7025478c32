"""Finds uv, the installer that this project needs, or fetches one of known content.

A fetched uv is a wheel whose hash stands below; only its one program is unpacked,
into ``.uv/``. pip brings it, with whatever index and mirror the person has set for
pip. Debian's python3 may come without pip; then, in this order: a pip wheel that lies
on the machine, the index that a setting names, a pip wheel from Debian's packages.
"""

from __future__ import annotations

import configparser
import hashlib
import html
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path
from typing import Callable, NamedTuple

from tools.trouble import SetupError, explain

VERSION = "0.13.9"
OLDEST = (0, 5, 0)
"""Oldest uv on PATH that is used; an older one lacks options that the set-up needs."""

Say = Callable[[str], None]


class Wheel(NamedTuple):
    """A wheel of uv: the platforms that its file name lists, and its SHA-256."""

    platforms: str
    sha256: str

    @property
    def file_name(self) -> str:
        """Name of the file in every package index."""
        return f"uv-{VERSION}-py3-none-{self.platforms}.whl"


WHEELS = {
    "x86_64": Wheel(
        "manylinux_2_17_x86_64.manylinux2014_x86_64",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    "aarch64": Wheel(
        "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64",
        "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    ),
}


def get_uv(root: Path, say: Say) -> str:
    """Return a uv program that is recent enough; fetch the pinned one if there is none.

    Raises:
        SetupError: there is none and none can be fetched.
    """
    kept = root / ".uv" / VERSION / "uv"
    found = shutil.which("uv")
    if found and version_of(found) >= OLDEST:
        return found
    if not kept.exists():
        wheel = choose_wheel(platform.system(), platform.machine())
        say(f"getting uv {VERSION}, the installer (once, 18 MB)")
        with tempfile.TemporaryDirectory() as folder:
            unpack(download(wheel, Path(folder)), wheel, kept)
    return str(kept)


def version_of(uv: str) -> tuple[int, ...]:
    """Return the version of a uv program; ``()`` when it does not tell."""
    try:
        said = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return ()
    numbers = re.match(r"uv (\d+)\.(\d+)\.(\d+)", said.stdout)
    return tuple(map(int, numbers.groups())) if numbers else ()


def choose_wheel(system: str, machine: str) -> Wheel:
    """Return the wheel for a machine, named as :mod:`platform` names them.

    Raises:
        SetupError: no wheel is pinned for it.
    """
    wheel = WHEELS.get({"amd64": "x86_64", "arm64": "aarch64"}.get(machine.lower(), machine))
    if system != "Linux" or wheel is None:
        raise SetupError(
            f"uv is not on PATH, and no uv is pinned for {system} on {machine}.",
            "Install uv (https://docs.astral.sh/uv/), then run it again.",
        )
    return wheel


def download(wheel: Wheel, folder: Path) -> Path:
    """Bring the wheel into ``folder`` in the first way that this machine has.

    Raises:
        SetupError: no way, or the way failed.
    """
    if importlib.util.find_spec("pip"):
        return with_pip(["-m", "pip"], wheel, folder)
    pip = pip_on_disk()
    if pip:
        return with_pip([f"{pip}/pip"], wheel, folder)
    index = index_setting()
    if index:
        return from_index(index, wheel, folder)
    pip = pip_from_debian(folder)
    if pip:
        return with_pip([f"{pip}/pip"], wheel, folder)
    raise SetupError(
        "uv is missing, and this python3 has no pip that could fetch it.",
        "As root: apt-get update && apt-get install -y python3-pip  (or python3-venv). "
        "Or name a package index: PIP_INDEX_URL=<address>/simple make …",
    )


def with_pip(pip: list[str], wheel: Wheel, folder: Path) -> Path:
    """Have pip download the wheel; pip checks the hash and obeys its own settings."""
    wanted = folder / "uv.txt"
    wanted.write_text(f"uv=={VERSION} --hash=sha256:{wheel.sha256}\n", encoding="ascii")
    command = [sys.executable, *pip, "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary=:all:", "--require-hashes", "--retries=2"]
    done = subprocess.run(
        [*command, "--dest", str(folder), "--requirement", str(wanted)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    files = list(folder.glob("uv-*.whl"))
    if done.returncode != 0 or not files:
        raise explain(done.stdout, "Fetching uv with pip")
    return files[0]


def pip_on_disk() -> Path | None:
    """Return the pip wheel that Python or Debian keeps for new environments."""
    places = (
        Path(sysconfig.get_path("stdlib"), "ensurepip", "_bundled"),
        Path("/usr/share/python-wheels"),
    )
    wheels = [wheel for place in places for wheel in sorted(place.glob("pip-*.whl"))]
    return wheels[0] if wheels else None


def pip_from_debian(folder: Path) -> Path | None:
    """Take pip's wheel out of Debian's package; installs nothing and needs no root."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return None
    subprocess.run(
        ["apt-get", "download", "-qq", "python3-pip-whl"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    for package in folder.glob("python3-pip-whl*.deb"):
        subprocess.run(["dpkg-deb", "-x", str(package), str(folder)], check=True)
    return next(folder.glob("usr/share/python-wheels/pip-*.whl"), None)


def index_setting() -> str | None:
    """Return the package index that uv's or pip's settings name, if any."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        if os.environ.get(name):
            return os.environ[name]
    home = Path.home()
    files = [home / ".config/pip/pip.conf", home / ".pip/pip.conf", Path("/etc/pip.conf")]
    if os.environ.get("PIP_CONFIG_FILE"):
        files.insert(0, Path(os.environ["PIP_CONFIG_FILE"]))
    for file in files:
        parser = configparser.RawConfigParser()
        try:
            parser.read(file, encoding="utf-8")
        except (configparser.Error, UnicodeDecodeError):
            continue
        if parser.has_option("global", "index-url"):
            return parser.get("global", "index-url")
    return None


def from_index(index: str, wheel: Wheel, folder: Path) -> Path:
    """Download the wheel from a package index (simple API, HTML) without pip.

    Raises:
        SetupError: the index cannot be reached or does not list the wheel.
    """
    page = index.rstrip("/") + "/uv/"
    try:
        for link in re.findall(r'href="([^"]+)"', _read(page).decode("utf-8", "replace")):
            address = urllib.parse.urljoin(page, html.unescape(link))
            if Path(urllib.parse.urlsplit(address).path).name == wheel.file_name:
                target = folder / wheel.file_name
                target.write_bytes(_read(address.partition("#")[0]))
                return target
    except (OSError, ValueError) as error:
        raise explain(f"cannot connect: {error}", "Fetching uv") from error
    raise SetupError(
        f"The package index that is set does not list {wheel.file_name}.",
        f"Name another index, or install uv {VERSION} or later yourself.",
    )


def _read(address: str) -> bytes:
    request = urllib.request.Request(address, headers={"Accept": "text/html, */*"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        content: bytes = answer.read()
        return content


def unpack(file: Path, wheel: Wheel, target: Path) -> None:
    """Check a wheel's hash and put its uv program at ``target``, all or nothing.

    Raises:
        SetupError: the hash differs; nothing is unpacked.
    """
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != wheel.sha256:
        raise explain("hash mismatch", "Checking uv")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".uv-{os.getpid()}")
    with zipfile.ZipFile(file) as archive:
        draft.write_bytes(archive.read(f"uv-{VERSION}.data/scripts/uv"))
    draft.chmod(0o755)
    draft.replace(target)

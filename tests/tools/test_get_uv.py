"""Fetching uv: the right file for the machine, and only with the right content."""

from __future__ import annotations

import hashlib
import http.server
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import get_uv
from tools.get_uv import VERSION, Wheel, choose_wheel, from_index, index_setting, unpack
from tools.trouble import SetupError


def wheel_file(folder: Path, program: bytes = b"#!/bin/sh\n") -> tuple[Path, Wheel]:
    """Make a small wheel shaped like uv's, and its description."""
    file = folder / f"uv-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"uv-{VERSION}.data/scripts/uv", program)
    return file, Wheel("any", hashlib.sha256(file.read_bytes()).hexdigest())


@pytest.mark.parametrize(
    ("machine", "part"),
    [("x86_64", "x86_64"), ("AMD64", "x86_64"), ("aarch64", "aarch64"), ("arm64", "aarch64")],
)
def test_the_wheel_fits_the_processor(machine: str, part: str) -> None:
    assert part in choose_wheel("Linux", machine).file_name


@pytest.mark.parametrize("where", [("Linux", "riscv64"), ("Darwin", "arm64")])
def test_an_unknown_machine_is_told_to_install_uv(where: tuple[str, str]) -> None:
    with pytest.raises(SetupError) as refused:
        choose_wheel(*where)
    assert where[1] in refused.value.problem
    assert "Install uv" in refused.value.mend


def test_a_wheel_with_the_right_hash_becomes_a_program(tmp_path: Path) -> None:
    file, wheel = wheel_file(tmp_path)
    target = tmp_path / ".uv" / VERSION / "uv"
    unpack(file, wheel, target)
    assert target.read_bytes() == b"#!/bin/sh\n"
    assert target.stat().st_mode & 0o111


def test_a_changed_wheel_is_refused_and_nothing_is_unpacked(tmp_path: Path) -> None:
    file, wheel = wheel_file(tmp_path)
    file.write_bytes(file.read_bytes() + b"x")
    target = tmp_path / "uv"
    with pytest.raises(SetupError, match="hash differs"):
        unpack(file, wheel, target)
    assert not target.exists()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Serve a folder as a package index on loopback; its address and the folder."""
    folder = tmp_path / "simple"
    (folder / "uv").mkdir(parents=True)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(folder))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()
        thread.join()


def test_without_pip_the_wheel_comes_from_the_index_that_is_set(
    index: tuple[str, Path], tmp_path: Path
) -> None:
    address, folder = index
    file, wheel = wheel_file(folder / "uv")
    page = f'<a href="uv-0.0.1.whl">old</a> <a href="../uv/{file.name}#sha256=00">new</a>'
    (folder / "uv" / "index.html").write_text(page)
    assert from_index(address, wheel, tmp_path).read_bytes() == file.read_bytes()


def test_an_index_that_lacks_the_wheel_is_named_as_the_trouble(
    index: tuple[str, Path], tmp_path: Path
) -> None:
    address, folder = index
    (folder / "uv" / "index.html").write_text('<a href="uv-0.0.1.whl">old</a>')
    with pytest.raises(SetupError, match="does not list"):
        from_index(address, Wheel("any", ""), tmp_path)


def test_an_index_that_nobody_serves_cannot_be_reached(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be reached"):
        from_index("http://127.0.0.1:9/simple", Wheel("any", ""), tmp_path)


def test_without_any_way_to_fetch_it_the_remedy_is_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_uv.importlib.util, "find_spec", lambda _: None)
    for way in ("pip_on_disk", "index_setting"):
        monkeypatch.setattr(get_uv, way, lambda: None)
    monkeypatch.setattr(get_uv, "pip_from_debian", lambda _: None)
    with pytest.raises(SetupError) as refused:
        get_uv.download(Wheel("any", ""), tmp_path)
    assert "apt-get install -y python3-pip" in refused.value.mend


def test_the_index_may_stand_in_pip_s_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "pip.conf"
    file.write_text("[global]\nindex-url = http://127.0.0.1/mirror\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(file))
    assert index_setting() == "http://127.0.0.1/mirror"


def test_an_old_or_broken_uv_on_the_path_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "uv"
    old.write_text("#!/bin/sh\necho 'uv 0.1.2 (abc)'\n")
    old.chmod(0o755)
    kept = tmp_path / ".uv" / VERSION / "uv"
    kept.parent.mkdir(parents=True)
    kept.touch()
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert get_uv.get_uv(tmp_path, print) == str(kept)
    old.write_text("#!/bin/sh\necho 'uv 0.20.0'\n")
    assert get_uv.get_uv(tmp_path, print) == str(old)

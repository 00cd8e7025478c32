"""A community team makes its links, codes and posters by one command; the codes can be read."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from bot.cli import main
from bot.outreach.poster import Poster, Size, render
from bot.outreach.qr import make_code
from bot.settings import ROOT, load_settings
from bot.storage.database import Database
from bot.storage.links import find_link

PUBLIC = "https://troly.example"
LONG = Poster(
    f"{PUBLIC}/l/ab3cde",
    "mot-trang-co-ten-rat-dai.tayninh.example/l/ab3cde",
    "xã Hưng Điền",
    "Tổ công nghệ số cộng đồng ấp Bình Châu A",
    "Đăng ký khai sinh kết hợp đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ dưới 6 tuổi",
)


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that has an address, and an Official Account."""
    monkeypatch.setattr("bot.log.configure", lambda _: None)
    monkeypatch.setenv("TROLY_PUBLIC_URL", PUBLIC)
    for name in ("OA_ID", "APP_ID", "APP_SECRET", "OA_SECRET"):
        monkeypatch.setenv(f"TROLY_ZALO_{name}", "388600000000000001")


def read(png: bytes) -> str:
    """Return what a camera reads."""
    return str(zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))[0].text)


@pytest.mark.parametrize("size", ["a4", "a5", "sticker"])
def test_the_code_on_a_poster_can_be_read_and_the_longest_name_fits(size: Size) -> None:
    assert read(render(LONG, size, "png")) == LONG.address
    assert render(LONG, size).startswith(b"%PDF")


def test_a_logo_may_cover_the_middle_of_a_code() -> None:
    out = io.BytesIO()
    make_code(LONG.address).save(out, kind="png", scale=10, border=4)
    picture = Image.open(out).convert("RGB")
    middle, half = picture.width // 2, int(picture.width * 0.15)
    box = (middle - half, middle - half, middle + half, middle + half)
    ImageDraw.Draw(picture).rectangle(box, fill="white")
    assert zxingcpp.read_barcodes(picture)[0].text == LONG.address


def test_one_command_makes_links_codes_and_posters(
    public: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["links", "make", "--team", "Tổ 5", "--commune", "mỹ hạnh", "--out", str(tmp_path)]
    main([*words, "--procedure", "khai_sinh", "--telegram", "@troly_bot"])
    folder = Path(capsys.readouterr().out.strip())
    names = {path.name for path in folder.iterdir()}
    assert {"a4.pdf", "a5.pdf", "sticker.pdf", "ma-web.svg", "ma-telegram.pdf"} <= names
    web = read((folder / "ma-web.png").read_bytes())
    code = web.removeprefix(f"{PUBLIC}/l/")
    telegram = read((folder / "ma-telegram.png").read_bytes())
    assert telegram == f"https://t.me/troly_bot?start={code}"
    assert read((folder / "ma-zalo.png").read_bytes()).startswith("https://zalo.me/")
    link = find_link(Database(load_settings().database_url), code)
    assert link is not None
    assert (link.procedure, link.commune) == ("khai_sinh", "xã Mỹ Hạnh")
    main(["links", "report"])
    assert f"{code},xã Mỹ Hạnh,Tổ 5,khai_sinh,0,0,0,0,0" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--commune", "xã Không Có"], "Không rõ xã nào"),
        (["--commune", "Mỹ Hạnh", "--procedure", "khong_co"], "Không có bản ghi"),
        (["--commune", "Mỹ Hạnh", "--channel", "telegram"], "--telegram"),
    ],
)
def test_what_is_missing_is_said(public: None, tmp_path: Path, words: list[str], said: str) -> None:
    with pytest.raises(SystemExit, match=said):
        main(["links", "make", "--team", "Tổ 5", "--out", str(tmp_path), *words])


def test_all_communes_are_done_at_once(public: None, tmp_path: Path) -> None:
    command = ["links", "make", "--team", "Tổ công nghệ số", "--all-communes", "--out"]
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", *command, str(tmp_path)], cwd=ROOT, check=False
    )
    assert done.returncode == 0
    assert len(list(tmp_path.glob("*/a4.pdf"))) == 96

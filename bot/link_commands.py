"""``troly links``: links, codes and posters for community teams, and what came of them."""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.errors import ConfigError
from bot.outreach import poster, qr
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.links import EVENTS, Link, make_links, shown, totals
from bot.storage.migrate import upgrade
from knowledge.store import Knowledge, load_knowledge


def make(settings: Settings, options: argparse.Namespace) -> list[Path]:
    """Make links with their codes and posters; return the folders.

    Raises:
        ConfigError: a procedure or commune is not known, or an address is missing.
    """
    known = load_knowledge(settings.knowledge_dir)
    procedure = options.procedure or ""
    if procedure and procedure not in known.procedures:
        raise ConfigError(f"Không có bản ghi {procedure}. Xem: troly knowledge search …")
    wanted = [(procedure, name, options.team) for name in _communes(known, options)]
    db = Database(settings.database_url)
    upgrade(db)
    links = make_links(db, wanted)
    name = known.procedures[procedure].short_name if procedure else ""
    return [_write(settings, options, link, name) for link in links]


def _communes(known: Knowledge, options: argparse.Namespace) -> list[str]:
    units = list(known.communes.units.values())
    if options.all_communes:
        return [unit.title for unit in units]
    said = str(options.commune or "").strip().lower()
    found = [unit.title for unit in units if said in (unit.title.lower(), unit.name.lower())]
    if len(found) != 1:
        raise ConfigError(f"Không rõ xã nào: {options.commune!r}. Ví dụ: --commune “xã Mỹ Hạnh”")
    return found


def _write(settings: Settings, options: argparse.Namespace, link: Link, procedure: str) -> Path:
    folder = Path(options.out) / _file_name(link)
    folder.mkdir(parents=True, exist_ok=True)
    addresses = dict(_addresses(settings, options, link.code))
    for channel, (address, _, _) in addresses.items():
        qr.save_all(address, folder, f"ma-{channel}")
    address, site, code = addresses[options.channel]
    made = poster.Poster(address, site, link.commune, link.team, procedure, code)
    for size in ("a4", "a5", "sticker"):
        (folder / f"{size}.pdf").write_bytes(poster.render(made, size))
    return folder


def _addresses(
    settings: Settings, options: argparse.Namespace, code: str
) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """Give for each channel: the address of the code, what is typed instead, a short code."""
    if settings.public_url:
        address = f"{settings.public_url}/l/{code}"
        yield "web", (address, address.partition("://")[2], "")
    if options.telegram:
        bot = options.telegram.removeprefix("@")
        yield "telegram", (f"https://t.me/{bot}?start={code}", f"t.me/{bot}?start={code}", "")
    if settings.zalo is not None:
        yield "zalo", (f"https://zalo.me/{settings.zalo.oa}", options.zalo_name, code)
    known = {
        "web": bool(settings.public_url),
        "telegram": bool(options.telegram),
        "zalo": settings.zalo is not None,
    }
    if not known[options.channel]:
        needed = {
            "web": "TROLY_PUBLIC_URL trong .env",
            "telegram": "--telegram TÊN_BOT",
            "zalo": "TROLY_ZALO_OA_ID trong .env",
        }
        raise ConfigError(f"Chưa biết địa chỉ: cần {needed[options.channel]}")


def _file_name(link: Link) -> str:
    said = " ".join(part for part in (link.commune, link.procedure, link.team) if part)
    return re.sub(r"[^\w-]+", "-", said).strip("-")


def report(settings: Settings, options: argparse.Namespace) -> None:
    """Print what came of all links since a day, as CSV; small numbers not one by one."""
    db = Database(settings.database_url)
    upgrade(db)
    out = csv.writer(sys.stdout)
    out.writerow(["mã", "xã, phường", "tổ", "thủ tục", *EVENTS.values()])
    for link, counted in totals(db, options.since.isoformat() if options.since else ""):
        counts = [shown(counted.get(event, 0)) for event in EVENTS]
        out.writerow([link.code, link.commune, link.team, link.procedure, *counts])

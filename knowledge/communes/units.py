"""The 96 communes (xã, phường) since 2025-07-01 and the 280 units that they were made of."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from knowledge.errors import KnowledgeError
from knowledge.loader import ROOT, convert
from knowledge.schema import Strict
from knowledge.tables import read_rows

SOURCES = ("nq-1682-2025", "ranh-gioi-2026-07")
"""Where names and parts are from, and where centres and borders are from."""
EARTH_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""


class Unit(Strict, frozen=True, kw_only=True):
    """A commune. ``lat``, ``lon`` (degrees, WGS 84) are its middle, not its office.

    ``border``: it touches Cambodia.
    """

    code: str
    kind: Literal["xã", "phường"]
    name: str
    lat: float
    lon: float
    border: bool

    @property
    def title(self) -> str:
        """Its name with its kind: "xã Hưng Điền"."""
        return f"{self.kind} {self.name}"


class FormerUnit(Strict, frozen=True, kw_only=True):
    """A unit before 2025-07-01, with the communes that it went into.

    More than one code in ``now`` means that it was divided.
    """

    kind: Literal["xã", "phường", "thị trấn"]
    name: str
    district: str
    province: str
    now: tuple[str, ...]

    @property
    def title(self) -> str:
        """Its name with kind and district: "xã Tân Thành (huyện Tân Thạnh cũ)"."""
        return f"{self.kind} {self.name} ({self.district} cũ)"

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"{self.kind}|{self.name}|{self.district}|{self.province}"

    @property
    def divided(self) -> bool:
        """Whether its parts went into several communes."""
        return len(self.now) > 1


@dataclass(frozen=True)
class Communes:
    """All units: the new ones by code, the former ones by key."""

    units: dict[str, Unit]
    former: dict[str, FormerUnit]
    _parts: dict[str, list[FormerUnit]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        """Index the former units by what they became."""
        for unit in self.former.values():
            for code in unit.now:
                self._parts[code].append(unit)

    def parts(self, code: str) -> tuple[FormerUnit, ...]:
        """Return the former units that a commune was made of, whole or in part."""
        return tuple(self._parts[code])

    def districts(self) -> dict[tuple[str, str], list[FormerUnit]]:
        """Return the former units by (district, province)."""
        found: dict[tuple[str, str], list[FormerUnit]] = defaultdict(list)
        for unit in self.former.values():
            found[unit.district, unit.province].append(unit)
        return found

    def nearest(self, lat: float, lon: float) -> tuple[Unit, float]:
        """Return the commune whose middle is nearest, and how far that is in km."""
        distances = ((unit, distance(lat, lon, unit.lat, unit.lon)) for unit in self.units.values())
        return min(distances, key=lambda pair: pair[1])


def distance(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance in km between two points in degrees (haversine)."""
    a, b = math.radians(lat), math.radians(other_lat)
    half = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


def load_communes(folder: Path = ROOT / "communes") -> Communes:
    """Read both tables.

    Raises:
        KnowledgeError: names the row and the column that is wrong.
    """
    units: dict[str, Unit] = {}
    for where, row in read_rows(folder / "units.csv"):
        raw = {
            **row, "border": row["border"] == "yes",
            "lat": float(row["lat"]), "lon": float(row["lon"]),
        }  # fmt: skip
        unit: Unit = convert(raw, Unit, folder / "units.csv", where)
        units[unit.code] = unit
    return Communes(units, _former(folder / "former.csv", units))


def _former(path: Path, units: dict[str, Unit]) -> dict[str, FormerUnit]:
    found: dict[str, dict[str, Any]] = {}
    for where, row in read_rows(path):
        if row["now"] not in units:
            raise KnowledgeError(path, where, "now", f"no commune {row['now']}")
        key = "|".join(row[name] for name in ("kind", "name", "district", "province"))
        raw = {name: value for name, value in row.items() if name not in ("share", "now")}
        found.setdefault(key, {**raw, "now": []})["now"].append(row["now"])
    return {key: convert(raw, FormerUnit, path, key) for key, raw in found.items()}

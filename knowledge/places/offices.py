"""Offices that people go to: what is known of them, and which one is near.

Address, hours and phone stand only where a source gives them. A province can load
its own list (``places.csv`` in its folder), which then replaces this one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import msgspec

from knowledge.communes.units import Communes, distance
from knowledge.errors import KnowledgeError
from knowledge.loader import ROOT
from knowledge.schema import Confidence, Strict

Kind = Literal[
    "commune_centre", "province_centre", "identity_point", "commune_police", "province_police",
    "province_office", "insurance", "tax", "land_office", "other",
]  # fmt: skip
COLUMNS = (
    "id", "kind", "name", "address", "commune", "lat", "lon", "phone", "hours", "note", "source",
    "checked_on", "confidence",
)  # fmt: skip
NEEDED = ("id", "kind", "name", "commune", "source", "checked_on")
BOUNDS = {"lat": (10.0, 12.0), "lon": (105.3, 107.0)}
"""A box around the province; a point outside it is a slip (often lat and lon swapped)."""
IDENTITY_KM = 10.0
"""Nobody should have to go farther than this for an identity card (căn cước)."""


class Place(Strict, frozen=True, kw_only=True):
    """An office. ``commune`` is the code of the commune it stands in.

    ``lat`` and ``lon`` (degrees, WGS 84) are known for few; then the middle of the
    commune stands for it.
    """

    id: str
    kind: Kind
    name: str
    commune: str
    source: str
    checked_on: date
    address: str = ""
    lat: float | None = None
    lon: float | None = None
    phone: str = ""
    hours: str = ""
    note: str = ""
    confidence: Confidence = "medium"


@dataclass(frozen=True)
class Near:
    """A place with its distance in km. ``exact``: from its own coordinates, not its commune's."""

    place: Place
    km: float
    exact: bool


def nearest(
    places: Iterable[Place],
    communes: Communes,
    lat: float,
    lon: float,
    *,
    kinds: frozenset[str] = frozenset(),
    limit: int = 3,
) -> list[Near]:
    """Return the nearest places of some kinds (all kinds when empty), nearest first."""
    found = []
    for place in places:
        if kinds and place.kind not in kinds:
            continue
        exact = place.lat is not None and place.lon is not None
        unit = communes.units[place.commune]
        at = (place.lat, place.lon) if place.lat is not None and place.lon is not None else None
        there = at or (unit.lat, unit.lon)
        found.append(Near(place, distance(lat, lon, *there), exact))
    return sorted(found, key=lambda near: near.km)[:limit]


def load_places(path: Path = ROOT / "places" / "places.csv") -> tuple[Place, ...]:
    """Read the list.

    Raises:
        KnowledgeError: names the first row that is wrong.
    """
    from knowledge.communes.units import load_communes

    places, problems = read_places(path, load_communes())
    if problems:
        where, problem = problems[0]
        raise KnowledgeError(path, where, "row", problem)
    return places


def read_places(path: Path, communes: Communes) -> tuple[tuple[Place, ...], list[tuple[str, str]]]:
    """Read a list, checked row by row.

    Returns:
        The places, and (row, what is wrong with it) for every row that is not one.

    Raises:
        KnowledgeError: the file is no UTF-8 table with these columns.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, strict=True)
            missing = [name for name in NEEDED if name not in (table.fieldnames or ())]
            if missing:
                raise KnowledgeError(path, "header", missing[0], "this column is missing")
            rows = list(table)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise KnowledgeError(path, "file", "csv", str(error)) from error
    places: dict[str, Place] = {}
    problems = []
    for number, row in enumerate(rows, start=2):
        place = _read_row(row, communes, places)
        if isinstance(place, Place):
            places[place.id] = place
        else:
            problems.append((f"row {number}", place))
    return tuple(places.values()), problems


def _read_row(row: Mapping[str, Any], communes: Communes, seen: Mapping[str, Place]) -> Place | str:
    given = {
        name: value.strip()
        for name, value in row.items()
        if name in COLUMNS and isinstance(value, str) and value.strip()
    }
    if any(value[:1] in "=+@" for name, value in given.items() if name != "phone"):
        return "a cell begins like a formula"
    try:
        points = {name: float(given[name].replace(",", ".")) for name in BOUNDS if name in given}
        place: Place = msgspec.convert({**given, **points}, Place)
    except (ValueError, msgspec.ValidationError) as error:
        return str(error)
    if place.commune not in communes.units:
        return f"commune {place.commune!r} is not one of the 96 codes"
    if (place.lat is None) != (place.lon is None):
        return "lat and lon belong together"
    for name, (least, most) in BOUNDS.items():
        if name in points and not least <= points[name] <= most:
            return f"{name} {points[name]} lies outside the province ({least} to {most})"
    return f"id {place.id!r} stands twice" if place.id in seen else place

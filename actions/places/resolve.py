"""Which unit a person means by a place name that several units may bear.

Old names come back: 18 of them stood in several districts, 21 old communes were
divided, and some new communes bear the name of an old one elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.communes.units import Communes, FormerUnit, Unit

Mention = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Meant:
    """What a name may mean: communes of today, units of before, districts of before.

    ``certain`` says that a district or an earlier question settled the old unit.
    """

    units: tuple[Unit, ...] = ()
    former: tuple[FormerUnit, ...] = ()
    districts: tuple[tuple[str, str], ...] = ()
    certain: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was named."""
        return not (self.units or self.former or self.districts)


def resolve(mentions: Sequence[Mention], communes: Communes, pending: Sequence[str] = ()) -> Meant:
    """Return what the first place of a message means, in the light of what else it names.

    Args:
        mentions: see ``nlu.places``; in order.
        communes: all units.
        pending: keys of old units that a question back offered.
    """
    districts = {tuple(d) for mention in mentions for d in mention["districts"]}
    offered = [communes.former[key] for key in pending if key in communes.former]
    chosen = [unit for unit in offered if (unit.district, unit.province) in districts]
    if chosen and not _names_another(mentions, pending, chosen):
        return Meant(former=tuple(chosen), certain=len(chosen) == 1)
    if not mentions:
        return Meant()
    first, *rest = mentions
    former = tuple(communes.former[key] for key in first["former"])
    for mention in rest:
        beside = {tuple(d) for d in mention["districts"]}
        within = tuple(unit for unit in former if (unit.district, unit.province) in beside)
        if within:
            return Meant(former=within, certain=True)
    return Meant(
        units=tuple(communes.units[code] for code in first["units"]),
        former=former,
        districts=tuple((str(d), str(p)) for d, p in first["districts"]),
    )


def _names_another(
    mentions: Sequence[Mention], pending: Sequence[str], chosen: Sequence[FormerUnit]
) -> bool:
    """Say whether a message names another unit than those that were offered.

    A name that is also that of a district which chooses one ("Tân Thạnh") chooses it.
    """
    districts = {(unit.district, unit.province) for unit in chosen}
    return any(
        key not in pending
        for mention in mentions
        if not districts & {tuple(district) for district in mention["districts"]}
        for key in mention["former"]
    )


def home(mentions: Sequence[Mention], communes: Communes) -> tuple[Unit, ...]:
    """Return the communes of today in which the place of a message may lie.

    One when it is settled; several when an old name does not tell; none when no
    place is named.
    """
    meant = resolve(mentions, communes)
    if meant.certain or not meant.units:
        codes = dict.fromkeys(code for unit in meant.former for code in unit.now)
        return tuple(communes.units[code] for code in codes)
    # Who names a commune of today without saying "old" lives in it.
    return meant.units

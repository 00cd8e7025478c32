"""Levels and offices in official records."""

from __future__ import annotations

from collections.abc import Iterable

OWN = "Tây Ninh"
PROVINCES = (
    "An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ", "Đà Nẵng", "Đắk Lắk", "Điện Biên",
    "Đồng Nai", "Đồng Tháp", "Gia Lai", "Hà Nội", "Hà Tĩnh", "Hải Phòng", "Hồ Chí Minh", "Huế",
    "Hưng Yên", "Khánh Hòa", "Lai Châu", "Lạng Sơn", "Lào Cai", "Lâm Đồng", "Nghệ An",
    "Ninh Bình", "Phú Thọ", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sơn La", "Tây Ninh",
    "Thái Nguyên", "Thanh Hóa", "Tuyên Quang", "Vĩnh Long",
)  # fmt: skip
"""The 34 provinces and cities since 2025-07-01 (Nghị quyết 202/2025/QH15)."""

_LEVELS = {
    "xã": "commune", "phường": "commune", "tỉnh": "province", "bộ": "ministry",
    "trung ương": "ministry", "cơ quan khác": "other",
}  # fmt: skip


def levels(text: str) -> tuple[str, ...]:
    """Return the levels that "Cấp bộ, Cấp xã" or "Tỉnh/Xã/Phường" names, in a fixed order."""
    said = text.casefold()
    found = {level for word, level in _LEVELS.items() if word in said}
    return tuple(level for level in ("commune", "province", "ministry", "other") if level in found)


def other_province(name: str) -> str:
    """Return the other province that an office's name carries, or an empty text."""
    said = name.replace("Hoá", "Hóa").replace("Hoà", "Hòa")
    return next((p for p in PROVINCES if p != OWN and p.casefold() in said.casefold()), "")


def own_offices(names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split offices into those that may be ours and those of other provinces.

    A national record lists another province's office as an example.
    """
    listed = list(dict.fromkeys(name for name in names if name))
    return (
        tuple(name for name in listed if not other_province(name)),
        tuple(name for name in listed if other_province(name)),
    )

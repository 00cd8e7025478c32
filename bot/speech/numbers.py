"""Numbers as people in the south say them: "hai mươi mốt", "một trăm lẻ năm ngàn"."""

from __future__ import annotations

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
SCALES = ("", "ngàn", "triệu")
BILLION = 1_000_000_000
MOST = BILLION**2
"""Numbers from here on are read digit by digit."""


def read_number(number: int) -> str:
    """Return a whole number in words.

    Args:
        number: 0 or more.

    Raises:
        ValueError: the number is negative.
    """
    if number < 0:
        raise ValueError(f"{number} is negative")
    if number == 0:
        return DIGITS[0]
    if number >= MOST:
        return read_digits(str(number))
    billions, rest = divmod(number, BILLION)
    said = [f"{read_number(billions)} tỷ"] if billions else []
    said += _below_billion(rest, after=bool(billions))
    return " ".join(said)


def read_digits(text: str, sizes: tuple[int, ...] = (3,)) -> str:
    """Return digits one by one, in groups with a pause (a comma) between.

    Args:
        text: any text; what is no digit is passed over.
        sizes: of the groups, from the first; the last one holds for the rest.
    """
    digits = [DIGITS[int(char)] for char in text if char in "0123456789"]
    groups, at, size = [], 0, iter(sizes)
    length = sizes[-1]
    while at < len(digits):
        length = next(size, length)
        groups.append(" ".join(digits[at : at + length]))
        at += length
    return ", ".join(groups)


def _below_billion(number: int, *, after: bool) -> list[str]:
    """Return the words of three groups of three digits; ``after`` others they are full."""
    said: list[str] = []
    for power in (2, 1, 0):
        group = number // 1000**power % 1000
        if group:
            words = _group(group, full=after or bool(said))
            said.append(f"{words} {SCALES[power]}".strip())
    return said


def _group(number: int, *, full: bool) -> str:
    """Return up to three digits in words; ``full`` says the missing hundreds, too."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    said = [f"{DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens == 0:
        if ones:
            said += ["lẻ", DIGITS[ones]] if said else [DIGITS[ones]]
        return " ".join(said)
    said.append("mười" if tens == 1 else f"{DIGITS[tens]} mươi")
    if ones:
        said.append({1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(ones, DIGITS[ones]))
    return " ".join(said)

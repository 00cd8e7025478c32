"""What a person says they do mean, and what not: "không phải X mà là Y"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu.text.fold import fold
from nlu.text.normalize import normalize


@dataclass(frozen=True)
class Contrast:
    """A normalised message in two parts: ``kept`` is meant, ``rejected`` is not."""

    kept: str
    rejected: tuple[str, ...] = ()


_NOT = (
    r"(?:khong (?:phai(?: la)?|hoi|noi|can|lam|muon)|dung (?:noi|hoi)"
    r"|chu khong phai|khoan noi|bo qua)"
)
_TURN = (
    r"(?:ma(?: la)?|chi(?: can| hoi)?|y (?:toi|em|minh|con) la"
    r"|toi (?:hoi|can|muon|noi)|em hoi|hoi|la)"
)

# "không phải X mà là Y", "không hỏi X, hỏi Y", "không phải X, Y kìa"
_FIRST_NOT = re.compile(
    rf"^(?P<before>.*?)\b{_NOT}\s+(?P<no>[^,.;!?]{{2,60}}?)\s*"
    rf"(?:[,.;]\s*(?:{_TURN}\b)?|\b(?:ma la|ma|chi)\b)\s*(?P<yes>\w.{{2,}})$"
)
# "X chứ không phải Y"
_LAST_NOT = re.compile(
    r"^(?P<yes>.{2,}?)[,\s]*\b(?:chu khong phai|chu khong|khong phai)\b(?: la)?\s+"
    r"(?P<no>[^,.;!?]{2,60})(?P<rest>.*)$"
)
# "à không, Y", "ý tôi là Y", "khoan, Y"
_TURNED = re.compile(
    r"^(?:a khong|a quen|khoan|khoan da|nham|noi nham|lon|a lon|oi nham)\s*"
    r"(?:[,.!]|\b(?:roi|y|la)\b)\s*(?P<yes>\w.*)$"
)
_NOT_CONTRAST = re.compile(
    r"\b(?:khong phai|khong can)\s+(?:dong|tra|ton|mat|di|nop|mang|dem)\b"
    r"|\bkhong (?:co|biet|hieu|ro|duoc|hoi duoc|lam duoc)\b"
)


def split_contrast(text: str) -> Contrast:
    """Split a message into what is meant and what is not.

    Without a contrast everything is kept. "Không có giấy chứng sinh" or "có mất
    phí không" is no contrast.
    """
    normalized = normalize(text)
    folded = fold(normalized)
    if len(folded) != len(normalized):
        return Contrast(normalized)
    for pattern in (_LAST_NOT, _FIRST_NOT, _TURNED):
        match = pattern.match(folded)
        if match and _is_contrast(match, folded):
            return _split(match, normalized)
    return Contrast(normalized)


def _is_contrast(match: re.Match[str], folded: str) -> bool:
    rejected = match.groupdict().get("no")
    if rejected is None:
        return True
    if match.re is _LAST_NOT and not re.search(r"chu khong", folded):
        return False
    around = folded[max(match.start("no") - 12, 0) : match.end("no")]
    return not _NOT_CONTRAST.search(around)


def _split(match: re.Match[str], normalized: str) -> Contrast:
    groups = match.groupdict()
    kept = [
        normalized[match.start(name) : match.end(name)]
        for name in ("before", "yes", "rest")
        if groups.get(name)
    ]
    rejected = (normalized[match.start("no") : match.end("no")],) if groups.get("no") else ()
    return Contrast(" ".join(part.strip(" ,.;") for part in kept if part.strip(" ,.;")), rejected)

"""What a person says they do mean, and what not: "không phải X mà là Y"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlu.text.aspects import fits
from nlu.text.fold import fold
from nlu.text.normalize import normalize


@dataclass(frozen=True)
class Contrast:
    """A normalised message in parts: ``kept`` is meant, ``rejected`` is not.

    ``done`` is what somebody has already: it is hardly what is asked for, but what is
    asked for may make no sense without it ("có bằng lái hết hạn rồi, giờ đổi").
    """

    kept: str
    rejected: tuple[str, ...] = ()
    done: tuple[str, ...] = ()


MOST_CONTRASTS = 3
"""Of one message, as in "không phải X, không phải Y, mà là Z"."""

_ME = r"(?:toi|tui|em|minh|con|chau|anh|chi|co|chu|bac|ba|ong)"
_NEVER = r"(?:khong|khong co|dau co|dau|chua|chang)"
_NOT_IT = r"(?:khong phai|dau phai|dau co phai|chang phai|not)(?: la)?"
_NOT_ASKED = rf"(?:{_NEVER} (?:hoi|noi|nhac)(?: den| toi| ve)?)"
_STOP_IT = (
    rf"(?:(?:dung|khoan)(?: co)? (?:noi|hoi|nhac|chi|tra loi)(?: ve| {_ME})?|khoan noi|bo qua"
    r"|thoi khong (?:lam|hoi|xin)"
    r"|(?:chua|khoi)(?: can)? (?:tinh|hoi|noi|nhac|lo|ban)(?: den| toi| chuyen)?)"
)
_NOT_WANTED = (
    rf"(?:{_NEVER}(?: dinh| tinh| muon)? (?P<verb>can|lam|muon|xin|lay|doi|dang ky|dinh|tinh|nop))"
)
# What comes before the thing meant.
_NEED = r"can(?! cuoc)"  # cần, not căn cước
_TURN = (
    rf"(?:ma(?! dinh| so| ho so)(?: la)?|chi(?: {_NEED}| hoi| muon| xin| la)?|cai|y {_ME} la|la"
    rf"|(?:ma )?(?:{_ME} )?(?:chi )?(?:hoi|{_NEED}|muon|noi|dang hoi|dang noi)(?: la)?)"
)
_NO = r"(?P<no>[^,.;!?]{2,60}?)"
_YES = r"(?P<yes>\w.+)$"
_YES_AFTER = r"\s*(?P<yes>\w.+)$"
_BREAK = r"\s*[,.;!?:-]+\s*"

# "không phải X mà là Y", "không hỏi X, hỏi Y", "đừng nói X nữa, Y", "bỏ qua X, tôi cần Y"
_FIRST_NOT = re.compile(
    rf"^(?P<before>.*?)\b(?P<not>{_NOT_IT}|{_NOT_ASKED}|{_STOP_IT})\s+{_NO}"
    rf"(?:{_BREAK}(?:(?P<turn>{_TURN})\b\s*)?|\s+(?P<but>ma la|ma|chi)\s+){_YES}"
)
# "không làm X, làm Y": wanting is turned only by the same verb, or by saying so.
_NOT_THIS_BUT = re.compile(
    rf"^(?P<before>.*?)\b(?P<not>{_NOT_WANTED})\s+{_NO}"
    rf"(?:{_BREAK}|\s+)"
    rf"(?P<turn>(?:ma )?(?:{_ME} )?(?:chi |muon )*(?P=verb)(?! cuoc)|{_TURN})\b\s*{_YES}"
)
# "thay vì X, tôi muốn Y"
_INSTEAD = re.compile(rf"^(?P<before>.*?)\bthay vi\s+{_NO}(?:{_BREAK}|\s+)(?={_ME}\b|thi\b){_YES}")
# "X chứ không phải Y", "X, không phải Y", "tôi hỏi X không phải Y"
_LAST_NOT = re.compile(
    rf"^(?P<yes>.{{2,}}?)(?:[,.;]\s*|\s+)(?P<not>(?P<but>chu|cho)(?: la)? (?:{_NOT_IT}|{_NOT_ASKED}"
    rf"|khong)|{_NOT_IT})\s+(?P<no>[^,.;!?]{{2,60}})(?P<rest>.*)$"
)
# "X có rồi, giờ Y", "đã có X rồi, giờ Y": what is done is not what is asked for.
_SO_NOW = rf"(?:{_BREAK}|\s+)(?:nen )?(?:(?:bay )?gio|nay|khoi|chi|chu)\b{_YES_AFTER}"
_DONE = re.compile(
    rf"^{_NO}\s+(?:thi )?(?:{_ME} )?(?:da co|co|xong|lam xong)(?: het)? roi{_SO_NOW}"
)
_HAD = re.compile(rf"^(?P<before>.*?)\b(?:da )?co {_NO} roi{_SO_NOW}")
# "à không, Y", "à nhầm, Y", "không phải, Y", "ý tôi là Y"; also after what was said wrongly.
_OOPS = (
    r"(?:a|u|o|ua|oi|da|y|the|ma)?\s*(?:khong phai(?: a| vay| dau| the)?|(?:nham|lon|sai)(?: roi)?"
    r"|noi nham|quen|khong)"
)
_TURNED = re.compile(
    rf"^(?:(?:{_OOPS}|khoan(?: da)?|doi y roi|ma thoi){_BREAK}"
    rf"(?:(?:y )?{_ME} (?:hoi|noi|can|muon)(?: la)? |y {_ME} (?:la|muon noi la) )?|y {_ME} la )"
    rf"(?P<yes>\w.*)$"
)
_MENDED = re.compile(
    r"^(?P<no>.{2,80}?)[,.;]?\s+"
    rf"(?:(?P<mark>[auoy])\s*(?:khong|nham|quen|lon)(?: phai| roi)?{_BREAK}"
    rf"|y {_ME} la |noi nham,? )(?P<yes>\w.*)$"
)

# A plain "no": what need not be done, what somebody is not, what is unknown.
_DUTY = re.compile(r"(?:dong|tra|ton|mat|di|nop|mang|dem)\b")
_BEING = re.compile(
    rf"(?:nguoi|cua|ai|dan|cong dan|chu (?:ho|nha|xe|dat)|con (?:ruot|nuoi|toi|chung|de)|{_ME}"
    r"|vo|chong|cha|me|luc|o|tai|cho|vi|do|khong|ha|a|sao(?! y)|vay|the|duoc|noi|biet)\b"
)
_ABILITY = re.compile(r"(?:duoc|biet|hieu|ro|ra|thi|sao)\b")
_DOUBT = re.compile(r"\b(?:sao|tai sao|vi sao|neu|lo|co phai|phai)\s*$")
_ASKS = re.compile(r"\b(?:hoi|noi|can|muon|xin|y)\b")
_QUESTION = re.compile(r"\b(?:ha|phai khong|dung khong)\b|[?]\s*$")
_TAIL = re.compile(r"\s+(?:dau|nua|nha|nhe|nghen|het|gi het|a|nua dau|di|ma)$")
_NOTHING_NAMED = re.compile(
    r"(?:(?:cai|do|day|nay|kia|vay|the|di|nua|gi|het|chuyen|vu|y|dau|ay|luc nay|may)\s*)+$"
)
_AND = re.compile(r"\s+(?:hay|hoac)(?: la)?\s+")


def split_contrast(text: str) -> Contrast:
    """Split a message into what is meant and what is not.

    Without a contrast everything is kept. "Không có giấy chứng sinh" or "có mất
    phí không" is no contrast.
    """
    whole = normalize(text)
    kept, rejected = whole, []
    for _ in range(MOST_CONTRASTS):
        found = _split(kept)
        if found is None:
            break
        kept, parts = found
        # What runs over the seam of an earlier cut was never said in one piece.
        rejected += [part for part in parts if part in whole]
    kept, done = _split_done(kept)
    return Contrast(kept, tuple(dict.fromkeys(rejected)), done)


def _split_done(kept: str) -> tuple[str, tuple[str, ...]]:
    folded = fold(kept)
    match = _DONE.match(folded) or _HAD.match(folded)
    if match is None or len(folded) != len(kept):
        return kept, ()
    return _kept(match, kept), (_part(match, "no", kept),)


def _split(normalized: str) -> tuple[str, list[str]] | None:
    """Return what is kept and what is rejected by one contrast, or None without one."""
    folded = fold(normalized)
    # Only folding letter by letter lets us cut in one text what was found in the other.
    if len(folded) != len(normalized):
        return None
    for pattern, holds in _RULES:
        match = pattern.match(folded)
        if match and holds(match) and _is_meant(match, normalized):
            kept = _kept(match, normalized)
            return (kept, _rejected(match, normalized)) if kept else None
    return None


def _holds_first(match: re.Match[str]) -> bool:
    if match["but"]:
        return not _DUTY.match(match["no"])
    if re.match(_STOP_IT, match["not"]):
        return True
    if re.match(_NOT_ASKED, match["not"]):
        return not _ABILITY.match(match["no"])
    plain = _DUTY.match(match["no"]) or _BEING.match(match["no"])
    return not plain and not _DOUBT.search(match["before"])


def _holds_wanted(match: re.Match[str]) -> bool:
    return not (_DOUBT.search(match["before"]) or _ABILITY.match(match["no"]))


def _holds_last(match: re.Match[str]) -> bool:
    if _DUTY.match(match["no"]) or _NOTHING_NAMED.fullmatch(match["no"]):
        return False
    if match["but"]:
        return True
    if _BEING.match(match["no"]) or match["rest"].strip(" .!,"):
        return False
    if _QUESTION.search(match["no"]) or _QUESTION.search(match["yes"]):
        return False
    comma = match.string[match.end("yes")] in ",.;"
    brief = len(match["yes"].split()) <= 4 and len(match["no"].split()) <= 4
    return bool(_ASKS.search(match["yes"])) or brief or comma


def _always(match: re.Match[str]) -> bool:
    return True


_TURNING = (
    "mà là chỉ cần hỏi muốn xin nói đang cái ý tôi tui em mình con cháu anh chị cô chú bác ba bà "
    "ông lấy làm đổi đăng ký định tính nộp"
).split()

_RULES = (
    (_TURNED, _always),
    (_INSTEAD, _always),
    (_LAST_NOT, _holds_last),
    (_FIRST_NOT, _holds_first),
    (_NOT_THIS_BUT, _holds_wanted),
    (_MENDED, _always),
)


def _is_meant(match: re.Match[str], normalized: str) -> bool:
    """Say whether the diacritics, where typed, are those of the words that make a contrast."""
    groups = match.groupdict()
    if groups.get("mark"):  # a sigh is "à" or "a"; the polite "ạ" is none
        return normalized[match.start("mark")] in "aàuừưoờơyý"
    return match.re is not _NOT_THIS_BUT or _turns(match, normalized)


def _turns(match: re.Match[str], normalized: str) -> bool:
    """Say whether the words before what is meant are "mà", "hỏi" and so on, not "má", "hội"."""
    words = normalized[match.start("turn") : match.end("turn")].split()
    return all(any(fits(word, meant) for meant in _TURNING) for word in words)


def _kept(match: re.Match[str], normalized: str) -> str:
    parts = (_part(match, name, normalized) for name in ("before", "yes", "rest"))
    return " ".join(part for part in parts if part)


def _rejected(match: re.Match[str], normalized: str) -> list[str]:
    said = _part(match, "no", normalized)
    while tail := _TAIL.search(fold(said)):
        said = said[: tail.start()]
    parts, end = [], 0
    for joint in [*_AND.finditer(fold(said)), None]:
        parts.append(said[end : joint.start() if joint else None])
        end = joint.end() if joint else 0
    return [part for part in parts if part and not _NOTHING_NAMED.fullmatch(fold(part))]


def _part(match: re.Match[str], name: str, normalized: str) -> str:
    groups = match.groupdict()
    if not groups.get(name):
        return ""
    part = normalized[match.start(name) : match.end(name)].strip(" ,.;")
    if name == "yes" and groups.get("turn") and not _turns(match, normalized):
        return f"{normalized[match.start('turn') : match.end('turn')]} {part}"
    return part

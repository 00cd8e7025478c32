"""Takes out of a text what tells who somebody is, before it is kept for editors to read.

In doubt it takes out: a lost word costs an editor a moment, a kept number may cost
somebody their savings. Ages, amounts, dates, codes of procedures, and the names of
communes stay, since answers depend on them.

The rules run one after the other over the text without diacritics, so that what is
typed with and without them is found alike; what they find is cut from the text itself.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable
from datetime import date

PAPER = "[số giấy tờ]"
PHONE = "[số điện thoại]"
EMAIL = "[email]"
DOSSIER = "[mã hồ sơ]"
NUMBER = "[số]"
LINK = "[liên kết]"
NAME = "[tên]"
ADDRESS = "[địa chỉ]"
KINDS = (PAPER, PHONE, EMAIL, DOSSIER, NUMBER, LINK, NAME, ADDRESS)

Take = Callable[[re.Match[str], str], str | None]
"""Gives the kind to put in the place of a match, or ``None`` to leave it.

It gets the match in the text without diacritics, and the text itself.
"""

_GROUP = re.compile("|".join(map(re.escape, KINDS)))
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_SPACE = re.compile(r"\s+")


def _bare(text: str) -> str:
    """Return ``text`` without diacritics, character by character, so that places agree."""
    return "".join(_plain(char) for char in text)


@functools.lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char in "đĐ":
        return "d" if char == "đ" else "D"
    first = unicodedata.normalize("NFD", char)[:1]
    return first or char


# --- What has a shape of its own ---------------------------------------------------

_LINK = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?<![\w@.-])(?:[\w-]{1,63}\.){1,6}(?:com|vn|net|org|info|me|io|app|link|ly)\b(?:/\S*)?"
    r"|(?<!\w)@[\w.]{3,}",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\ba cong\b)\s?[\w-]{1,63}"
    r"(?:\s?(?:\.|\bcham\b)\s?[a-z]{2,9}){1,4}",
    re.IGNORECASE,
)
_DASH = r"\s?[-_./\u2010-\u2015\u2212]\s?"
_DOSSIER = re.compile(
    rf"(?<!\w)(?:\d{{3}}\s?\.\s?\d\d\s?\.\s?\d\d\s?\.\s?)?[HG]\s?\d{{2,8}}"
    rf"(?:[\s.,-]{{1,3}}\d{{1,3}}){{0,3}}"
    rf"(?:{_DASH}|\s)\d{{6,8}}(?:{_DASH}|\s)\d{{4,8}}(?!\d)",
    re.IGNORECASE,
)
# Passports, books of land rights, insurance cards, and the plates of vehicles.
_LETTERED = re.compile(
    r"(?<!\w)(?:[A-Za-z]\d{7,8}|[A-Z]\s\d{7,8}|[A-Z]{2}[\s-]?\d{5,8}"
    r"|[A-Za-z]{2}\s?\d(?:[\s.-]?\d){12})(?!\w)"
)
_PLATE = re.compile(
    r"(?<!\w)\d\d\s?-?\s?[A-Z][A-Z\d]?\s?[-.\s]\s?\d{3}\.?\d{1,2}(?!\w)", re.IGNORECASE
)

# --- Digits ------------------------------------------------------------------------

_PROCEDURE_CODE = r"[1-6]\.\d{6}(?![\d.])"
_DATE = (
    r"(?:20|19)\d\d\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,2}(?!\d)"
    r"|\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?(?:19|20)\d\d(?!\d)"
    r"|\d{1,2}\s\d{1,2}\s(?:19|20)\d\d(?!\d)|(?:19|20)\d\d\s?-\s?(?:19|20)\d\d(?!\d)|\d{1,2}/\d{1,2}(?:/\d\d)?(?![\d/])"
)
_CURRENCY = (
    r"(?:\s?(?:d|k|vnd|usd|m2|ngan|nghin|trieu|tr|ty|ti)\b"
    r"|\s?dong\b(?!\s(?:y|bao|nghiep|tinh|so huu|thoi|ho)\b))"
)
_DIGITS = re.compile(
    rf"(?<![\w])(?P<code>{_PROCEDURE_CODE})|(?<![\d.])(?P<date>{_DATE})"
    r"|(?<!\d)(?P<run>0\d{2,3}/\d{3}/\d{3,4}|(?:(?<!\w)[oO]|\(?\+?\d)(?:(?:[\s.()_-]{0,3}|,)\d)*)"
    rf"(?P<money>{_CURRENCY})?",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"(?:0|84|0084)[35789]\d{8}")
_LANDLINE = re.compile(r"(?:0|84)2\d{8,9}")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([., ])\d{3})(?:\1\d{3})*")
_ACCOUNT = re.compile(
    r"(?<!\w)(?:stk|so tk|tk|tai khoan|so the)(?:\s(?:so|ngan hang|la|cua \w+|[a-z]{2,12}))?"
    r"\s?:?\s?(?P<cut>\d(?:[\s.-]{0,2}\d){5,})",
    re.IGNORECASE,
)
_SAID = "khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|linh|le|muoi|cham|gach|ngang"
_ALOUD = re.compile(rf"(?<!\w)(?:(?:{_SAID}|\d)(?:[\s,.-]+|(?!\w))){{6,}}", re.IGNORECASE)
SHORT = 5
"""Digits in a row that tell nobody: an amount in short, a year, an age."""
LONGEST_AMOUNT = 8
"""Digits that an amount without a currency may have, if it is written like one."""

# --- Where somebody lives ------------------------------------------------------------

_UP = r"[A-Z][A-Za-z]*"
_HOUSE = r"\d{1,4}[A-Za-z]?(?:\s?/\s?\d{1,4}[A-Za-z]?){0,3}"
_STREET = r"(?:duong|pho|hem|ngo|ngach|kiet|quoc lo|tinh lo|ql|tl|dt|dai lo)"
_STREET_NAME = rf"(?:{_UP}(?:\s{_UP}){{0,4}}|so\s\d{{1,4}}\w?|\d{{1,4}}\w?|[a-z]+(?:\s[a-z]+)?)"
_ADDRESSES = (
    re.compile(
        rf"(?<!\w)(?:(?i:so nha|nha so|so|nha|can nha|hem)\s*:?\s*)?{_HOUSE}\s?,?\s"
        rf"(?:(?i:to\s\d{{1,3}}|{_STREET})\s?,?\s){{0,2}}(?i:{_STREET})\b\s?\.?\s?{_STREET_NAME}"
    ),
    re.compile(rf"(?<!\w)(?i:so nha|nha so)\s*:?\s*{_HOUSE}(?:\s?,?\s{_UP}(?:\s{_UP}){{1,4}})?"),
    re.compile(rf"(?<![\w/.,]){_HOUSE}\s?,?\s{_UP}(?:\s{_UP}){{1,4}}"),
)
_NOT_A_STREET = re.compile(
    r"\d+\s?,?\s(?:CCCD|CMND|CMT|GPLX|BHXH|BHYT|VN|UBND|Con|Ngay|Thang|Nam|Xa|Phuong|Tuoi"
    r"|Giay|To|Ban|Ngan|Trieu|Dong|Nguoi|Lan)\b"
)

# --- Names ---------------------------------------------------------------------------

_SURNAMES = frozenset(
    """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trương trịnh
    đoàn lâm mai đào hà cao lương lưu thái châu tạ phùng tô tăng quách thạch kim danh sơn
    kiều tống triệu nghiêm bạch vương đàm khúc tiêu diệp âu chu giang tôn
    """.split()
)
_BARE_SURNAMES = frozenset(
    "nguyen tran pham huynh hoang phan dang bui trinh doan phung quach nghiem vuong".split()
)
"""Those that are hardly ever another word when they are typed without diacritics."""
_ANY_BARE = frozenset(_bare(name) for name in _SURNAMES)
_MIDDLE = frozenset({"văn", "thị", "van", "thi"})
_STOP = (
    "muon|can|lam|dang|ky|o|bi|co|da|thi|la|va|voi|cho|hoi|xin|di|mat|duoc|ngay|que|so|sinh|cap"
    "|doi|toi|em|con|nay|do|ma|de|thuoc|cu|tru|tai|den|sn|se|chua|khong|ko|k|roi|cua|nen|nhung"
    "|gio|sdt|cccd|cmnd|xa|phuong|huyen|tinh|vua|moi|thoi|nop|nho|trong|tren|goi|dem|that|ghi"
    "|viet|day|theo|khac|dung|hop|sai|thanh|vao|ra|bang|gi|vay|nhe|nha|khai|chet|qua|sang|vo"
    "|chong|lay|tuoi|biet|thich|nguoi|don|ai|nao|me|cha|bo|giay|khau|nhan|doc|dan|thuong"
)
_WORD = rf"(?!(?:{_STOP})\b|bao (?:nhieu|lau|gio))[a-z]+"
_TOLD = (
    r"(?:ho va ten|ho ten|quy danh|ten|nick|fb|facebook|zalo)"
    r"(?:\s(?:day du|that|khai sinh|em|con|toi|be|vo|chong|chau))?"
)
_IS = r"(?:\s?[:=]\s?|\s(?:la|goi la|thuong goi la|ten la)\s|\s)"
_ME = "toi|tui|em|con|minh|chau"
_TITLES = frozenset(
    "tôi tui em con mình cháu anh chị ông bà cô chú bác dì cậu thím mợ vợ chồng bé mẹ má cha ba bố"
    " cụ thầy".split()
)
_AFTER_TOLD = re.compile(
    rf"(?<!\w)(?:{_TOLD}{_IS}|(?:{_ME})\s(?:la|ten)\s)(?P<cut>[a-z]+(?:\s{_WORD}){{1,4}})(?!\w)",
    re.IGNORECASE,
)
"""From a surname to a word that is no name: "tên lê minh anh", "tôi là nguyễn văn a"."""
_ANYWHERE = re.compile(
    rf"(?<!\w)(?P<cut>[a-z]{{2,6}}\s(?:van|thi)\s{_WORD}(?:\s{_WORD})?)(?!\w)", re.IGNORECASE
)
_ANY_SMALL = re.compile(
    rf"(?<!\w)(?:(?:ho va ten|ho ten|ten)(?:\s(?:em|con|toi|be|chau))?(?:\s?:\s?|\sla\s)"
    rf"|(?:{_ME}|be)\sten\s)(?P<cut>{_WORD}(?:\s{_WORD}){{0,3}})(?!\w)",
    re.IGNORECASE,
)
"""Who says "tên là", or "con tên", says a name."""
_WHO = "|".join(sorted(map(_bare, _TITLES)))
_CAPITALS_TOLD = re.compile(
    rf"(?<!\w)(?<!sang )(?<!doi )(?:(?i:{_TOLD}){_IS}|(?i:{_ME})\sla\s)"
    rf"(?P<cut>{_UP}(?:\s{_UP}){{0,5}})"
)
_CAPITALS_TITLED = re.compile(rf"(?<!\w)(?i:{_WHO})\s(?P<cut>{_UP}(?:\s{_UP}){{1,5}})")
_BEFORE_A_PLACE = (
    "xa|phuong|thi tran|thi xa|huyen|quan|tinh|thanh pho|tp|ap|khu pho|kp|thon|o|tai|ve|duong"
    "|cho|nga tu|tx|tt|p|q|h|x|ubnd|cong an|nui|ben|len|xuong|gan|di|cau|dao|khu|song|kenh"
    "|benh vien"
)
_SURNAME_FIRST = re.compile(
    rf"(?<!\w)(?P<before>(?i:{_BEFORE_A_PLACE})\.?\s)?(?P<cut>{_UP}(?:\s{_UP}){{1,5}})"
)
_KNOWN = re.compile(
    r"(?:CCCD|CMND|VNeID|UBND|Uy Ban|Cong An|Trung Tam)\b"
    r"|(?:Viet Nam|Tay Ninh|Long An|Long Hoa|(?:Ba )?(?:Ria|Den)(?: Vung Tau)?|Binh Duong|Dong Nai"
    r"|Ha (?:Noi|Lan|Nam|Giang|Tinh|Tien)|Cao (?:Bang|Lanh|Dai)|Lam Dong|Thai (?:Binh|Nguyen|Lan)"
    r"|Chau (?:Thanh|Doc|Au|Phi)|Son La|Lai Chau|Ho Chi Minh|Vung Tau|Sai Gon|Dai (?:Loan|Han)"
    r"|Han Quoc|Trung Quoc|Nhat Ban|Dong Thap|Hoa Thanh|Tan An|Kien Tuong)$"
)
"""How bodies begin that are written like names, and well-known places, whole."""
MOSTLY = 0.75
"""From this share of words with a capital on, capitals tell nothing about names."""
ENOUGH_WORDS = 6
MOST_PASSES = 20


def redact(text: str) -> str:
    """Return ``text`` with a kind in brackets for whatever tells who somebody is.

    Args:
        text: what a citizen wrote; any Unicode.

    Returns:
        One line of composed Unicode. Redacting it again changes nothing.
    """
    said = _SPACE.sub(" ", unicodedata.normalize("NFKC", text).translate(_INVISIBLE)).strip()
    # What was taken out can lay bare what stood behind it.
    for _ in range(MOST_PASSES):
        before, said = said, _pass(said)
        if said == before:
            break
    return said


def without_kinds(redacted: str) -> str:
    """Return a redacted text without the kinds in brackets, as it may be learnt from."""
    left = _SPACE.sub(" ", _GROUP.sub(" ", redacted))
    return re.sub(r"\s+([,.;:?!])", r"\1", left).strip(" ,;:")


def _pass(said: str) -> str:
    for pattern, take in _SHAPES:
        said = _cut(said, pattern, take)
    return _without_names(said)


def _without_names(said: str) -> str:
    if not _capitals_tell_nothing(said):
        said = _cut(said, _ADDRESSES[2], _address)
        said = _cut(said, _CAPITALS_TOLD, _told)
        said = _cut(said, _CAPITALS_TITLED, _titled)
        said = _cut(said, _SURNAME_FIRST, _with_surname)
    said = _cut(said, _AFTER_TOLD, _with_surname)
    said = _cut(said, _ANYWHERE, _with_surname)
    return _cut(said, _ANY_SMALL, _as(NAME))


def _cut(text: str, pattern: re.Pattern[str], take: Take) -> str:
    """Replace what ``take`` wants of the matches: the group ``cut``, or the whole."""
    pieces, end = [], 0
    for match in pattern.finditer(_bare(text)):
        start, stop = match.span("cut" if "cut" in pattern.groupindex else 0)
        kind = take(match, text)
        if kind is not None:
            pieces += [text[end:start], kind]
            # A separator that a rule took along stays one.
            end = start + len(text[start:stop].rstrip(" ,.-"))
    return "".join(pieces) + text[end:]


def _digits(match: re.Match[str], _: str) -> str | None:
    """Say what a run of digits is; an amount, a day, an age or a code stays."""
    if match["run"] is None:
        return None if match["code"] or _is_day(match["date"]) else NUMBER
    run = match["run"].strip("()")
    figures = re.sub(r"\D", "", run.replace("o", "0").replace("O", "0"))
    if _is_amount(run, figures, bool(match["money"])):
        return None
    if _MOBILE.fullmatch(figures) or _LANDLINE.fullmatch(figures):
        return PHONE
    if len(figures) in (9, 12):
        return PAPER
    return NUMBER if len(figures) > SHORT else None


def _is_day(text: str) -> bool:
    """Say whether figures with slashes, dots or dashes are a day, not a part of a number."""
    parts = [int(part) for part in re.findall(r"\d+", text)]
    if len(parts) < 3:
        return True
    year, month, day = parts if parts[0] > 31 else parts[::-1]
    try:
        date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return False
    return True


def _is_amount(run: str, figures: str, money: bool) -> bool:
    """Say whether digits are an amount: never with a leading zero, mostly whole thousands."""
    if figures.startswith("0"):
        return False
    if _GROUPED.fullmatch(run):
        return money or len(figures) <= LONGEST_AMOUNT
    round_ = figures == run and figures.endswith("000")
    return (money and figures == run and len(figures) <= SHORT + 1) or (
        round_ and (money or len(figures) <= LONGEST_AMOUNT)
    )


def _as(kind: str) -> Take:
    """Return what takes every match as one kind."""
    return lambda match, text: kind


def _address(match: re.Match[str], _: str) -> str | None:
    return None if _NOT_A_STREET.match(match[0]) else ADDRESS


def _told(match: re.Match[str], text: str) -> str | None:
    return None if _KNOWN.match(match["cut"]) else NAME


def _titled(match: re.Match[str], text: str) -> str | None:
    """Take what follows a title: "bà", not "bả" or "ba" in a text with diacritics."""
    title = text[match.start() : match.start("cut")].strip().lower()
    is_title = title in _TITLES or text.isascii()
    return _told(match, text) if is_title else None


def _with_surname(match: re.Match[str], text: str) -> str | None:
    """Take words that begin with a surname, if it is written like one."""
    # "chợ Long Hoa", but "cho Phạm Văn Mẫu"
    before = text[match.start() : match.start("cut")].strip().lower()
    of_a_place = match.groupdict().get("before") and before != "cho"
    if of_a_place or _KNOWN.match(match["cut"]):
        return None
    said = text[slice(*match.span("cut"))]
    surname, second, *more = said.lower().split(" ")
    if surname in _BARE_SURNAMES:
        return NAME
    if surname.isascii():
        # "Le Van Hung", "Le Thanh Tam", but neither "le phi" nor "lam thi".
        like = second in _MIDDLE or bool(more) or surname in _SURNAMES
        sure = said.istitle() or (match.re is _AFTER_TOLD and second in _MIDDLE)
        return NAME if like and sure and surname in _ANY_BARE else None
    real = second in _MIDDLE or _bare(second) not in _MIDDLE
    return NAME if surname in _SURNAMES and real else None


def _capitals_tell_nothing(text: str) -> bool:
    """Say whether nearly every word has a capital, as on some telephones."""
    words = re.findall(r"[^\W\d_]+", _GROUP.sub(" ", text))
    capital = sum(word[0].isupper() for word in words)
    return len(words) >= ENOUGH_WORDS and capital >= MOSTLY * len(words)


_SHAPES: tuple[tuple[re.Pattern[str], Take], ...] = (
    (_EMAIL, _as(EMAIL)),
    (_LINK, _as(LINK)),
    (_DOSSIER, _as(DOSSIER)),
    (_ADDRESSES[0], _address),
    (_ADDRESSES[1], _address),
    (_ACCOUNT, _as(NUMBER)),
    (_LETTERED, _as(PAPER)),
    (_PLATE, _as(NUMBER)),
    (_DIGITS, _digits),
    (_ALOUD, _as(NUMBER)),
)
"""What is found by its shape, in this order."""

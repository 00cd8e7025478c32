"""What a Vietnamese syllable can look like: initial, rime and tone.

A word is taken apart into letters that carry their quality (â, ơ, đ) and one
tone. Whether initial and rime can stand together decides if a strange word is a
typing slip that may be decoded, or something to leave alone.
"""

from __future__ import annotations

import functools
import unicodedata

TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
MARKS = {key: mark for mark, key in TONES.items()}
VOWELS = frozenset("aăâeêioôơuưy")

INITIALS = frozenset(
    [*"b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split(), ""]
)
RIMES = frozenset(
    """
    a ai ao au ay ac am an ang anh ap at ach ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo
    oet oi om on ong oong op ot ooc ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy
    uya uych uynh uyên uyêt uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu
    """.split()
)


def split_tone(word: str) -> tuple[str, str]:
    """Return a word's letters without tone, and its tone as a Telex key ("" for none)."""
    letters, tone = [], ""
    for char in unicodedata.normalize("NFD", word):
        if char in TONES:
            tone = TONES[char]
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)), tone


def split_initial(letters: str) -> tuple[str, str]:
    """Return initial and rime of toneless letters; "gi" and "qu" count as initials."""
    for size in (3, 2, 1):
        head, rest = letters[:size], letters[size:]
        if head in INITIALS and rest and rest[0] in VOWELS:
            if head == "g" and rest[0] == "i" and len(rest) > 1 and rest[1] in VOWELS:
                return "gi", rest[1:]
            return head, rest
    return "", letters


@functools.lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Say whether a word, with its diacritics, can be a Vietnamese syllable."""
    letters, _ = split_tone(word)
    initial, rime = split_initial(letters)
    return initial in INITIALS and rime in RIMES


@functools.lru_cache(maxsize=8192)
def is_bare_syllable(word: str) -> bool:
    """Say whether a word without diacritics can be a syllable that lost them."""
    initial, rime = split_initial(word)
    return initial in _BARE_INITIALS and rime in _BARE_RIMES


def _bare(letters: str) -> str:
    decomposed = unicodedata.normalize("NFD", letters.replace("đ", "d"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


_BARE_INITIALS = frozenset(map(_bare, INITIALS))
_BARE_RIMES = frozenset(map(_bare, RIMES))


def place_tone(letters: str, tone: str) -> str:
    """Put a tone on toneless letters, where the old spelling puts it (hòa, thúy, quý).

    Args:
        letters: with their qualities, for example ``đương``.
        tone: a Telex key (f s r x j) or "".
    """
    if not tone:
        return letters
    initial, rime = split_initial(letters)
    at = len(letters) - len(rime) + _tone_position(initial, rime)
    marked = letters[: at + 1] + MARKS[tone] + letters[at + 1 :]
    return unicodedata.normalize("NFC", marked)


def _tone_position(initial: str, rime: str) -> int:
    vowels = [index for index, char in enumerate(rime) if char in VOWELS]
    if not vowels:
        return 0
    for wanted in ("ơ", "âăêôư"):
        for index in vowels:
            if rime[index] in wanted:
                return index
    if len(vowels) == 3:
        return vowels[1]
    if len(vowels) == 2:
        closed = vowels[-1] < len(rime) - 1
        return vowels[1] if closed else vowels[0]
    return vowels[0]

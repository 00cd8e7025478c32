"""Links of community teams: made once, found however they are typed, counted without anybody."""

from __future__ import annotations

from bot.messages import Reply
from bot.privacy.crypto import Cipher
from bot.storage.conversations import conversation_at
from bot.storage.database import Database
from bot.storage.inbox import Inbox, Incoming
from bot.storage.links import (
    CODE_LENGTH,
    LETTERS,
    came_by,
    find_link,
    looks_like_code,
    make_links,
    shown,
    totals,
)
from bot.storage.turns import Basis, Lease, TurnStore

WANTED = [("khai_sinh", "Xã Mỹ Hạnh", "Tổ 5"), ("", "Xã Mỹ Hạnh", "Tổ 5")]


def test_the_same_link_is_made_once(db: Database) -> None:
    first = make_links(db, WANTED)
    assert make_links(db, WANTED) == first
    assert len({link.code for link in first}) == 2


def test_a_code_is_short_and_found_however_it_is_typed(db: Database) -> None:
    (link,) = make_links(db, WANTED[:1])
    assert (len(link.code), set(link.code) <= set(LETTERS)) == (CODE_LENGTH, True)
    assert find_link(db, f" {link.code.upper()} ") == link
    assert find_link(db, "zzzzz9") is None


def test_no_word_looks_like_a_code() -> None:
    assert not any(looks_like_code(word) for word in ("thuong", "nhanh", "khai sinh", "123", ""))


def test_what_comes_of_a_link_is_counted_by_day(db: Database, cipher: Cipher) -> None:
    link, other = make_links(db, WANTED)
    talk = conversation_at(db, cipher, "telegram", "1")
    came_by(db, talk, link.code, "2026-11-24")
    turn = Inbox(db, cipher).accept([Incoming(talk, "1", "hỏi")])[0][0]
    store = TurnStore(db, cipher, "d")
    lease = store.begin(turn)
    assert isinstance(lease, Lease)
    basis = Basis(day="2026-11-25", events=("asked", "answered"))
    store.finish(lease, [Reply("dạ")], "answered", basis)
    counted = {found.code: counts for found, counts in totals(db, "2026-11-01")}
    assert counted == {link.code: {"opened": 1, "asked": 1, "answered": 1}, other.code: {}}
    assert totals(db, "2026-11-25")[1][1] == {"asked": 1, "answered": 1}


def test_small_counts_are_not_shown_one_by_one() -> None:
    assert [shown(n) for n in (0, 1, 4, 5, 40)] == ["0", "dưới 5", "dưới 5", "5", "40"]

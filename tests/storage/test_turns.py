"""A turn takes effect once, whole or not at all."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select, text

from bot.errors import BusyError, UserError
from bot.messages import Button, Command, Reply
from bot.privacy.crypto import Cipher
from bot.storage.asked import totals
from bot.storage.conversations import find_conversation, start_conversation
from bot.storage.database import Database
from bot.storage.inbox import Inbox, Incoming
from bot.storage.outbox import Outbox
from bot.storage.tables import button, conversation, inbox, outbox, tracker_event
from bot.storage.turns import MAX_ATTEMPTS, Basis, Lease, StoredEvent, TurnStore, load_events

FEE = Button("Lệ phí bao nhiêu", Command("ask_procedure", "khai_sinh", ("fee",)))


@pytest.fixture
def talk(db: Database) -> str:
    """The id of a conversation."""
    return start_conversation(db, "web")[0]


def accept(db: Database, cipher: Cipher, talk: str, text: str = "khai sinh", **more: str) -> str:
    """Put one message in the inbox and return its turn id."""
    message = Incoming(talk, uuid.uuid4().hex, text, **more)
    return Inbox(db, cipher).accept([message])[0][0]


def begin(store: TurnStore, turn_id: str) -> Lease:
    """Begin a turn that has not been answered."""
    lease = store.begin(turn_id)
    assert isinstance(lease, Lease)
    return lease


def test_a_token_opens_its_own_conversation_and_no_other(db: Database) -> None:
    first, token = start_conversation(db, "web")
    start_conversation(db, "web")
    assert find_conversation(db, token) == first
    assert find_conversation(db, token + "x") is None


def test_the_same_message_sent_twice_is_one_turn(db: Database, cipher: Cipher, talk: str) -> None:
    store = Inbox(db, cipher)
    message = Incoming(talk, "c1", "xin chào")
    (first, is_new), (again, is_new_again) = store.accept([message, message])
    later, is_new_later = store.accept([message])[0]
    assert first == again == later
    assert (is_new, is_new_again, is_new_later) == (True, False, False)


def test_turns_wait_in_the_order_in_which_they_came(
    db: Database, cipher: Cipher, talk: str
) -> None:
    ids = [accept(db, cipher, talk, f"câu {n}") for n in range(5)]
    assert [waiting.turn_id for waiting in Inbox(db, cipher).waiting()] == ids


def test_a_finished_turn_gives_the_same_replies_again(
    db: Database, cipher: Cipher, talk: str
) -> None:
    store = TurnStore(db, cipher, "d1")
    turn_id = accept(db, cipher, talk)
    lease = begin(store, turn_id)
    stored = store.finish(lease, [Reply("một", (FEE,), "nguồn"), Reply("hai")], "answered")
    assert store.begin(turn_id) == stored
    assert [reply.body["text"] for reply in stored] == ["một", "hai"]
    assert Inbox(db, cipher).waiting() == []


def test_everything_of_a_turn_appears_in_one_transaction(
    db: Database, cipher: Cipher, talk: str
) -> None:
    store = TurnStore(db, cipher, "d1")
    lease = begin(store, accept(db, cipher, talk))
    lease.events.append(StoredEvent("user", 1.0, "{}"))
    broken = [Reply("tốt"), "not a reply"]
    with pytest.raises(AttributeError):
        store.finish(lease, broken, "answered")  # type: ignore[arg-type]
    with db.read() as connection:
        assert connection.execute(select(outbox)).all() == []
        assert connection.execute(select(tracker_event)).all() == []
        assert connection.execute(select(inbox.c.state)).scalar_one() == "pending"


def test_a_number_presses_that_button_of_the_last_reply(
    db: Database, cipher: Cipher, talk: str
) -> None:
    store = TurnStore(db, cipher, "d1")
    place = Button("Nộp ở đâu", Command("ask_procedure", "khai_sinh", ("place",)))
    first = begin(store, accept(db, cipher, talk))
    assert first.turn.command is None
    store.finish(first, [Reply("một", (FEE, place))], "answered")
    second = begin(store, accept(db, cipher, talk, " 2 "))
    assert second.turn.command == place.command
    store.finish(second, [Reply("không nút")], "answered")
    for said in ("2", "0", "99", "năm 2"):
        lease = begin(store, accept(db, cipher, talk, said))
        assert lease.turn.command is None
        store.finish(lease, [Reply("không nút")], "answered")


def test_another_dialogue_may_not_work_on_a_leased_conversation(
    db: Database, cipher: Cipher, talk: str
) -> None:
    turn_id = accept(db, cipher, talk)
    begin(TurnStore(db, cipher, "d1"), turn_id)
    with pytest.raises(BusyError):
        TurnStore(db, cipher, "d2").begin(turn_id)


def test_a_later_message_waits_for_the_earlier_one_whoever_brings_it(
    db: Database, cipher: Cipher, talk: str
) -> None:
    store = TurnStore(db, cipher, "d1")
    first, second = accept(db, cipher, talk, "một"), accept(db, cipher, talk, "hai")
    with pytest.raises(BusyError):
        store.begin(second)
    store.finish(begin(store, first), [Reply("một")], "answered")
    store.finish(begin(store, second), [Reply("hai")], "answered")


def test_an_expired_lease_is_taken_over_and_the_late_run_writes_nothing(
    db: Database, cipher: Cipher, talk: str
) -> None:
    turn_id = accept(db, cipher, talk)
    late_store, store = TurnStore(db, cipher, "d1"), TurnStore(db, cipher, "d2")
    late = begin(late_store, turn_id)
    with db.write() as connection:
        connection.execute(conversation.update().values(lease_until=0.0))
    store.finish(begin(store, turn_id), [Reply("mới")], "answered")
    with pytest.raises(BusyError):
        late_store.finish(late, [Reply("muộn")], "answered")
    with db.read() as connection:
        assert len(connection.execute(select(outbox)).all()) == 1


def test_a_restarted_dialogue_takes_its_own_lease_back_at_once(
    db: Database, cipher: Cipher, talk: str
) -> None:
    turn_id = accept(db, cipher, talk)
    begin(TurnStore(db, cipher, "d1"), turn_id)
    lease = begin(TurnStore(db, cipher, "d1"), turn_id)
    TurnStore(db, cipher, "d1").finish(lease, [Reply("xong")], "answered")


def test_a_turn_that_was_begun_too_often_is_worn_out(
    db: Database, cipher: Cipher, talk: str
) -> None:
    store = TurnStore(db, cipher, "d1")
    turn_id = accept(db, cipher, talk)
    worn = [begin(store, turn_id).worn_out for _ in range(MAX_ATTEMPTS + 1)]
    assert worn == [False] * MAX_ATTEMPTS + [True]


def test_a_turn_that_nobody_stored_is_refused(db: Database, cipher: Cipher) -> None:
    with pytest.raises(UserError, match="unknown_turn"):
        TurnStore(db, cipher, "d1").begin("0" * 32)


def test_a_button_means_what_it_meant_when_it_was_shown(
    db: Database, cipher: Cipher, talk: str
) -> None:
    store = TurnStore(db, cipher, "d1")
    lease = begin(store, accept(db, cipher, talk))
    (reply,) = store.finish(lease, [Reply("một", (FEE,))], "answered")
    token = reply.body["buttons"][0]["token"]
    pressed = begin(store, accept(db, cipher, talk, "Lệ phí bao nhiêu", button=token))
    assert pressed.turn.command == FEE.command
    assert not pressed.expired_button


def test_a_button_of_another_conversation_means_nothing(
    db: Database, cipher: Cipher, talk: str
) -> None:
    store = TurnStore(db, cipher, "d1")
    lease = begin(store, accept(db, cipher, talk))
    (reply,) = store.finish(lease, [Reply("một", (FEE,))], "answered")
    token = reply.body["buttons"][0]["token"]
    stranger, _ = start_conversation(db, "web")
    pressed = begin(store, accept(db, cipher, stranger, "Lệ phí", button=token))
    assert pressed.turn.command is None
    assert pressed.expired_button


def test_only_the_events_of_the_current_session_are_loaded(
    db: Database, cipher: Cipher, talk: str
) -> None:
    store = TurnStore(db, cipher, "d1")
    lease = begin(store, accept(db, cipher, talk))
    kinds = ["session_started", "user", "bot", "session_started", "user"]
    lease.events.extend(StoredEvent(kind, float(n), str(n)) for n, kind in enumerate(kinds))
    store.finish(lease, [Reply("một")], "answered")
    assert load_events(db, cipher, talk, whole=True) == ["0", "1", "2", "3", "4"]
    assert load_events(db, cipher, talk, whole=False) == ["3", "4"]


def test_nothing_that_was_written_or_read_stands_in_clear_in_the_database(
    db: Database, cipher: Cipher, talk: str
) -> None:
    store = TurnStore(db, cipher, "d1")
    lease = begin(store, accept(db, cipher, talk, "tôi tên Nguyễn Văn Mẫu"))
    lease.events.append(StoredEvent("user", 1.0, '{"text": "Nguyễn Văn Mẫu"}'))
    store.finish(lease, [Reply("chào Nguyễn Văn Mẫu", (FEE,), "Nguyễn Văn Mẫu")], "answered")
    with db.read() as connection:
        for table in (inbox, outbox, button, tracker_event):
            for row in connection.execute(select(table)).all():
                assert "Mẫu".encode() not in b"".join(
                    value if isinstance(value, bytes) else str(value).encode()
                    for value in (bytes(v) if isinstance(v, memoryview) else v for v in row)
                )


def test_replies_after_an_id_come_in_order(db: Database, cipher: Cipher, talk: str) -> None:
    store, box = TurnStore(db, cipher, "d1"), Outbox(db, cipher)
    for n in range(3):
        lease = begin(store, accept(db, cipher, talk, f"câu {n}"))
        store.finish(lease, [Reply(f"đáp {n}")], "answered")
    all_of_them = box.after(talk, 0)
    assert [reply.body["text"] for reply in all_of_them] == ["đáp 0", "đáp 1", "đáp 2"]
    assert box.after(talk, all_of_them[1].id) == all_of_them[2:]
    assert box.newest(talk, 2) == all_of_them[1:]


def test_sqlite_waits_for_the_disk_before_it_says_done(db: Database) -> None:
    if not db.is_sqlite:
        with db.read() as connection:
            assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"
        return
    with db.write() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar_one() == 2


def test_a_reply_names_the_version_of_the_knowledge_it_is_from(
    db: Database, cipher: Cipher, talk: str
) -> None:
    store = TurnStore(db, cipher, "d1")
    basis = Basis("abc123def456", (("khai_sinh", "fee"),), "2026-11-24")
    store.finish(begin(store, accept(db, cipher, talk)), [Reply("8.000")], "answered", basis)
    with db.read() as connection:
        assert connection.execute(select(outbox.c.knowledge)).scalars().all() == ["abc123def456"]
    assert totals(db, "2026-11-24") == {("khai_sinh", "fee"): 1}


def test_a_turn_that_lost_its_lease_counts_nothing(db: Database, cipher: Cipher, talk: str) -> None:
    store = TurnStore(db, cipher, "d1")
    lease = begin(store, accept(db, cipher, talk))
    lease.token = "stolen"
    basis = Basis("v", (("khai_sinh", "fee"),), "2026-11-24")
    with pytest.raises(BusyError):
        store.finish(lease, [Reply("8.000")], "answered", basis)
    assert totals(db, "2000-01-01") == {}

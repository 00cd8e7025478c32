"""``troly nlu review``: what the assistant did not understand, for a person to decide about.

Nothing is learnt by itself. A reviewer makes a group of questions into examples of a
record (learnt at the next ``troly train``), gives a record one more common name (found
as soon as the knowledge is read again), or puts the group away. :mod:`bot.cli` has the
options of the command.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import yaml

from actions.say import say_date
from bot.errors import ConfigError
from bot.privacy.crypto import Cipher
from bot.privacy.redact import redact, without_kinds
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.unclear import Handled, mark_handled, open_since
from bot.training import MESSAGES
from bot.unclear_groups import Group, group
from knowledge import names
from knowledge.store import Knowledge, load_knowledge
from nlu.record_model import training_messages
from nlu.text.fold import fold

WHAT = {
    "clarify": "hỏi lại",
    "no_source": "chưa có dữ liệu",
    "unclear": "không hiểu",
    "reported": "báo sai",
}
MOST_GROUPS = 30
MOST_ABOUT = 4
LONGEST_SHOWN = 160
LONGEST_NAME = 80
FEWEST_LETTERS = 4
"""What is left of a text, without the kinds in brackets, to teach anything."""
NAMES_HEAD = "# Tên gọi thêm cho từng thủ tục; `troly nlu review --name` cũng ghi vào đây.\n"


def review(settings: Settings, options: argparse.Namespace) -> None:
    """List groups, show one, or decide about one.

    Raises:
        ConfigError: there is no such group or record, or it cannot be used like this.
    """
    db = Database(settings.database_url)
    try:
        upgrade(db)
        since = options.since.isoformat() if options.since else ""
        cipher = Cipher(settings.keys)
        groups = group(open_since(db, cipher, since))
        if options.group is None:
            _refuse_without_group(options)
            _print_groups(groups)
            return
        chosen = _find(groups, options.group)
        how = _decide(settings, options, chosen)
        if how is None:
            _print_whole(chosen)
            return
        with db.write() as connection:
            mark_handled(connection, cipher, (one.id for one in chosen.kept), how)
    finally:
        db.close()


def _refuse_without_group(options: argparse.Namespace) -> None:
    if options.example or options.name or options.dismiss:
        raise ConfigError("Cần số của nhóm, ví dụ: troly nlu review 12 --dismiss")


def _find(groups: Sequence[Group], number: int) -> Group:
    """Return the group of a question; also one that meanwhile has an older one.

    Raises:
        ConfigError: no open question has that number.
    """
    for one in groups:
        if any(kept.id == number for kept in one.kept):
            return one
    raise ConfigError(f"Không có nhóm {number}. Xem các nhóm: troly nlu review")


def _decide(settings: Settings, options: argparse.Namespace, chosen: Group) -> Handled | None:
    """Do what the options say with a group; ``None`` if they only ask to see it."""
    if options.example:
        add_examples(settings, options.example, chosen.texts)
        return "example"
    if options.name:
        add_name(settings, *options.name)
        return "name"
    if options.dismiss:
        print(f"Đã cất nhóm {chosen.number}: {len(chosen.kept)} câu.")
        return "dismissed"
    return None


def add_examples(settings: Settings, record: str, texts: Sequence[str]) -> None:
    """Add texts to the province's training messages of a record, each once.

    Raises:
        ConfigError: no such record, nothing that can be learnt from, or a text is
            learnt already as another record's.
    """
    _known_record(load_knowledge(settings.knowledge_dir), record)
    learnt = _learnt(settings.knowledge_dir)
    new: dict[str, str] = {}
    for text in map(without_kinds, texts):
        owner = learnt.get(fold(text))
        if owner not in (None, record):
            raise ConfigError(f"“{text}” đã là câu mẫu của {owner}. Chưa ghi gì.")
        if owner is None and sum(map(str.isalpha, text)) >= FEWEST_LETTERS:
            new.setdefault(fold(text), text)
    if not new and not any(fold(without_kinds(text)) in learnt for text in texts):
        raise ConfigError("Nhóm này không còn chữ nào để học. Dùng --dismiss để cất đi.")
    lines = [json.dumps({"text": t, "record": record}, ensure_ascii=False) for t in new.values()]
    _append(settings.knowledge_dir / MESSAGES, lines)
    for text in new.values():
        print(f"  + {text}")
    print(f"Đã thêm {len(new)} câu mẫu cho {record}. Học khi chạy: troly train")


def add_name(settings: Settings, record: str, name: str) -> None:
    """Add a common name of a record to the province's names.

    Raises:
        ConfigError: no such record; the name is empty, too long, tells who somebody
            is, or is another record's.
    """
    name = " ".join(name.split())
    known = load_knowledge(settings.knowledge_dir)
    _known_record(known, record)
    if not name or len(name) > LONGEST_NAME:
        raise ConfigError(f"Tên gọi dài từ 1 đến {LONGEST_NAME} chữ cái")
    if redact(name) != name:
        raise ConfigError(f"Tên gọi có chỗ như tên riêng hoặc số riêng: {redact(name)}")
    owner = _owner(known, name)
    if owner not in (None, record):
        raise ConfigError(f"“{name}” đã là tên gọi của {owner}")
    if owner is None:
        given = names.load_names(settings.knowledge_dir)
        given[record] = (*given.get(record, ()), name)
        _write_names(settings.knowledge_dir / names.FILE, given)
    print(f"Tên gọi của {record}: {name}. Dùng được ngay, không cần huấn luyện.")


def _known_record(known: Knowledge, record: str) -> None:
    if record not in known.procedures:
        raise ConfigError(
            f"Không có bản ghi {record}. Tìm mã bản ghi trong knowledge/procedures, ví dụ khai_sinh"
        )


def _owner(known: Knowledge, name: str) -> str | None:
    """Return the record that has a name already, however it is spelt."""
    for id, record in known.procedures.items():
        if fold(name) in {fold(own) for own in (record.short_name, *record.names)}:
            return id
    return None


def _learnt(province: Path) -> dict[str, str]:
    """Return the record of every training message that needs no other message before it.

    Raises:
        ConfigError: the province's file cannot be read.
    """
    try:
        messages = training_messages(province)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    return {fold(str(m["text"])): str(m["record"]) for m in messages if not m.get("context")}


def _append(path: Path, lines: Sequence[str]) -> None:
    """Add lines to a file, all or none."""
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    if before and not before.endswith("\n"):
        before += "\n"
    _replace(path, before + "".join(f"{line}\n" for line in lines))


def _write_names(path: Path, given: names.Names) -> None:
    listed = {record: list(each) for record, each in given.items()}
    _replace(path, NAMES_HEAD + yaml.safe_dump(listed, allow_unicode=True, sort_keys=False))


def _replace(path: Path, text: str) -> None:
    """Write a file so that whoever reads it meanwhile sees the old or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def _print_groups(groups: Sequence[Group]) -> None:
    for one in groups[:MOST_GROUPS]:
        _print_head(one)
        _print_about(one)
    if len(groups) > MOST_GROUPS:
        print(f"\n… và {len(groups) - MOST_GROUPS} nhóm nữa")
    total = sum(len(one.kept) for one in groups)
    print(f"\n{total} câu chưa xem, {len(groups)} nhóm.")
    if groups:
        print(
            "Quyết: troly nlu review SỐ --example BẢN_GHI | --name BẢN_GHI TÊN | --dismiss; "
            "xem cả nhóm: troly nlu review SỐ"
        )


def _print_whole(one: Group) -> None:
    _print_head(one)
    _print_about(one)
    for text in one.texts:
        print(f"  · {text}")


def _print_head(one: Group) -> None:
    first, last = (say_date(date.fromisoformat(day)) for day in (one.first_day, one.last_day))
    days = first if first == last else f"{first} – {last}"
    wrong = f", báo sai {one.reported}" if one.reported else ""
    print(f"\nNhóm {one.number}: {len(one.kept)} lần, {days}{wrong}")
    print(f"  “{_shown(one)}”")


def _shown(one: Group) -> str:
    text = one.texts[0] if one.texts else "(bấm nút, không gõ câu hỏi)"
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def _print_about(one: Group) -> None:
    for kind, about, times in list(one.about())[:MOST_ABOUT]:
        print(f"  {WHAT[kind]} {times} lần: {about}")

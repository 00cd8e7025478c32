"""``troly knowledge …``: check, import, review, look up what the assistant knows.

:mod:`bot.cli` has the options of these commands.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
from rich.progress import track

from actions.procedures.facts import before_known, changes_ahead, say_fact, say_fee
from actions.say import say_date
from bot.clock import Clock
from bot.errors import ConfigError
from bot.settings import Settings
from knowledge.errors import KnowledgeError
from knowledge.figures import load_carriers, uncarried, uncarried_texts
from knowledge.importers.compare import Difference, differences
from knowledge.importers.detail import Detail, Outcome, Refused, Taken
from knowledge.importers.errors import ImportFileError
from knowledge.importers.read import read_file
from knowledge.importers.state import (
    Decision,
    ImportNote,
    OfIssuer,
    full_list,
    load_imported,
    merge,
    save_imported,
)
from knowledge.places.offices import read_places
from knowledge.schema import on_day
from knowledge.staleness import Stale, stale
from knowledge.store import Knowledge, knowledge, load_knowledge, use_folders

TO_LOOK_AT = 3
"""Exit status of a check that found nothing wrong but something to look at again."""
WRONG = 1
TITLES = {
    "ends": "Sắp hết hiệu lực (trong 60 ngày)",
    "law_ends": "Văn bản sắp hết hiệu lực (trong 60 ngày)",
    "unchecked": "Quá 180 ngày chưa kiểm tra lại",
    "gone": "Mã không còn trong danh mục mới nhất",
    "unknown": "Chưa biết, hỏi nhiều xếp trước",
}
TAKEABLE = ("official_name", "fees", "time", "channels")
"""Fields that the official side may replace. Papers and laws are written by hand: an
official line holds several papers, and does not tell always from only-if."""
MOST_LINES = 40


def check(settings: Settings, options: argparse.Namespace) -> None:
    """Read every file; name what is wrong; with ``--today``, what grows old.

    Exit status: 0 all is well; 1 something is wrong; 3 something is to be looked at
    again (unknown facts alone do not count).
    """
    known = load_knowledge(settings.knowledge_dir)
    wrong = [f"{id}: {field}: số {figure} không có nguồn" for id, field, figure in uncarried(
        {id: p for id, p in known.procedures.items() if id not in known.catalogue}
    )]  # fmt: skip
    wrong += [
        f"texts: {key}: số {figure} không có trong texts/facts.yml"
        for key, figure in uncarried_texts(known.texts, load_carriers())
    ]
    wrong += _unsourced(known)
    for line in wrong:
        print(line)
    if wrong:
        sys.exit(WRONG)
    print(describe(known))
    if options.today is None:
        return
    today = Clock(settings.today).today() if options.today == date.min else options.today
    if _print_stale(stale(known, today, _asked(settings, today))):
        sys.exit(TO_LOOK_AT)


def _unsourced(known: Knowledge) -> Iterator[str]:
    """Yield sources that are named outside the records and do not exist."""
    named = [(place.id, place.source) for place in known.places]
    named += [("texts/facts.yml", id) for carrier in load_carriers() for id in carrier.sources]
    named += [(kind.id, id) for kind in known.papers if kind.general for id in kind.general.sources]
    for where, id in named:
        if id not in known.sources:
            yield f"{where}: nguồn {id!r} không có trong knowledge/sources"


def describe(known: Knowledge) -> str:
    """Return how much is known, by confidence and domain."""
    written = [p for id, p in known.procedures.items() if id not in known.catalogue]
    confidence = Counter(p.confidence for p in written)
    domains = Counter(p.domain for p in written)
    listed = sum(entry.searchable for entry in known.catalogue.values())
    return "\n".join(
        [
            f"Dữ liệu đúng, phiên bản {known.version}: {len(written)} thủ tục viết tay, "
            f"{len(known.procedures) - len(written)} nhập vào, {listed} trong danh mục, "
            f"{len(known.sources)} nguồn.",
            "Độ tin: "
            + ", ".join(f"{name} {confidence[name]}" for name in ("high", "medium", "low")),
            "Lĩnh vực: " + ", ".join(f"{name} {n}" for name, n in domains.most_common()),
        ]
    )


def _asked(settings: Settings, today: date) -> dict[tuple[str, str], int]:
    """Return how often aspects were asked for in the last year, if there is a database."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.storage.asked import totals
    from bot.storage.database import Database

    try:
        return totals(Database(settings.database_url), (today - timedelta(days=365)).isoformat())
    except SQLAlchemyError:
        return {}


def _print_stale(found: Sequence[Stale]) -> bool:
    """Print what is to be looked at again; say whether any of it is urgent."""
    for what, title in TITLES.items():
        items = [item for item in found if item.what == what]
        print(f"\n{title}: {len(items)}")
        for item in items[:MOST_LINES]:
            when = f" ({say_date(item.day)})" if item.day else ""
            times = f" (hỏi {item.asked} lần)" if item.asked else ""
            print(f"  {item.procedure}: {item.field}{when}: {item.text[:140]}{times}")
        if len(items) > MOST_LINES:
            print(f"  … và {len(items) - MOST_LINES} mục nữa")
    return any(item.what != "unknown" for item in found)


def import_file(settings: Settings, options: argparse.Namespace) -> None:
    """Import a file of a known kind; say of each record what became of it.

    Raises:
        ConfigError: the file is refused whole; nothing was changed.
    """
    day = options.day or Clock(settings.today).today()
    if options.file.suffix.lower() == ".csv":
        _import_places(settings.knowledge_dir, options.file)
        return
    try:
        outcomes = list(track(read_file(options.file, day), description="Đang đọc"))
        taken = [outcome for outcome in outcomes if isinstance(outcome, Taken)]
        refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
        if not taken:
            raise ImportFileError(options.file.name, "không có bản ghi nào dùng được")
        if options.full_list:
            _check_whole(refused, options.file.name)
        state = load_imported(settings.knowledge_dir)
        note = ImportNote(
            file=options.file.name,
            day=day,
            taken=len(taken),
            refused=len(refused),
            full_list=options.full_list,
        )
        catalogue = load_knowledge(settings.knowledge_dir).catalogue
        after = merge(state, taken, note, catalogue)
    except ImportFileError as error:
        raise ConfigError(str(error)) from error
    save_imported(settings.knowledge_dir, after)
    _print_outcomes(outcomes)
    report = _write_report(settings.knowledge_dir, options.file.name, day, outcomes)
    gone = sorted(set(after.withdrawn) - set(state.withdrawn))
    back = sorted(set(state.withdrawn) - set(after.withdrawn))
    print(f"Nhận {len(taken)}, từ chối {len(refused)}. Từng bản ghi: {report}")
    if options.full_list:
        _print_issuers(full_list((outcome.record for outcome in taken), catalogue, state))
    if gone:
        print(f"Không còn trong danh sách, ghi là bãi bỏ từ {say_date(day)}: {', '.join(gone)}")
    if back:
        print(f"Có lại trong danh sách: {', '.join(back)}")
    waiting = len(open_differences(load_knowledge(settings.knowledge_dir), settings, day))
    if waiting:
        print(f"{waiting} chỗ khác với bản viết tay, chưa thay gì. Xem: troly knowledge review")


def _check_whole(refused: Sequence[Refused], name: str) -> None:
    """Refuse a "full" list with rows that were not read: they are not gone.

    Raises:
        ImportFileError: names the first of them.
    """
    unread = [outcome for outcome in refused if not outcome.internal]
    if unread:
        problem = (
            f"{len(unread)} bản ghi không đọc được ({unread[0].where}: {unread[0].why}), "
            "chưa biết danh sách có đủ không. Sửa tệp, hoặc bỏ --full-list"
        )
        raise ImportFileError(name, problem)


def _print_issuers(issuers: Sequence[OfIssuer]) -> None:
    """Say of whom the list is taken as full, so that a wrong guess is seen."""
    for one in issuers:
        has = f"{one.issuer}: có {one.known - len(one.missing)}/{one.known} mã đã biết"
        if one.full:
            print(f"{has}, coi là danh sách đầy đủ, {len(one.missing)} mã không còn")
        else:
            print(f"{has}, không phải danh sách đầy đủ của nơi này, không bãi bỏ mã nào")


def _print_outcomes(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if isinstance(outcome, Refused):
            print(f"{outcome.where}: TỪ CHỐI: {outcome.why}")
        elif outcome.odd:
            print(f"{outcome.where}: {outcome.record.code}: lạ: {'; '.join(outcome.odd)}")


def _write_report(folder: Path, name: str, day: date, outcomes: Sequence[Outcome]) -> Path:
    """Write what became of every record, taken ones included, as JSON lines."""
    reports = folder / "reports"
    reports.mkdir(parents=True, exist_ok=True)
    path = reports / f"{day.isoformat()}-{name}.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for outcome in outcomes:
            refused = isinstance(outcome, Refused)
            line: dict[str, Any] = {"where": outcome.where, "taken": not refused}
            if isinstance(outcome, Refused):
                line["why"] = outcome.why
            else:
                line |= {"code": outcome.record.code, "name": outcome.record.name}
                line |= {"odd": list(outcome.odd)} if outcome.odd else {}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path


def _import_places(folder: Path, path: Path) -> None:
    """Take a province's list of offices, if every row is right.

    Raises:
        ConfigError: names every row that is wrong; the list in use stays.
    """
    try:
        places, problems = read_places(path, knowledge().communes)
    except KnowledgeError as error:
        raise ConfigError(f"{error}. Chưa thay đổi gì.") from error
    unknown = sorted({place.source for place in places} - set(load_knowledge(folder).sources))
    problems += [("source", f"{id!r} không có trong sources/") for id in unknown]
    for where, problem in problems:
        print(f"{where}: {problem}")
    if problems or not places:
        raise ConfigError(f"{path.name}: {len(problems)} dòng sai. Chưa thay đổi gì.")
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / ".places.csv.new"
    draft.write_bytes(path.read_bytes())
    draft.replace(folder / "places.csv")
    print(f"Đã nhận {len(places)} nơi, thay cho danh sách cũ.")


def open_differences(known: Knowledge, settings: Settings, day: date) -> list[Difference]:
    """Return the differences that nobody has decided about yet."""
    state = load_imported(settings.knowledge_dir)
    decided = {(d.procedure, d.field, d.digest) for d in state.decisions}
    found = []
    for procedure in known.procedures.values():
        detail = state.details.get(procedure.code or "")
        if detail is None or procedure.id in known.catalogue:
            continue
        for difference in differences(procedure, detail, known.sources, day):
            if (difference.procedure, difference.field, difference.digest) not in decided:
                found.append(difference)
    return found


def review(settings: Settings, options: argparse.Namespace) -> None:
    """List open differences, or decide about one of them.

    Raises:
        ConfigError: there is no such difference, or the field cannot be taken over.
    """
    day = Clock(settings.today).today()
    found = open_differences(load_knowledge(settings.knowledge_dir), settings, day)
    if options.choice is None:
        shown = [
            d
            for d in found
            if options.procedure in (None, d.procedure) and options.field in (None, d.field)
        ]
        for difference in shown:
            _print_difference(difference)
        print(f"{len(shown)} chỗ khác nhau. Quyết: troly knowledge review BẢN_GHI TRƯỜNG keep|take")
        return
    chosen = [d for d in found if (d.procedure, d.field) == (options.procedure, options.field)]
    if not chosen:
        raise ConfigError(f"Không có chỗ khác nào ở {options.procedure}, {options.field}")
    if options.choice == "take" and options.field not in TAKEABLE:
        raise ConfigError(
            f"Không lấy tự động {options.field} được: sửa tay trong tệp YAML, rồi keep"
        )
    _decide(settings.knowledge_dir, chosen[0], options.choice, day, options.note)
    print(f"Đã ghi: {options.procedure}, {options.field}: {options.choice}")


def _decide(folder: Path, difference: Difference, choice: str, day: date, note: str) -> None:
    state = load_imported(folder)
    detail: Detail | None = state.details.get(difference.code) if choice == "take" else None
    decision = Decision(
        procedure=difference.procedure,
        field=difference.field,
        digest=difference.digest,
        choice="take" if choice == "take" else "keep",
        decided_on=day,
        note=note,
        detail=detail,
    )
    others = tuple(
        d for d in state.decisions if (d.procedure, d.field) != (decision.procedure, decision.field)
    )
    save_imported(folder, msgspec.structs.replace(state, decisions=(*others, decision)))


def _print_difference(difference: Difference) -> None:
    print(f"\n{difference.procedure} ({difference.code}), {difference.field}")
    for line in difference.ours[:MOST_LINES]:
        print(f"  viết tay:   {line}")
    for line in difference.theirs[:MOST_LINES]:
        print(f"  chính thức: {line}")


def fee(settings: Settings, options: argparse.Namespace) -> None:
    """Print the fees of a code on a day.

    Raises:
        ConfigError: no such code, or no details of it.
    """
    known = load_knowledge(settings.knowledge_dir)
    day = options.on or Clock(settings.today).today()
    records = known.by_code(options.code)
    if not records:
        listed = options.code in known.catalogue
        raise ConfigError(
            f"{options.code}: {'chưa có chi tiết' if listed else 'không có mã này'} trong dữ liệu"
        )
    for record in records:
        print(f"{record.short_name} ({options.code}), ngày {say_date(day)}")
        if record.code in known.withdrawn:
            gone = say_date(known.withdrawn[record.code])
            print(f"  Lưu ý: danh mục mới không còn mã này, nhận thấy ngày {gone}.")
        for item in on_day(record.fees, day):
            print(f"  {say_fee(item)}")
        for exemption in on_day(record.exemptions, day):
            print(f"  Miễn, giảm: {say_fact(exemption)}")
        for line in before_known(record.fees, day, record.checked_on):
            print(f"  {line}")
        for line in changes_ahead([*record.fees, *record.exemptions], day):
            print(f"  {line}")


def search(settings: Settings, options: argparse.Namespace) -> None:
    """Print what a search finds, with scores; say so where several remain."""
    from nlu.retrieval import finders

    known = knowledge()
    hits = finders(known).procedures.search(" ".join(options.words), limit=10)
    for hit in hits:
        record = known.procedures.get(hit.id) or known.neighbours.get(hit.id)
        entry = known.catalogue.get(hit.id)
        name = record.short_name if record else entry.short_name if entry else hit.id
        code = getattr(record, "code", None) or (hit.id if entry else "")
        gone = " (danh mục mới không còn mã này)" if code in known.withdrawn else ""
        print(f"{hit.score:5.2f} {hit.share:5.2f}  {code:9} {name[:100]}{gone}")
    near = [hit for hit in hits if hit.share >= 0.05]
    if not hits:
        print("Không tìm thấy thủ tục nào.")
    elif len(near) > 1:
        print(f"Còn {len(near)} thủ tục gần nhau: hỏi lại người dân.")


def version(settings: Settings, _: argparse.Namespace) -> None:
    """Print the version that the files make."""
    print(load_knowledge(settings.knowledge_dir).version)


COMMANDS: dict[str, Callable[[Settings, argparse.Namespace], None]] = {
    "check": check,
    "import": import_file,
    "review": review,
    "fee": fee,
    "search": search,
    "version": version,
}


def run(settings: Settings, options: argparse.Namespace) -> None:
    """Run the subcommand that ``options.name`` names."""
    use_folders(settings.knowledge_dir, settings.cache_dir, settings.models_dir)
    COMMANDS[options.name](settings, options)

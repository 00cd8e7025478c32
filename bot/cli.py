"""The ``troly`` command. Heavy parts are imported only by the command that needs them."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot import log
from bot.errors import TrolyError
from bot.settings import Settings, load_settings
from knowledge.errors import KnowledgeError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; whatever is wrong is said in a sentence, with exit status 1."""
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings()
        log.configure(settings.log_level)
        options.command(settings, options)
    except (TrolyError, KnowledgeError) as error:
        sys.exit(f"troly: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="troly", description="Trợ lý thủ tục hành chính")
    commands = parser.add_subparsers(required=True, metavar="lệnh")

    def add(name: str, command: object, text: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=text, description=text)
        found.set_defaults(command=command)
        return found

    add("run", run, "Chạy trang trò chuyện và trợ lý trên máy này")
    add("chat", chat, "Trò chuyện ngay trong cửa sổ dòng lệnh")
    train = add("train", train_model, "Huấn luyện mô hình nếu thiếu hoặc đã cũ")
    train.add_argument("--force", action="store_true", help="huấn luyện lại dù chưa cũ")
    add("doctor", doctor, "Kiểm tra cài đặt, mô hình, dữ liệu, cổng, và chỉ cách sửa")
    add("db-upgrade", db_upgrade, "Đưa cơ sở dữ liệu lên phiên bản mới nhất")
    purge = add("purge", purge_old, "Xóa tin nhắn quá thời hạn lưu giữ")
    purge.add_argument("--days", type=int, help="số ngày giữ lại (mặc định theo cài đặt)")
    add("knowledge-check", knowledge_check, "Kiểm tra mọi tệp dữ liệu thủ tục")
    _add_evaluate(commands)
    return parser


def _add_evaluate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "Chấm trợ lý trên bộ câu hỏi hoặc hội thoại"
    evaluate = commands.add_parser("evaluate", help=text, description=text)
    kinds = evaluate.add_subparsers(required=True, metavar="loại")
    for name, command, text in (
        ("answer", evaluate_answer, "Trả lời từng câu hỏi (JSONL) trong hội thoại riêng"),
        ("converse", evaluate_converse, "Diễn lại từng hội thoại (YAML)"),
    ):
        kind = kinds.add_parser(name, help=text, description=text)
        kind.add_argument("input", type=Path)
        kind.add_argument("output", type=Path)
        kind.add_argument("--today", type=date.fromisoformat, help="giả định hôm nay, 2026-11-22")
        kind.set_defaults(command=command)
    score = kinds.add_parser("score", help="Chấm điểm câu trả lời theo đáp án")
    score.add_argument("questions", type=Path)
    score.add_argument("answers", type=Path)
    score.set_defaults(command=evaluate_score)


def run(settings: Settings, options: argparse.Namespace) -> None:
    """Train if needed, then run gateway and dialogue until Ctrl-C."""
    from bot import supervisor

    for name, port in supervisor.ports(settings):
        supervisor.check_port(name, port)
    train_model(settings, options)
    supervisor.run(settings, _say)


def train_model(settings: Settings, options: argparse.Namespace) -> None:
    """Train the model when it is missing or stale."""
    from bot.training import model_state, train

    state = model_state(settings)
    if state == "fresh" and not getattr(options, "force", False):
        _say("Mô hình: còn mới, không cần huấn luyện.")
        return
    why = {"missing": "chưa có", "stale": "đã cũ", "fresh": "làm lại theo yêu cầu"}[state]
    _say(f"Mô hình: {why}. Đang huấn luyện, khoảng một phút…")
    began = time.monotonic()
    train(settings)
    _say(f"Huấn luyện xong sau {time.monotonic() - began:.0f} giây.")


def chat(settings: Settings, options: argparse.Namespace) -> None:
    """Talk in the terminal."""
    train_model(settings, options)
    from bot.rasa.terminal import talk

    talk(settings)


def doctor(settings: Settings, _: argparse.Namespace) -> None:
    """Check this installation."""
    from bot.doctor import format_checks, run_checks

    checks = run_checks(settings)
    print(format_checks(checks))
    sys.exit(1 if any(check.ok is False for check in checks) else 0)


def db_upgrade(settings: Settings, _: argparse.Namespace) -> None:
    """Run the migrations."""
    from bot.storage.database import Database
    from bot.storage.migrate import upgrade

    upgrade(Database(settings.database_url))
    _say("Cơ sở dữ liệu: phiên bản mới nhất.")


def purge_old(settings: Settings, options: argparse.Namespace) -> None:
    """Erase what is older than the retention."""
    from bot.storage.database import Database
    from bot.storage.retention import purge

    days = settings.retention_days if options.days is None else options.days
    deleted = purge(Database(settings.database_url), days)
    _say(f"Đã xóa dữ liệu cũ hơn {days} ngày: " + json.dumps(deleted, ensure_ascii=False))


def knowledge_check(_: Settings, __: argparse.Namespace) -> None:
    """Read every knowledge file; the first thing that is wrong is named."""
    from knowledge.store import knowledge
    from knowledge.texts import load_texts

    known = knowledge()
    load_texts()
    _say(
        f"Dữ liệu đúng: {len(known.procedures)} thủ tục, {len(known.sources)} nguồn, "
        f"{len(known.neighbours)} thủ tục chưa có chi tiết."
    )


def evaluate_answer(settings: Settings, options: argparse.Namespace) -> None:
    """Answer a file of questions."""
    _pretend(options.today)
    from bot.rasa.evaluate import answer_questions

    answer_questions(load_settings(), options.input, options.output)


def evaluate_converse(settings: Settings, options: argparse.Namespace) -> None:
    """Play a file of conversations."""
    _pretend(options.today)
    from bot.rasa.evaluate import play_dialogues

    play_dialogues(load_settings(), options.input, options.output)


def evaluate_score(_: Settings, options: argparse.Namespace) -> None:
    """Score answers against their questions."""
    from nlu.evaluation.jsonl import read_jsonl
    from nlu.evaluation.score import format_table, score

    questions = read_jsonl(options.questions)
    answers = {line["id"]: line for line in read_jsonl(options.answers)}
    print(format_table(score(questions, answers)))


def _pretend(today: date | None) -> None:
    if today is not None:
        os.environ["TROLY_TODAY"] = today.isoformat()


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()

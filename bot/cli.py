"""The ``troly`` command. Heavy parts are imported only by the command that needs them."""

from __future__ import annotations

import argparse
import getpass
import importlib
import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot import log
from bot.errors import ConfigError, TrolyError
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
    except BrokenPipeError:
        # Whoever read along ("… | head") has seen enough; nothing is left to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


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
    _add_knowledge(commands)
    _add_forms(commands)
    _add_evaluate(commands)
    _add_nlu(commands)
    _add_channel(commands)
    _add_links(commands)
    _add_team(commands)
    return parser


def _add_forms(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "Kiểm tra các tờ khai"
    parser = commands.add_parser("forms", help=text, description=text)
    kinds = parser.add_subparsers(required=True, metavar="việc")
    check = kinds.add_parser("check", help="Kiểm tra mọi tờ khai: thủ tục, ví dụ, bản in")
    check.set_defaults(command=forms_check)


def _add_evaluate(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "Chấm trợ lý trên bộ câu hỏi hoặc hội thoại"
    evaluate = commands.add_parser("evaluate", help=text, description=text)
    kinds = evaluate.add_subparsers(required=True, metavar="loại")
    for name, command, text in (
        ("answer", evaluate_answer, "Trả lời từng câu hỏi (JSONL) trong hội thoại riêng"),
        ("converse", evaluate_converse, "Diễn lại từng hội thoại (YAML)"),
        ("search", evaluate_search, "Tìm thủ tục cho từng câu (JSONL)"),
        ("fields", evaluate_fields, "Đọc từng câu trả lời cho ô tờ khai (JSONL)"),
    ):
        kind = kinds.add_parser(name, help=text, description=text)
        kind.add_argument("input", type=Path)
        kind.add_argument("output", type=Path)
        kind.add_argument("--today", type=date.fromisoformat, help="giả định hôm nay, 2026-11-22")
        kind.set_defaults(command=command)
        if name == "answer":
            text = "hỏi như người không gõ dấu"
            kind.add_argument("--bare", action="store_true", help=text)
    score = kinds.add_parser("score", help="Chấm điểm câu trả lời theo đáp án")
    score.add_argument("questions", type=Path)
    score.add_argument("answers", type=Path)
    score.set_defaults(command=evaluate_score)
    fields = kinds.add_parser("score-fields", help="Chấm cách đọc ô tờ khai, theo loại ô")
    fields.add_argument("inputs", type=Path)
    fields.add_argument("readings", type=Path)
    fields.set_defaults(command=evaluate_score_fields)
    report = kinds.add_parser("report", help="Làm trang báo cáo, có so với lần trước")
    report.add_argument("questions", type=Path)
    report.add_argument("answers", type=Path)
    report.add_argument("--out", type=Path, required=True, help="thư mục cho report.html, .json")
    report.add_argument("--compare", type=Path, help="report.json của lần trước")
    report.set_defaults(command=evaluate_report)


def _add_channel(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "Kiểm tra kênh nhắn tin và giọng nói"
    parser = commands.add_parser("channel", help=text, description=text)
    kinds = parser.add_subparsers(required=True, metavar="việc")
    check = kinds.add_parser("check", help="Kiểm tra từng bước, gửi thử một tin")
    check.add_argument("name", choices=("telegram", "zalo", "zalo-bot", "voice"))
    check.add_argument("--to", default="", help="mã chat hoặc mã người dùng nhận tin thử")
    check.set_defaults(command=channel_check)
    text = "Zalo Official Account"
    zalo = commands.add_parser("zalo", help=text, description=text).add_subparsers(
        required=True, metavar="việc"
    )
    text = "Xin quản trị viên của Official Account cho phép, rồi giữ mã truy cập"
    authorise = zalo.add_parser("authorise", help=text, description=text)
    authorise.add_argument("--redirect", required=True, help="địa chỉ đã khai với ứng dụng Zalo")
    authorise.set_defaults(command=zalo_authorise)
    text = "Chạy một máy giả thay cho kênh thật, để thử bằng tay"
    standin = commands.add_parser("standin", help=text, description=text)
    standin.add_argument("name", choices=("telegram", "zalo", "zalo-bot"))
    standin.add_argument("--port", type=int, default=8099)
    standin.set_defaults(command=run_standin)


def _add_links(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "Đường dẫn, mã quét và áp phích cho tổ công nghệ số cộng đồng"
    parser = commands.add_parser("links", help=text, description=text)
    kinds = parser.add_subparsers(required=True, metavar="việc")
    make = kinds.add_parser("make", help="Làm đường dẫn, mã quét, áp phích A4, A5, nhãn 10 cm")
    make.add_argument("--team", required=True, help="tên tổ, in ở chân áp phích")
    where = make.add_mutually_exclusive_group(required=True)
    where.add_argument("--commune", help="xã, phường, ví dụ “xã Mỹ Hạnh”")
    where.add_argument("--all-communes", action="store_true", help="cả 96 xã, phường")
    make.add_argument("--procedure", help="bản ghi, ví dụ khai_sinh; trống: hỏi gì cũng được")
    make.add_argument("--channel", choices=("web", "telegram", "zalo"), default="web")
    make.add_argument("--telegram", metavar="TÊN_BOT", help="làm thêm mã cho bot Telegram này")
    make.add_argument("--zalo-name", default="Trợ lý thủ tục Tây Ninh", help="tên trang Zalo")
    make.add_argument("--out", type=Path, required=True, help="thư mục nhận tệp")
    make.set_defaults(command=links_make)
    report = kinds.add_parser("report", help="Mỗi đường dẫn được mở, hỏi bao nhiêu lần (CSV)")
    report.add_argument("--since", type=_day, help="từ ngày này, ví dụ 2026-11-01")
    report.set_defaults(command=links_report)


def _add_team(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "Ai được vào các trang của tổ công nghệ số (…/doi/)"
    parser = commands.add_parser("team", help=text, description=text)
    kinds = parser.add_subparsers(required=True, metavar="việc", dest="what")
    add = kinds.add_parser("add", help="Thêm một người, hoặc đổi mật khẩu và vai trò")
    add.add_argument("name")
    add.add_argument("--role", choices=("viewer", "team", "editor", "admin"), default="team")
    remove = kinds.add_parser("remove", help="Bỏ một người")
    remove.add_argument("name")
    kinds.add_parser("list", help="Xem có những ai")
    parser.set_defaults(command=team)


def _add_knowledge(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "Kiểm tra, nhập, đối chiếu và tra dữ liệu thủ tục"
    parser = commands.add_parser("knowledge", help=text, description=text)
    kinds = parser.add_subparsers(required=True, metavar="việc")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        found = kinds.add_parser(name, help=text, description=text)
        found.set_defaults(command=knowledge_command, name=name)
        return found

    check_ = add("check", "Kiểm tra mọi tệp; với --today, liệt kê điều cần rà lại")
    check_.add_argument(
        "--today", nargs="?", type=_day, const=date.min, help="rà theo ngày này (trống: hôm nay)"
    )
    import_ = add("import", "Nhập tệp chính thức (JSON, Excel) hoặc places.csv")
    import_.add_argument("file", type=Path)
    import_.add_argument(
        "--full-list", action="store_true", help="tệp là danh sách đầy đủ: mã thiếu là đã bãi bỏ"
    )
    import_.add_argument("--day", type=_day, help="ngày nhập (mặc định hôm nay)")
    review_ = add("review", "Xem chỗ khác giữa bản viết tay và bản chính thức, rồi quyết")
    review_.add_argument("procedure", nargs="?", help="mã bản ghi, ví dụ khai_sinh")
    review_.add_argument("field", nargs="?", help="trường, ví dụ fees")
    review_.add_argument("choice", nargs="?", choices=("keep", "take"))
    review_.add_argument("--note", default="", help="lý do")
    fee_ = add("fee", "Lệ phí của một mã thủ tục vào một ngày")
    fee_.add_argument("code")
    fee_.add_argument("--on", type=_day, help="ngày, ví dụ 2027-01-02")
    search_ = add("search", "Tìm thủ tục theo lời người dân")
    search_.add_argument("words", nargs="+")
    add("version", "Phiên bản dữ liệu đang dùng")


def _add_nlu(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "Học từ câu hỏi thật của người dân"
    parser = commands.add_parser("nlu", help=text, description=text)
    kinds = parser.add_subparsers(required=True, metavar="việc")
    text = "Xem câu trợ lý chưa hiểu hoặc bị báo sai, rồi quyết dùng làm gì"
    review = kinds.add_parser("review", help=text, description=text)
    review.add_argument("group", nargs="?", type=int, help="số của nhóm; chỉ có số: xem cả nhóm")
    review.add_argument("--since", type=_day, help="chỉ từ ngày này, ví dụ 2026-11-25")
    use = review.add_mutually_exclusive_group()
    use.add_argument("--example", metavar="BẢN_GHI", help="lấy làm câu mẫu của một thủ tục")
    use.add_argument("--name", nargs=2, metavar=("BẢN_GHI", "TÊN"), help="thêm một tên gọi")
    use.add_argument("--dismiss", action="store_true", help="cất đi và xóa chữ, không dùng")
    review.set_defaults(command=nlu_review)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        problem = f"{text!r} không phải ngày, ví dụ 2027-01-02"
        raise argparse.ArgumentTypeError(problem) from error


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


def knowledge_command(settings: Settings, options: argparse.Namespace) -> None:
    """Check, import, review or look up what the assistant knows."""
    from bot import knowledge_commands

    knowledge_commands.run(settings, options)


def nlu_review(settings: Settings, options: argparse.Namespace) -> None:
    """Show what was not understood, or decide what becomes of it."""
    from bot import nlu_commands

    nlu_commands.review(settings, options)


def channel_check(settings: Settings, options: argparse.Namespace) -> None:
    """Check a channel step by step."""
    from bot import channel_commands

    sys.exit(0 if channel_commands.run(settings, options) else 1)


def zalo_authorise(settings: Settings, options: argparse.Namespace) -> None:
    """Have an administrator of the Official Account consent."""
    from bot import zalo_commands

    zalo_commands.authorise_zalo(settings, options.redirect, input, _say)


def run_standin(settings: Settings, options: argparse.Namespace) -> None:
    """Run a stand-in for a messaging app; it belongs to the tests, so it needs the source tree."""
    try:
        by_hand = importlib.import_module("tests.standins.by_hand")
    except ImportError as error:
        raise ConfigError("Máy giả nằm trong mã nguồn (thư mục tests), chạy từ đó") from error
    by_hand.run(settings, options.name, options.port, _say)


def forms_check(settings: Settings, options: argparse.Namespace) -> None:
    """Check every form."""
    from bot.form_commands import forms_check as check

    check(settings, options)


def links_make(settings: Settings, options: argparse.Namespace) -> None:
    """Make links, codes and posters."""
    from bot import link_commands

    for folder in link_commands.make(settings, options):
        _say(str(folder))


def links_report(settings: Settings, options: argparse.Namespace) -> None:
    """Print what came of links."""
    from bot import link_commands

    link_commands.report(settings, options)


def team(settings: Settings, options: argparse.Namespace) -> None:
    """Manage who may see the pages for community teams."""
    from bot import team_commands

    team_commands.run(settings, options, getpass.getpass, _say)


def evaluate_answer(settings: Settings, options: argparse.Namespace) -> None:
    """Answer a file of questions."""
    _pretend(options.today)
    from bot.rasa.evaluate import answer_questions

    answer_questions(load_settings(), options.input, options.output, bare=options.bare)


def evaluate_converse(settings: Settings, options: argparse.Namespace) -> None:
    """Play a file of conversations."""
    _pretend(options.today)
    from bot.rasa.evaluate import play_dialogues

    play_dialogues(load_settings(), options.input, options.output)


def evaluate_fields(settings: Settings, options: argparse.Namespace) -> None:
    """Read every answer to a field."""
    from bot.clock import Clock
    from bot.fields_evaluation import read_inputs
    from knowledge.store import use_folders

    use_folders(settings.knowledge_dir, settings.cache_dir, settings.models_dir)
    read_inputs(options.input, options.output, options.today or Clock(settings.today).today())


def evaluate_score_fields(settings: Settings, options: argparse.Namespace) -> None:
    """Print how many answers were read as expected, by kind."""
    from bot.fields_evaluation import print_score

    print_score(options.inputs, options.readings)


def evaluate_search(settings: Settings, options: argparse.Namespace) -> None:
    """Search for a file of queries."""
    _pretend(options.today)
    from bot.search_evaluation import search_queries
    from knowledge.store import use_folders

    use_folders(settings.knowledge_dir, settings.cache_dir, settings.models_dir)
    search_queries(options.input, options.output)


def evaluate_score(_: Settings, options: argparse.Namespace) -> None:
    """Score answers against their questions."""
    from nlu.evaluation.jsonl import read_jsonl
    from nlu.evaluation.score import format_table, score

    questions = read_jsonl(options.questions)
    answers = {line["id"]: line for line in read_jsonl(options.answers)}
    print(format_table(score(questions, answers)))


def evaluate_report(_: Settings, options: argparse.Namespace) -> None:
    """Write the report of answers as a page and as JSON."""
    from bot.report_command import write_report

    page = write_report(options.questions, options.answers, options.out, options.compare)
    _say(f"Báo cáo: {page}")


def _pretend(today: date | None) -> None:
    if today is not None:
        os.environ["TROLY_TODAY"] = today.isoformat()


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()

"""The doctor names what is wrong with an installation, and how to mend it."""

from __future__ import annotations

import dataclasses
import http.server
import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot import doctor
from bot.channels.zalo_tokens import tokens_of
from bot.doctor import Check, format_checks
from bot.privacy.crypto import Cipher
from bot.settings import Settings, load_settings
from bot.storage.channel_tokens import NEEDS_REAUTH
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from bot.storage.tables import conversation, inbox


@pytest.fixture
def settings(data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A fresh installation on ports that nobody uses."""
    for name in ("TROLY_PORT", "TROLY_DIALOGUE_PORT"):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            monkeypatch.setenv(name, str(probe.getsockname()[1]))
    return load_settings(tmp_path)


@pytest.fixture
def listener() -> Iterator[int]:
    """A port where some other program listens; it never answers."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        yield busy.getsockname()[1]


@pytest.fixture
def healthy() -> Iterator[int]:
    """A port where something answers health questions like both our processes."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            ours = {"/health": {"gateway": "ready", "dialogue": "ready"}}
            body = json.dumps(ours.get(self.path, {"status": "ready"})).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_nothing_stops_a_fresh_installation(settings: Settings) -> None:
    checks = doctor.run_checks(settings)
    assert [check for check in checks if check.ok is False] == []
    assert "Không có gì cần sửa." in format_checks(checks)


def test_looking_does_not_make_a_database(settings: Settings) -> None:
    doctor.run_checks(settings)
    assert not (settings.data_dir / "troly.db").exists()


def test_every_broken_thing_comes_with_a_remedy() -> None:
    text = format_checks([Check("Một", True, "tốt", "x"), Check("Hai", False, "hỏng", "sửa đi")])
    assert text.splitlines()[0] == "đạt  Một  tốt"
    assert text.splitlines()[2].strip() == "→ sửa đi"
    assert "Có 1 chỗ cần sửa." in text


def test_another_python_is_refused() -> None:
    assert doctor.check_python((3, 11)).ok
    assert doctor.check_python((3, 12)).ok is False


def test_a_pretended_day_is_told(settings: Settings) -> None:
    check = doctor.check_settings(dataclasses.replace(settings, today=date(2027, 1, 1)))
    assert (check.ok, "01/01/2027" in check.found) == (None, True)


def test_a_key_that_others_can_read_is_found(settings: Settings) -> None:
    assert doctor.check_secrets(settings).ok
    keys = settings.data_dir / "secrets" / "keys"
    keys.chmod(0o644)
    check = doctor.check_secrets(settings)
    assert check.ok is False
    assert check.mend == f"chmod 600 {keys}"


def test_a_full_disk_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "ROOM", 10**18)
    assert doctor.check_room(settings.data_dir / "not" / "yet").ok is False


def test_a_stale_model_is_to_be_trained_and_a_missing_one_trains_itself(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert doctor.check_model(dataclasses.replace(settings, models_dir=Path("/nowhere"))).ok is None
    monkeypatch.setattr(doctor, "model_state", lambda _: "stale")
    check = doctor.check_model(settings)
    assert (check.ok, "make train" in check.mend) == (False, True)


def database_with_a_message(settings: Settings, key: str) -> Database:
    """Make a database that holds one message, sealed with ``key``."""
    db = Database(settings.database_url)
    upgrade(db)
    with db.write() as connection:
        connection.execute(
            conversation.insert().values(id="c", channel="web", created_at=0, last_seen_at=0)
        )
        connection.execute(
            inbox.insert().values(
                turn_id="t", conversation_id="c", client_id="1", text=Cipher([key]).seal("chào"),
                state="done", attempts=1, received_at=0,
            )
        )  # fmt: skip
    return db


def test_a_database_that_fits_is_fine(settings: Settings) -> None:
    database_with_a_message(settings, settings.keys[0])
    assert doctor.check_database(settings.database_url, settings.keys).ok


def test_a_lost_key_is_found_before_a_citizen_finds_it(settings: Settings) -> None:
    database_with_a_message(settings, Fernet.generate_key().decode())
    check = doctor.check_database(settings.database_url, settings.keys)
    assert (check.ok, "TROLY_KEYS" in check.mend) == (False, True)


def test_a_database_without_our_tables_is_to_be_upgraded(settings: Settings) -> None:
    Database(settings.database_url).ping()
    check = doctor.check_database(settings.database_url, settings.keys)
    assert (check.ok, "db-upgrade" in check.mend) == (False, True)


@pytest.mark.parametrize(
    "url", ["postgresql://troly:geheim@127.0.0.1:9/troly", "no address", "mysql://x/y"]
)
def test_a_database_that_does_not_answer_is_told_without_its_password(url: str) -> None:
    check = doctor.check_database(url, [Fernet.generate_key().decode()])
    assert check.ok is False
    assert "geheim" not in check.found


def test_a_file_that_is_no_database_is_told(settings: Settings) -> None:
    (settings.data_dir / "troly.db").write_text("not a database, but long enough to look like one")
    assert doctor.check_database(settings.database_url, settings.keys).ok is False


def test_a_port_of_another_program_is_told_with_the_setting_to_change(
    settings: Settings, listener: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "LOOK_SECONDS", 0.05)
    check = doctor.check_gateway(dataclasses.replace(settings, gateway_port=listener))
    assert (check.ok, f"TROLY_PORT={listener + 1}" in check.mend) == (False, True)


def test_our_own_processes_on_the_ports_are_fine(settings: Settings, healthy: int) -> None:
    running = dataclasses.replace(
        settings, gateway_port=healthy, dialogue_url=f"http://127.0.0.1:{healthy}"
    )
    assert "đang chạy" in doctor.check_gateway(running).found
    assert "đang chạy" in doctor.check_dialogue(running).found


def test_a_dialogue_elsewhere_that_is_silent_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_health", lambda _: {})
    away = dataclasses.replace(settings, dialogue_url="http://dialogue.invalid:5005")
    check = doctor.check_dialogue(away)
    assert (check.ok, "TROLY_DIALOGUE_URL" in check.mend) == (False, True)


def test_the_token_of_an_official_account_is_looked_at(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("OA_ID", "APP_ID", "APP_SECRET", "OA_SECRET"):
        monkeypatch.setenv(f"TROLY_ZALO_{name}", "1")
    found = load_settings(tmp_path)
    db = Database(found.database_url)
    assert doctor.check_channels(found)[1].ok is None
    upgrade(db)
    store = tokens_of(db, Cipher(found.keys), "1")
    assert doctor.check_channels(found)[1].ok is False
    store.save("a", "b", time.time() + 90_000)
    assert doctor.check_channels(found)[1].ok is True
    seen = store.load()
    assert seen is not None
    store.take(seen)
    store.note(NEEDS_REAUTH)
    broken = doctor.check_channels(found)[1]
    assert broken.ok is False
    assert "25 giờ" in broken.found
    assert "troly zalo authorise" in broken.mend

"""Gateway and dialogue as real processes: start, stop, crash, and go on."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

import httpx
import pytest

from tests.model import trained_settings
from tests.process.conftest import WAIT, Installation, SlowActions, free_port

pytestmark = [pytest.mark.process, pytest.mark.rasa]


def open_session(http: httpx.Client) -> None:
    """Get a bearer token and keep it."""
    token = http.post("/api/session").json()["token"]
    http.headers["Authorization"] = f"Bearer {token}"


def send(http: httpx.Client, text: str, **more: str) -> str:
    """Post a message and return its turn id."""
    body = {"client_id": uuid.uuid4().hex, "text": text, **more}
    answer = http.post("/api/messages", json=body)
    assert answer.status_code == 202
    return str(answer.json()["turn_id"])


def replies(http: httpx.Client, after: int = 0) -> list[dict[str, object]]:
    """Wait until there are replies after an id."""
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        query = {"after": after, "wait": 20}
        found = http.get("/api/replies", params=query).json()["replies"]
        if found:
            return list(found)
    raise AssertionError("no reply came")


def test_one_command_runs_everything_and_ctrl_c_stops_it(installation: Installation) -> None:
    """The page is there while the model loads; what is typed meanwhile is answered."""
    system = installation.start("-m", "bot.cli", "run")
    with installation.http() as http:
        installation.wait_for_gateway(http)
        assert http.get("/health").json()["dialogue"] == "waking"
        assert "<html" in http.get("/").text
        open_session(http)
        send(http, "khai sinh cần giấy tờ gì")
        (reply, *_) = replies(http)
        assert "chứng sinh" in str(reply["text"])
        assert "Theo" in str(reply["small"])
    os.kill(system.pid, signal.SIGINT)
    said, _ = system.communicate(timeout=30)
    assert system.returncode == 0
    assert f"http://127.0.0.1:{installation.port}" in said
    assert "Traceback" not in said
    for port in (installation.port, installation.dialogue_port):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_nothing_is_left_behind_when_the_supervisor_is_killed(installation: Installation) -> None:
    system = installation.start("-m", "bot.cli", "run")
    with installation.http() as http:
        installation.wait_for_gateway(http)
        system.kill()
        system.wait()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                http.get("/health", timeout=1)
            except httpx.TransportError:
                return
    raise AssertionError("the gateway outlived its supervisor")


def test_a_taken_port_is_said_plainly(installation: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", installation.port))
        other.listen()
        system = installation.start("-m", "bot.cli", "run")
        said, _ = system.communicate(timeout=WAIT)
    assert system.returncode == 1
    assert f"Cổng {installation.port}" in said
    assert "TROLY_PORT" in said
    assert "Traceback" not in said


def test_a_dialogue_killed_in_the_middle_of_a_turn_answers_it_once_after_a_restart(
    installation: Installation, slow_actions: SlowActions, tmp_path: Path
) -> None:
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text(
        f"action_endpoint: {{url: '{slow_actions.url}'}}\n"
        "tracker_store: {type: bot.rasa.tracker_store.EncryptedTrackerStore}\n"
    )
    installation.environment["TROLY_ENDPOINTS"] = str(endpoints)
    installation.start("-m", "bot.gateway.serve")
    dialogue = installation.start("-m", "bot.rasa.serve")
    with installation.http() as http:
        installation.wait_for_gateway(http)
        open_session(http)
        turn = send(http, "khai sinh cần giấy tờ gì")
        assert slow_actions.called.wait(WAIT)
        dialogue.kill()
        dialogue.wait()
        installation.start("-m", "bot.rasa.serve")
        (first,) = replies(http)
        assert (first["turn_id"], first["text"]) == (turn, "dap")
        later = send(http, "khai tử cần gì")
        (second,) = replies(http, after=int(str(first["id"])))
        assert second["turn_id"] == later
        history = http.get("/api/history").json()["items"]
    assert [item["from"] for item in history] == ["user", "assistant", "user", "assistant"]
    assert slow_actions.calls == 3


def test_the_same_turn_brought_twice_runs_once(
    installation: Installation, slow_actions: SlowActions, tmp_path: Path
) -> None:
    slow_actions.calls = 1  # nothing hangs here
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text(
        f"action_endpoint: {{url: '{slow_actions.url}'}}\n"
        "tracker_store: {type: bot.rasa.tracker_store.EncryptedTrackerStore}\n"
    )
    installation.environment["TROLY_ENDPOINTS"] = str(endpoints)
    installation.environment["TROLY_GATEWAY_SECRET"] = secret = "a-secret-of-the-tests-0123"
    installation.start("-m", "bot.gateway.serve")
    installation.start("-m", "bot.rasa.serve")
    with installation.http() as http:
        installation.wait_for_gateway(http)
        open_session(http)
        turn = send(http, "khai sinh cần giấy tờ gì")
        (reply,) = replies(http)
        url = f"http://127.0.0.1:{installation.dialogue_port}/webhooks/gateway/turns"
        bearer = {"Authorization": f"Bearer {secret}"}
        again = http.post(url, json={"turn_id": turn}, headers=bearer)
        stranger = http.post(url, json={"turn_id": turn}, headers={"Authorization": "Bearer no"})
    assert again.json()["replies"] == [reply]
    assert stranger.status_code == 401
    assert slow_actions.calls == 2


def test_actions_run_on_a_standard_action_server_when_one_is_named(
    installation: Installation, tmp_path: Path
) -> None:
    port = free_port()
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text(
        f"action_endpoint: {{url: 'http://127.0.0.1:{port}/webhook'}}\n"
        "tracker_store: {type: bot.rasa.tracker_store.EncryptedTrackerStore}\n"
    )
    installation.environment["TROLY_ENDPOINTS"] = str(endpoints)
    server = installation.start("-m", "rasa_sdk", "--actions", "actions", "--port", str(port))
    installation.start("-m", "bot.gateway.serve")
    installation.start("-m", "bot.rasa.serve")
    with installation.http() as http:
        installation.wait_for_gateway(http)
        open_session(http)
        send(http, "khai sinh cần giấy tờ gì")
        (reply, *_) = replies(http)
        assert "chứng sinh" in str(reply["text"])
        assert reply["buttons"]
        server.kill()
        server.wait()
        send(http, "còn lệ phí?")
        (apology, *_) = replies(http, after=int(str(reply["id"])))
    assert apology["status"] == "failed"


STORIES = "nlu/evaluation/test_stories.yml"


@pytest.mark.parametrize(
    "command",
    [
        ["--version"],
        ["data", "validate"],
        ["train", "--out", "{out}"],
        ["test", "core", "--stories", STORIES, "--out", "{out}", "--fail-on-prediction-errors"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_rasa_commands_work_on_the_project(
    installation: Installation, command: list[str], tmp_path: Path
) -> None:
    words = [word.format(out=tmp_path) for word in command]
    done = installation.start("-W", "ignore", "-m", "bot.rasa.console", *words)
    said, _ = done.communicate(timeout=WAIT)
    assert done.returncode == 0, said[-2000:]


def test_rasa_run_serves_the_model_with_our_channel(installation: Installation) -> None:
    port = str(installation.dialogue_port)
    model = str(trained_settings().models_dir)
    installation.start("-m", "bot.rasa.console", "run", "-i", "127.0.0.1", "-p", port, "-m", model)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline:
            try:
                answer = http.get("/webhooks/gateway/health", timeout=2)
            except httpx.TransportError:
                continue
            assert answer.json()["status"] == "ready"
            return
    raise AssertionError("rasa run did not come up")


def test_rasa_shell_answers_with_our_actions(installation: Installation) -> None:
    """Buttons carry Rasa's own notation, and actions run without a server of their own."""
    model = installation.environment["TROLY_MODELS_DIR"]
    shell = subprocess.Popen(
        [sys.executable, "-m", "bot.rasa.console", "shell", "nlu", "-m", model],
        cwd=Path(__file__).parents[2], env=installation.environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    said, _ = shell.communicate("khai sinh can gi\n/stop\n", timeout=WAIT)
    parsed, _ = json.JSONDecoder().raw_decode(said[said.index("{\n") :])
    assert parsed["intent"]["name"] == "ask_procedure"

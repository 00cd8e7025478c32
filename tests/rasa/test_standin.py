"""Rasa runs without TensorFlow, and says so when a configuration needs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.rasa.tensorflow_standin import refuse_tensorflow_components
from bot.settings import ROOT

pytestmark = pytest.mark.rasa

SERVED = {"tensorflow", "tensorflow.keras", "tensorflow.keras.utils"}


def test_rasa_asks_the_stand_in_for_nothing_new() -> None:
    """An update of Rasa that starts to use more of TensorFlow is seen here."""
    script = (
        "from bot.rasa.runtime import prepare\n"
        "finder = prepare()\n"
        "import rasa.core.agent, rasa.core.run, rasa.server, rasa.model_training\n"
        "print(*sorted(finder.served))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert set(done.stdout.split()) == SERVED


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("pipeline: [{name: DIETClassifier}]", "DIETClassifier"),
        ("policies: [{name: TEDPolicy}]", "TEDPolicy"),
        (
            "pipeline: [{name: rasa.nlu.selectors.response_selector.ResponseSelector}]",
            "ResponseSelector",
        ),
    ],
)
def test_a_configuration_that_needs_tensorflow_is_refused_by_name(
    tmp_path: Path, line: str, named: str
) -> None:
    config = tmp_path / "config.yml"
    config.write_text(line)
    with pytest.raises(ConfigError, match=named):
        refuse_tensorflow_components(config)


def test_the_projects_own_configuration_is_accepted() -> None:
    refuse_tensorflow_components(ROOT / "config.yml")


def test_the_rasa_command_refuses_with_a_sentence_and_no_trace(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text("pipeline: [{name: DIETClassifier}]")
    command = [str(Path(sys.executable).with_name("rasa")), "train"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "DIETClassifier" in done.stderr
    assert "Traceback" not in done.stderr

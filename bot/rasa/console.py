"""The ``rasa`` command of this project: Rasa's own, made ready for this environment."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.errors import ConfigError
from bot.rasa import runtime
from bot.rasa.tensorflow_standin import refuse_tensorflow_components


def main() -> None:
    """Run Rasa's command line, after refusing what cannot work without TensorFlow."""
    runtime.prepare()
    try:
        refuse_tensorflow_components(_config_argument(sys.argv[1:]))
    except ConfigError as error:
        sys.exit(f"rasa: {error}")
    import rasa.shared.constants

    # This project's room for training data, where Rasa looks when nothing is said.
    if not Path("data").exists() and Path("nlu/data").exists():
        rasa.shared.constants.DEFAULT_DATA_PATH = "nlu/data"
    from rasa.__main__ import main as rasa_main

    rasa_main()


def _config_argument(arguments: list[str]) -> Path:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-c", "--config", nargs="+", default=["config.yml"])
    known, _ = parser.parse_known_args(arguments)
    return Path(known.config[0])


if __name__ == "__main__":
    main()

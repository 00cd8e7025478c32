"""Trains a model: ``python -m bot.rasa.train NAME``; called by :mod:`bot.training`."""

from __future__ import annotations

import logging
import sys

from bot import log
from bot.errors import ConfigError
from bot.rasa import runtime
from bot.rasa.tensorflow_standin import refuse_tensorflow_components
from bot.settings import load_settings


def main() -> None:
    """Train everything under the given name into the models folder."""
    settings = load_settings()
    log.configure("WARNING")
    config = settings.root / "config.yml"
    try:
        refuse_tensorflow_components(config)
    except ConfigError as error:
        sys.exit(str(error))
    runtime.prepare()
    from rasa.model_training import train

    from knowledge.store import load_knowledge
    from nlu.record_model import RecordModel, training_messages

    # Of the shipped knowledge: what a province adds is found by its names.
    records = RecordModel.train(load_knowledge(), training_messages())
    records.save(settings.models_dir, sys.argv[1])

    logging.getLogger("rasa").setLevel(logging.ERROR)
    result = train(
        domain=str(settings.root / "domain.yml"),
        config=str(config),
        training_files=[str(settings.root / "nlu" / "data")],
        output=str(settings.models_dir),
        fixed_model_name=sys.argv[1],
        force_training=True,
    )
    sys.exit(result.code)


if __name__ == "__main__":
    main()

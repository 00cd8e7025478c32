"""Trains a model: ``python -m bot.rasa.train NAME``; called by :mod:`bot.training`."""

from __future__ import annotations

import logging
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bot import log
from bot.errors import ConfigError
from bot.rasa import runtime
from bot.rasa.tensorflow_standin import refuse_tensorflow_components
from bot.settings import Settings, load_settings


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

    name = sys.argv[1]
    with ProcessPoolExecutor(max_workers=1) as beside:
        learnt = beside.submit(learn, settings.models_dir, name)
        code = _train_rasa(settings, config, name)
        learnt.result()
    sys.exit(code)


def learn(folder: Path, name: str) -> None:
    """Train what Rasa does not: which record and which aspects a message means."""
    from knowledge.store import load_knowledge
    from nlu.aspect_model import AspectModel, aspect_messages
    from nlu.record_model import RecordModel, training_messages

    # Of the shipped knowledge: what a province adds is found by its names.
    records = RecordModel.train(load_knowledge(), training_messages())
    records.save(folder, f"{name}-records")
    aspects = AspectModel.train([*training_messages(), *aspect_messages()])
    aspects.save(folder, f"{name}-aspects")


def _train_rasa(settings: Settings, config: Path, name: str) -> int:
    from rasa.model_training import train

    logging.getLogger("rasa").setLevel(logging.ERROR)
    result = train(
        domain=str(settings.root / "domain.yml"),
        config=str(config),
        training_files=[str(settings.root / "nlu" / "data")],
        output=str(settings.models_dir),
        fixed_model_name=name,
        force_training=True,
    )
    return int(result.code)


if __name__ == "__main__":
    main()

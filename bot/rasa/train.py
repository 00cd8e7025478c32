"""Trains a model: ``python -m bot.rasa.train NAME``; called by :mod:`bot.training`."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot import log
from bot.errors import ConfigError
from bot.rasa import runtime
from bot.rasa.tensorflow_standin import refuse_tensorflow_components
from bot.settings import Settings, load_settings
from knowledge.store import Knowledge, load_knowledge, use_folders


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
    use_folders(settings.knowledge_dir, settings.cache_dir, settings.models_dir)

    name = sys.argv[1]
    with ProcessPoolExecutor(max_workers=2) as beside:
        learnt = (
            beside.submit(learn_records, settings.models_dir, name, settings.knowledge_dir),
            beside.submit(learn_aspects, settings.models_dir, name),
        )
        code = _train_rasa(settings, config, name)
        for part in learnt:
            part.result()
    sys.exit(code)


def learn_records(folder: Path, name: str, province: Path) -> None:
    """Train which record a message means, which Rasa does not."""
    from nlu.record_model import RecordModel, training_messages

    messages = training_messages(province)
    records = RecordModel.train(taught(province, messages), messages)
    records.save(folder, f"{name}-records")


def learn_aspects(folder: Path, name: str) -> None:
    """Train which aspects a message asks for, which Rasa does not either."""
    from nlu.aspect_model import AspectModel, aspect_messages
    from nlu.record_model import training_messages

    aspects = AspectModel.train([*training_messages(), *aspect_messages()])
    aspects.save(folder, f"{name}-aspects")


def taught(province: Path, messages: Sequence[Mapping[str, Any]]) -> Knowledge:
    """Return the shipped knowledge with those of the province's records that have messages.

    The rest of what a province adds is found by its names.
    """
    shipped, whole = load_knowledge(), load_knowledge(province)
    taught = {str(message["record"]) for message in messages}
    added = {id: record for id, record in whole.procedures.items() if id in taught}
    return replace(shipped, procedures={**added, **shipped.procedures})


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

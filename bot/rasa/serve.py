"""Starts the dialogue: ``python -m bot.rasa.serve``.

A stock Rasa server with one input channel, on loopback. Its HTTP API stays
closed; everything goes through the gateway.
"""

from __future__ import annotations

import sys

from bot import log
from bot.errors import ConfigError, TrolyError
from bot.rasa import runtime
from bot.settings import Settings, load_settings
from bot.training import model_file
from knowledge.store import use_folders


def serve(settings: Settings) -> None:
    """Load the model and serve until told to stop.

    Raises:
        ConfigError: there is no model.
    """
    if not model_file(settings).exists():
        raise ConfigError("Chưa có mô hình. Chạy: make train")
    use_folders(settings.knowledge_dir, settings.cache_dir, settings.models_dir)
    runtime.prepare()
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    serve_application(
        model_path=str(model_file(settings)),
        interface="127.0.0.1",
        port=settings.dialogue_port,
        credentials=str(settings.root / "credentials.yml"),
        enable_api=False,
        endpoints=AvailableEndpoints.read_endpoints(str(settings.endpoints)),
    )


def main() -> None:
    """Run with the settings of the environment."""
    try:
        settings = load_settings()
        log.configure(settings.log_level)
        serve(settings)
    except TrolyError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

"""Starts the dialogue: ``python -m bot.rasa.serve``.

A stock Rasa server with one input channel, on loopback. Its HTTP API stays
closed; everything goes through the gateway.
"""

from __future__ import annotations

import sys
import warnings

from bot import log
from bot.errors import TrolyError
from bot.rasa import runtime
from bot.settings import Settings, load_settings


def serve(settings: Settings) -> None:
    """Load the newest model and serve until told to stop."""
    runtime.prepare()
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints

    # What Rasa's old libraries warn about, nobody who runs this can mend.
    warnings.simplefilter("ignore")
    serve_application(
        model_path=str(settings.models_dir),
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

"""Starts the gateway: ``python -m bot.gateway.serve``."""

from __future__ import annotations

import sys

import uvicorn

from bot import log
from bot.errors import TrolyError
from bot.gateway.app import create_app
from bot.settings import load_settings


def main() -> None:
    """Serve until told to stop."""
    try:
        settings = load_settings()
        log.configure(settings.log_level)
        app = create_app(settings)
    except TrolyError as error:
        sys.exit(str(error))
    uvicorn.run(
        app,
        host=settings.gateway_host,
        port=settings.gateway_port,
        log_config=None,
        access_log=False,
        ws="none",  # not used, and the websockets that Rasa pins is too old for uvicorn
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()

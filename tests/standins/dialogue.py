"""A dialogue without Rasa that repeats what it hears, as a process: ``python -m`` this."""

from __future__ import annotations

import uvicorn

from bot.settings import load_settings
from bot.storage.database import Database
from bot.storage.migrate import upgrade
from tests.gateway.conftest import EchoDialogue


def main() -> None:
    """Serve on the dialogue's port until told to stop."""
    settings = load_settings()
    upgrade(Database(settings.database_url))
    app = EchoDialogue(settings).app()
    uvicorn.run(app, host="127.0.0.1", port=settings.dialogue_port, log_config=None, ws="none")


if __name__ == "__main__":
    main()

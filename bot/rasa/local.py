"""The assistant without a server: the trained model in this process.

For the terminal, the evaluation and the tests. Conversations are kept in memory
only.
"""

from __future__ import annotations

import uuid

from bot.errors import ConfigError
from bot.messages import Command, Kind, Turn, TurnResult
from bot.rasa import runtime
from bot.settings import Settings
from bot.training import model_file
from knowledge.store import use_folders


class LocalAssistant:
    """Loads the model once and answers turns one by one.

    Raises:
        ConfigError: there is no trained model.
    """

    def __init__(self, settings: Settings) -> None:
        use_folders(settings.knowledge_dir, settings.cache_dir, settings.models_dir)
        runtime.prepare()
        from rasa.core.agent import Agent

        from bot.rasa.inprocess import InProcessActions

        if not model_file(settings).exists():
            raise ConfigError("Chưa có mô hình. Chạy: make train")
        self._agent = Agent.load(str(model_file(settings)), action_endpoint=InProcessActions())

    async def say(
        self,
        conversation: str,
        text: str,
        command: Command | None = None,
        kind: Kind = "text",
        picture: bytes = b"",
    ) -> TurnResult:
        """Answer what a person wrote or sent, or the button that was pressed."""
        from bot.rasa.conversation import converse

        turn = Turn(uuid.uuid4().hex, conversation, text, command, kind, picture)
        return await converse(self._agent.handle_message, self._agent.parse_message, turn)

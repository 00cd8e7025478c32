"""Rasa component: the last word on the intent, from classifier and evidence together."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.classifier import INTENT_RANKING
from nlu.components.evidence import EVIDENCE
from nlu.resolution import resolve_intent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class IntentResolver(GraphComponent):
    """Rewrites ``intent`` where the evidence says more than the classifier."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentResolver:
        """Make the component; it has no settings."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Settle the intents of messages in place."""
        for message in messages:
            ranking = [
                (entry["name"], entry["confidence"]) for entry in message.get(INTENT_RANKING) or []
            ]
            name, confidence = resolve_intent(ranking, message.get(EVIDENCE) or {})
            message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
        return messages

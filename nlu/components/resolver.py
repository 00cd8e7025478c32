"""Rasa component: the last word on the intent, from classifier and evidence together."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from nlu.components.base import PlainComponent
from nlu.components.classifier import INTENT_RANKING
from nlu.components.evidence import EVIDENCE
from nlu.resolution import resolve_intent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class IntentResolver(PlainComponent):
    """Rewrites ``intent`` where the evidence says more than the classifier."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Settle the intents of messages in place."""
        for message in messages:
            ranking = [
                (entry["name"], entry["confidence"]) for entry in message.get(INTENT_RANKING) or []
            ]
            name, confidence = resolve_intent(ranking, message.get(EVIDENCE) or {})
            message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
        return messages

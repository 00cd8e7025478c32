"""Rasa component: puts the normalised text on the message, in training and serving alike."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import PlainComponent
from nlu.text.normalize import normalize

NORMALIZED = "normalized"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class VietnameseNormalizer(PlainComponent):
    """Sets ``normalized``; what the person typed stays as it is in ``text``."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Normalise messages in place."""
        for message in messages:
            message.set(NORMALIZED, normalize(message.get(TEXT) or ""))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalise the examples, with the very same function."""
        self.process(training_data.training_examples)
        return training_data

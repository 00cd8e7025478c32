"""Rasa component: the intent classifier of :mod:`nlu.intent_model`."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.normalizer import NORMALIZED
from nlu.intent_model import IntentModel

INTENT_RANKING = "intent_ranking"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TwoViewIntentClassifier(GraphComponent):
    """Sets ``intent`` and ``intent_ranking``."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: ``c``, the inverse regularisation (> 0)."""
        return {"c": 20.0}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TwoViewIntentClassifier:
        """Make an untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the intent examples and keep the arrays in the model."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        self._model = IntentModel.train(
            [example.get(TEXT) for example in examples],
            [example.get(INTENT) for example in examples],
            c=self._config["c"],
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> TwoViewIntentClassifier:
        """Read the arrays from a trained model."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder))

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the intents of messages in place."""
        for message in messages:
            text = message.get(NORMALIZED)
            set_intents(message, self._model.rank(text) if self._model and text else [])
        return messages


def set_intents(message: Message, ranking: list[tuple[str, float]]) -> None:
    """Write a ranking the way Rasa's own classifiers do."""
    listed = [{"name": name, "confidence": share} for name, share in ranking]
    best = listed[0] if listed else {"name": None, "confidence": 0.0}
    message.set(INTENT, best, add_to_output=True)
    message.set(INTENT_RANKING, listed, add_to_output=True)

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

from knowledge.store import store
from nlu.components.normalizer import NORMALIZED
from nlu.intent_model import IntentModel
from nlu.record_model import training_messages

INTENT_RANKING = "intent_ranking"
ONE_MESSAGE_IN = 3
"""Messages that teach records are many: all of them would make everything a question.
Those that a province's reviewers added are few, and are there because they were not understood."""


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
        """Return the settings.

        ``c`` is the inverse regularisation (> 0); ``messages`` the intent of the
        messages that teach which record is meant, which are examples too, or "".
        """
        return {"c": 3.0, "messages": ""}

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
        examples = [(e.get(TEXT), e.get(INTENT)) for e in training_data.intent_examples]
        if self._config["messages"]:
            shipped = training_messages()
            own = training_messages(store().province)[len(shipped) :]
            some = [*shipped[::ONE_MESSAGE_IN], *own]
            examples += [(m["text"], self._config["messages"]) for m in some]
        told = [(text, intent) for text, intent in examples if text]
        texts, intents = [text for text, _ in told], [intent for _, intent in told]
        self._model = IntentModel.train(texts, intents, c=self._config["c"])
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

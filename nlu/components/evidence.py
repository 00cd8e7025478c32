"""Rasa component: which procedures, aspects and codes a message names.

Thin: the rules are in :mod:`nlu.evidence`, retrieval is :mod:`knowledge.search`.
The index is built when a model is loaded, so a new procedure needs no training.
"""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from knowledge.store import knowledge
from nlu.components.base import PlainComponent
from nlu.evidence import gather
from nlu.retrieval import procedure_index

EVIDENCE = "evidence"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EvidenceGatherer(PlainComponent):
    """Sets ``evidence``; it is part of the parse result, for the actions to read."""

    def __init__(self) -> None:
        self._index = procedure_index(knowledge())

    def process(self, messages: list[Message]) -> list[Message]:
        """Gather the evidence of messages in place."""
        for message in messages:
            found = gather(message.get(TEXT) or "", self._index.search)
            message.set(EVIDENCE, found, add_to_output=True)
        return messages

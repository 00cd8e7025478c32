"""Rasa component: which procedures, aspects and codes a message names.

Thin: the rules are in :mod:`nlu.evidence`, retrieval is :mod:`knowledge.search`.
The index is that of the knowledge in use, so a new procedure needs no training, and
knowledge that is replaced while the assistant runs is searched at the next turn.
"""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from knowledge.store import knowledge
from nlu.components.base import PlainComponent
from nlu.evidence import gather
from nlu.retrieval import finders

EVIDENCE = "evidence"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EvidenceGatherer(PlainComponent):
    """Sets ``evidence``; it is part of the parse result, for the actions to read."""

    def __init__(self) -> None:
        finders(knowledge())

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Gather the evidence of messages in place, in the light of the talk that goes on."""
        find = finders(knowledge())
        talk = find.talk(str(tracker.get_slot("procedure")))
        for message in messages:
            text = message.get(TEXT) or ""
            found = gather(text, find.procedures.search, find.places.find, find.aspects, talk)
            message.set(EVIDENCE, found, add_to_output=True)
        return messages

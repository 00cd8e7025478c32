"""The trained model of the project, made when it is missing or stale."""

from __future__ import annotations

import functools

from bot.settings import Settings, load_settings
from bot.training import model_state, train


@functools.cache
def trained_settings() -> Settings:
    """Return settings whose model is fresh; training takes about a minute."""
    settings = load_settings()
    if model_state(settings) != "fresh":
        train(settings)
    return settings

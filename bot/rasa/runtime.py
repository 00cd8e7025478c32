"""Prepares this process for Rasa; import it before anything of ``rasa``.

Rasa sends nothing home, finds TensorFlow's stand-in, and runs our actions in
its own process unless ``endpoints.yml`` names an action server.
"""

from __future__ import annotations

import functools
import os
import warnings

import structlog

from bot import log
from bot.rasa import tensorflow_standin
from bot.settings import ROOT

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("MPLCONFIGDIR", str(ROOT / "var" / "matplotlib"))
# SQLAlchemy 1.4 is what Rasa pins; its advice about 2.0 is no news to anybody here.
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


@functools.cache
def prepare() -> tensorflow_standin.StandInFinder | None:
    """Put everything in place, once; returns the stand-in, if it is used."""
    if not structlog.is_configured():
        log.configure()
    finder = tensorflow_standin.install()
    # What Rasa's old libraries warn about, nobody who runs this can mend. Some of
    # them change the filters while they are imported, so the warnings are caught.
    with warnings.catch_warnings(record=True):
        import rasa.core.agent
        import rasa.core.run  # noqa: F401

        from bot.rasa import inprocess
    warnings.simplefilter("ignore")
    inprocess.install()
    return finder

"""Logging for every process; set up before Rasa is imported.

Rasa would otherwise print each citizen's message as soon as debugging is on.
Nothing of ours logs a text; events carry ids, counts and durations only.
"""

from __future__ import annotations

import logging
import sys
import warnings

import structlog

_PERSONAL = frozenset(
    {
        "text", "user_text", "response_text", "message", "response", "parse_data_text",
        "parse_data_entities", "slot_values", "tracker_latest_message", "prefilled_slots",
        "slot_candidates", "rasa_event", "rasa_events", "prediction_events", "tracker_states",
        "current_states", "old_states", "states", "entity", "token_text", "user_message",
        "json_message", "event_info",
    }
)  # fmt: skip


def hide_personal(
    _: object, __: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    """Replace every value that may hold what a citizen wrote."""
    for key in _PERSONAL & event.keys():
        event[key] = "(ẩn)"
    return event


def configure(level: str = "WARNING") -> None:
    """Send all log lines, of ours and of libraries, to standard error.

    Args:
        level: name of the lowest level that is shown.
    """
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s", stream=sys.stderr, force=True)
    logging.getLogger().setLevel(level)
    # These write addresses and payloads at INFO and below.
    for noisy in ("httpx", "httpcore", "asyncio", "apscheduler", "sanic.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    for name in ("rasa", "sanic", "matplotlib"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    structlog.configure(
        processors=[
            hide_personal,
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(colors=False)
            if sys.stderr.isatty()
            else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    warnings.filterwarnings("ignore", category=FutureWarning)

"""Speaks answers: from the cache, by the online voice, or by the offline one.

Whatever goes wrong, the text was there before: a voice is an extra and never an error.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import structlog

from bot.errors import UpstreamError
from bot.privacy.redact import redact
from bot.speech.encode import Audio, Codec, from_mp3, from_samples
from bot.speech.espeak import Espeak, offline_voice
from bot.speech.google import GoogleVoice
from bot.speech.spoken import spoken

WORDS_PER_MINUTE = 140
SLOW = 100
MOST_WORDS = 90
"""Of one part, about forty seconds: the first is heard while the next is made."""
MOST_PARTS = 5
MORE = "Phần còn lại xem trong tin nhắn."
REST_SECONDS = 600.0
"""After a failure the online voice is left alone for so long."""
MOST_KEPT = 500
VERSION = "2"
"""Part of the cache's names: another one whenever the same text would sound otherwise."""

log = structlog.get_logger(__name__)


class Speaker:
    """Turns texts into recordings; for use in threads.

    Args:
        folder: where recordings are kept, by a hash of what they say.
        online: the online voice, or ``None`` to speak offline only.
        offline: returns the offline voice, if it is installed.
    """

    def __init__(
        self,
        folder: Path,
        online: GoogleVoice | None,
        offline: Callable[[], Espeak | None] = offline_voice,
    ) -> None:
        self._folder = folder
        self._online = online
        self._offline = offline
        self._rest_until = 0.0

    @property
    def can_speak(self) -> bool:
        """Whether there is any voice."""
        return self._online is not None or self._offline() is not None

    def speak(self, text: str, codec: Codec, *, slow: bool = False, part: int = 0) -> Audio | None:
        """Return a part of a text as it is heard, or ``None`` if there is no voice for it.

        Args:
            text: an answer with its markup.
            codec: what the listener's app plays.
            slow: for who asked to hear it slower.
            part: 0 .. ``parts(text) - 1``.
        """
        parts = in_parts(spoken(text))
        if part >= len(parts):
            return None
        said = parts[part]
        path = self._path(said, codec, slow=slow)
        audio = _read(path)
        if audio is None:
            # What is spoken of a number may be little, but the number was there.
            plain = " ".join(text.split())
            personal = redact(plain) != plain
            audio = self._make(said, codec, slow=slow, personal=personal)
            if audio is not None:
                self._keep(path, audio)
        return audio

    def _make(self, said: str, codec: Codec, *, slow: bool, personal: bool) -> Audio | None:
        if self._online is not None and not personal and time.monotonic() >= self._rest_until:
            try:
                return from_mp3(self._online.say(said, slow=slow), codec)
            except (UpstreamError, ValueError) as error:
                self._rest_until = time.monotonic() + REST_SECONDS
                log.warning("speech.online", error=str(error))
        voice = self._offline()
        if voice is None:
            return None
        samples = voice.say(said, SLOW if slow else WORDS_PER_MINUTE)
        return from_samples(samples, voice.hertz, codec) if samples else None

    def _path(self, said: str, codec: Codec, *, slow: bool) -> Path:
        kind = "google" if self._online is not None else "espeak"
        key = hashlib.sha256(f"{VERSION}:{kind}:{slow}:{said}".encode()).hexdigest()
        return self._folder / f"{key}.{codec}"

    def _keep(self, path: Path, audio: Audio) -> None:
        """Keep a recording, whole or not at all, and let the oldest go."""
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_bytes(audio.data)
        draft.replace(path)
        kept = sorted(self._folder.glob("*.*"), key=lambda file: file.stat().st_mtime)
        for file in kept[:-MOST_KEPT]:
            file.unlink(missing_ok=True)


def parts(text: str) -> int:
    """Return in how many parts an answer is spoken; 0 if there is nothing to say."""
    return len(in_parts(spoken(text)))


def in_parts(said: str) -> list[str]:
    """Return what is said in parts of at most :data:`MOST_WORDS` words, at ends of sentences.

    The last of :data:`MOST_PARTS` says where the rest can be read.
    """
    words = said.split()
    found: list[str] = []
    while words and len(found) < MOST_PARTS:
        kept = words[:MOST_WORDS]
        ends = [n for n, word in enumerate(kept, start=1) if word[-1] in ".!?"]
        cut = len(kept) if len(words) <= MOST_WORDS or not ends else ends[-1]
        found.append(" ".join(words[:cut]))
        words = words[cut:]
    if words:
        found[-1] = f"{found[-1]} {MORE}"
    return found


def _read(path: Path) -> Audio | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    path.touch()
    return Audio(data, "audio/ogg" if path.suffix == ".opus" else "audio/aac", 0.0)

"""The offline voice: espeak-ng with its southern Vietnamese voice, called in this process.

It comes with the optional package ``espeakng-loader``; espeak-ng is GPL-3.0-or-later. The
engine is one for the whole process and not safe for threads, so it speaks under a lock.
Functions and constants: espeak-ng's ``speak_lib.h``.
"""

from __future__ import annotations

import ctypes
import functools
import threading
from pathlib import Path
from typing import Any

VOICE = b"vi-vn-x-south"
SYNCHRONOUS = 2
BUFFER_MS = 500
RATE = 1
UTF8 = 1
_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)
_lock = threading.Lock()


class Espeak:
    """Says text.

    Raises:
        ImportError: the optional package is not installed.
        OSError: its library cannot be loaded.
    """

    def __init__(self) -> None:
        import espeakng_loader

        self._library: Any = ctypes.CDLL(espeakng_loader.get_library_path())
        folder = Path(espeakng_loader.get_data_path()).parent
        self.hertz = int(
            self._library.espeak_Initialize(SYNCHRONOUS, BUFFER_MS, str(folder).encode(), 0)
        )
        if self.hertz <= 0 or self._library.espeak_SetVoiceByName(VOICE) != 0:
            raise OSError("espeak-ng: no Vietnamese voice")

    def say(self, text: str, words_per_minute: int) -> bytes:
        """Return the sound of a text: 16-bit samples, one channel, :attr:`hertz` a second.

        Args:
            text: what :func:`bot.speech.spoken.spoken` returned.
            words_per_minute: 80 to 300; 140 suits old ears.
        """
        samples = bytearray()

        def collect(wave: Any, count: int, _: Any) -> int:
            if wave and count > 0:
                samples.extend(ctypes.string_at(wave, count * 2))
            return 0

        callback = _CALLBACK(collect)
        said = text.encode("utf-8") + b"\0"
        with _lock:
            self._library.espeak_SetSynthCallback(callback)
            self._library.espeak_SetParameter(RATE, words_per_minute, 0)
            self._library.espeak_Synth(said, len(said), 0, 0, 0, UTF8, None, None)
            self._library.espeak_Synchronize()
        return bytes(samples)


@functools.cache
def offline_voice() -> Espeak | None:
    """Return the engine of this process, or ``None`` where it is not installed."""
    try:
        return Espeak()
    except (ImportError, OSError):
        return None

"""The online voice: gTTS prepares what Google's translator is asked, our client asks.

The package itself sends with certificate verification switched off and without a time
limit; its request bodies go through a client that verifies and gives up. Texts leave the
country, so nothing personal may be in them (:mod:`bot.speech.speaker` sees to that).
"""

from __future__ import annotations

import base64
import re

import httpx
from gtts import gTTS

from bot.errors import UpstreamError

PATH = "/_/TranslateWebserverUi/data/batchexecute"
API = "https://translate.google.com"
CONNECT_SECONDS = 3.0
READ_SECONDS = 8.0
MOST_BYTES = 4_000_000
_AUDIO = re.compile(r'jQ1olc","\[\\"([A-Za-z0-9+/=]+)\\"\]')


class GoogleVoice:
    """Says text by Google's translator; for use in a thread.

    Args:
        api: its address.
    """

    def __init__(self, api: str = API) -> None:
        timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        self._client = httpx.Client(base_url=api, timeout=timeout, trust_env=False)

    def say(self, text: str, *, slow: bool = False) -> list[bytes]:
        """Return a text as MP3 recordings, in order; all of them or none.

        Raises:
            UpstreamError: it cannot be reached, refuses, or gives no sound.
        """
        bodies = gTTS(text, lang="vi", slow=slow, lang_check=False).get_bodies()
        return [self._part(body) for body in bodies]

    def _part(self, body: str) -> bytes:
        try:
            response = self._client.post(PATH, content=body, headers=gTTS.GOOGLE_TTS_HEADERS)
        except httpx.HTTPError as error:
            raise UpstreamError(type(error).__name__, retryable=True) from error
        if response.status_code != httpx.codes.OK or len(response.content) > MOST_BYTES:
            raise UpstreamError(f"HTTP {response.status_code}", retryable=True)
        found = _AUDIO.search(response.text)
        if found is None:
            raise UpstreamError("no sound", retryable=True)
        return base64.b64decode(found[1])

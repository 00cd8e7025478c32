"""Answers as sound, for channels: as a recording, or as an address that plays one.

An address carries a sealed ticket with the number of the reply instead of the number
itself, so that nobody can go through them, and stops working after a week.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import quote

from bot.privacy.crypto import Cipher
from bot.speech.encode import Audio, Codec
from bot.speech.speaker import Speaker, parts

TICKET_SECONDS = 7 * 86_400.0
PAGE = "/nghe"
SOUND = "/audio"


class Aloud:
    """Reads replies aloud.

    Args:
        speaker: makes recordings.
        cipher: seals tickets.
        public: our address as seen from outside, without a slash at its end; may be "".
    """

    def __init__(self, speaker: Speaker, cipher: Cipher, public: str) -> None:
        self._speaker = speaker
        self._cipher = cipher
        self._public = public

    async def recordings(
        self, text: str, codec: Codec, *, slow: bool = False
    ) -> AsyncIterator[Audio]:
        """Give a text as it is heard, part by part; nothing if there is no voice for it."""
        for part in range(parts(text)):
            made = await asyncio.to_thread(self._speaker.speak, text, codec, slow=slow, part=part)
            if made is None:
                return
            yield made

    async def aac(self, text: str, *, slow: bool = False) -> bytes:
        """Return a whole text as AAC, whose parts may simply follow one another."""
        return b"".join([made.data async for made in self.recordings(text, "aac", slow=slow)])

    def page(self, reply: int) -> str:
        """Return the address of a page that plays a reply; "" if there can be none."""
        return self._address(PAGE, reply, "", slow=False)

    def sound(self, reply: int, *, slow: bool = False) -> str:
        """Return the address of a reply as an AAC file; "" if there can be none."""
        return self._address(SOUND, reply, ".aac", slow=slow)

    def _address(self, path: str, reply: int, ending: str, *, slow: bool) -> str:
        if not self._public or not self._speaker.can_speak:
            return ""
        ticket = self._cipher.ticket(f"{reply}{':slow' if slow else ''}")
        return f"{self._public}{path}/{quote(ticket)}{ending}"

    def of_ticket(self, ticket: str) -> tuple[int, bool]:
        """Return the number of the reply that a ticket opens (0: none), and if slowly."""
        said = self._cipher.of_ticket(ticket, TICKET_SECONDS) or ""
        number, _, pace = said.partition(":")
        return (int(number) if number.isdecimal() else 0), pace == "slow"

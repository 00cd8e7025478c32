"""A stand-in for the translator that gTTS asks for sound, to be served on loopback."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import av
import numpy as np
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.speech.google import PATH


@dataclass
class GoogleVoiceStandin:
    """Answers every request with half a second of a tone; ``status`` makes it fail.

    ``asked`` are the texts that it was to say.
    """

    status: int = 200
    silent: bool = False
    asked: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        """Return the application to serve."""
        return Starlette(
            routes=[
                Route("/health", lambda _: PlainTextResponse("")),
                Route(PATH, self._say, methods=["POST"]),
            ]
        )

    async def _say(self, request: Request) -> Response:
        form = parse_qs((await request.body()).decode())
        self.asked.append(json.loads(json.loads(form["f.req"][0])[0][0][1])[0])
        if self.status != 200:
            return PlainTextResponse("no", self.status)
        sound = "" if self.silent else f'\\"{base64.b64encode(tone()).decode()}\\"'
        return PlainTextResponse(f')]}}\'\n\n[["wrb.fr","jQ1olc","[{sound}]",null]]\n')


def tone(seconds: float = 0.5, hertz: int = 24_000) -> bytes:
    """Return a tone as MP3."""
    wave = np.sin(np.arange(int(seconds * hertz)) * 2 * np.pi * 440 / hertz)
    samples = (wave * 12_000).astype(np.int16).reshape(1, -1)
    target = io.BytesIO()
    output: Any
    with av.open(target, "w", format="mp3") as output:
        stream = output.add_stream("libmp3lame", rate=hertz, layout="mono")
        resampler = av.AudioResampler(stream.format, "mono", hertz, frame_size=stream.frame_size)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = hertz
        for piece in (*resampler.resample(frame), *resampler.resample(None)):
            output.mux(stream.encode(piece))
        output.mux(stream.encode(None))
    return target.getvalue()

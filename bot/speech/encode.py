"""Turns sound into what messaging apps and browsers play."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import av

Codec = Literal["opus", "aac"]
_FORMS: dict[Codec, tuple[str, str, int, str]] = {
    "opus": ("ogg", "libopus", 48_000, "audio/ogg"),
    "aac": ("adts", "aac", 44_100, "audio/aac"),
}
BITS_PER_SECOND: dict[Codec, int] = {"opus": 24_000, "aac": 32_000}


@dataclass(frozen=True)
class Audio:
    """A finished recording; ``seconds`` is how long it is."""

    data: bytes
    mime: str
    seconds: float


def from_samples(samples: bytes, hertz: int, codec: Codec) -> Audio:
    """Encode 16-bit samples of one channel, ``hertz`` a second."""
    frame = av.AudioFrame(format="s16", layout="mono", samples=len(samples) // 2)
    frame.planes[0].update(samples.ljust(frame.planes[0].buffer_size, b"\0"))
    frame.sample_rate = hertz
    return _encode([frame], codec)


def from_mp3(recordings: Iterable[bytes], codec: Codec) -> Audio:
    """Encode MP3 recordings, one after the other.

    Raises:
        ValueError: one of them cannot be read.
    """
    try:
        return _encode(_decoded(recordings), codec)
    except av.error.FFmpegError as error:
        raise ValueError(f"no MP3: {error}") from error


def _decoded(recordings: Iterable[bytes]) -> Iterator[Any]:
    for recording in recordings:
        source: Any
        with av.open(io.BytesIO(recording), format="mp3") as source:
            for frame in source.decode(audio=0):
                frame.pts = None
                yield frame


def _encode(frames: Iterable[Any], codec: Codec) -> Audio:
    container, name, hertz, mime = _FORMS[codec]
    target = io.BytesIO()
    count = 0
    output: Any
    with av.open(target, "w", format=container) as output:
        stream: Any = output.add_stream(name, rate=hertz, layout="mono")
        stream.bit_rate = BITS_PER_SECOND[codec]
        resampler = av.AudioResampler(stream.format, "mono", hertz, frame_size=stream.frame_size)
        for frame in (*frames, None):
            for piece in resampler.resample(frame):
                count += piece.samples
                output.mux(stream.encode(piece))
        output.mux(stream.encode(None))
    return Audio(target.getvalue(), mime, count / hertz)

"""Answers become sound that can be heard; what is personal never leaves the house."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from bot.speech.encode import Audio, Codec, from_mp3
from bot.speech.espeak import offline_voice
from bot.speech.google import GoogleVoice
from bot.speech.speaker import MORE, MOST_PARTS, MOST_WORDS, Speaker, in_parts, parts
from tests.gateway.conftest import served
from tests.standins.google_voice import GoogleVoiceStandin

ANSWER = "**Lệ phí** làm khai sinh: 8.000đ.\n• Miễn phí nếu đúng hạn (60 ngày).\n• Nộp ở UBND xã."


@pytest.fixture
def google() -> Iterator[tuple[GoogleVoiceStandin, GoogleVoice]]:
    """A running stand-in for the online voice, and the voice that asks it."""
    standin = GoogleVoiceStandin()
    with served(standin.app()) as address:
        yield standin, GoogleVoice(address)


def heard(audio: Audio | None) -> tuple[float, float]:
    """Return the length in seconds and the loudness (root mean square, 0..1) of a recording."""
    assert audio is not None
    source: Any
    with av.open(io.BytesIO(audio.data)) as source:
        frames = [frame.to_ndarray().astype(float).ravel() for frame in source.decode(audio=0)]
        rate = source.streams.audio[0].rate
    wave = np.concatenate(frames)
    wave = wave / 32_768 if np.abs(wave).max() > 4 else wave
    return len(wave) / rate, float(np.sqrt((wave**2).mean()))


@pytest.mark.parametrize(("codec", "start"), [("opus", b"OggS"), ("aac", b"\xff\xf1")])
def test_an_answer_is_spoken_offline_and_can_be_heard(
    tmp_path: Path, codec: Codec, start: bytes
) -> None:
    audio = Speaker(tmp_path, None).speak(ANSWER, codec)
    seconds, loudness = heard(audio)
    assert audio is not None
    assert audio.data.startswith(start)
    assert 5 < seconds < 20
    assert loudness > 0.01


def test_slowly_takes_longer(tmp_path: Path) -> None:
    speaker = Speaker(tmp_path, None)
    usual, _ = heard(speaker.speak(ANSWER, "opus"))
    slow, _ = heard(speaker.speak(ANSWER, "opus", slow=True))
    assert slow > usual * 1.15


def test_the_same_answer_is_made_once(tmp_path: Path) -> None:
    first = Speaker(tmp_path, None).speak(ANSWER, "opus")
    again = Speaker(tmp_path, None, offline=lambda: None).speak(ANSWER, "opus")
    assert first is not None
    assert again is not None
    assert again.data == first.data


def test_the_online_voice_comes_first(
    tmp_path: Path, google: tuple[GoogleVoiceStandin, GoogleVoice]
) -> None:
    standin, voice = google
    seconds, loudness = heard(Speaker(tmp_path, voice).speak(ANSWER, "opus"))
    assert seconds == pytest.approx(0.5 * len(standin.asked), abs=0.2 * len(standin.asked))
    assert loudness > 0.05
    assert any("Ủy ban nhân dân" in asked for asked in standin.asked)


@pytest.mark.parametrize("text", ["Gọi anh Nam số 0900000001 nhé.", "Số thẻ 079201001234 đã nhận."])
def test_what_is_personal_is_never_sent_away(
    tmp_path: Path, google: tuple[GoogleVoiceStandin, GoogleVoice], text: str
) -> None:
    standin, voice = google
    assert Speaker(tmp_path, voice).speak(text, "opus") is not None
    assert standin.asked == []


@pytest.mark.parametrize(("status", "silent"), [(429, False), (503, False), (200, True)])
def test_when_the_online_voice_fails_the_other_speaks_and_it_is_left_alone(
    tmp_path: Path,
    google: tuple[GoogleVoiceStandin, GoogleVoice],
    status: int,
    silent: bool,
) -> None:
    standin, voice = google
    standin.status, standin.silent = status, silent
    speaker = Speaker(tmp_path, voice)
    assert heard(speaker.speak(ANSWER, "opus"))[0] > 3
    speaker.speak("Còn câu khác nữa thì sao?", "opus")
    assert len(standin.asked) == 1


def test_without_any_voice_there_is_no_sound_and_no_error(tmp_path: Path) -> None:
    speaker = Speaker(tmp_path, GoogleVoice("http://127.0.0.1:9"), offline=lambda: None)
    assert speaker.speak(ANSWER, "opus") is None
    assert Speaker(tmp_path, None).speak("🙂", "opus") is None


def test_what_is_no_recording_is_said_to_be_none() -> None:
    with pytest.raises(ValueError, match="no MP3"):
        from_mp3([b"<html>"], "opus")


def test_a_long_answer_is_spoken_in_parts_that_end_with_sentences() -> None:
    said = in_parts("Nộp ở xã. " * 60)
    assert [len(part.split()) for part in said] == [90, 90]
    assert all(part.endswith("xã.") for part in said)
    assert in_parts("Ngắn thôi.") == ["Ngắn thôi."]
    assert in_parts("") == []


def test_a_very_long_answer_says_where_the_rest_is() -> None:
    said = in_parts("Nộp ở xã. " * 600)
    assert len(said) == MOST_PARTS
    assert said[-1].endswith(f"xã. {MORE}")
    assert in_parts("từ " * 200)[0].split() == ["từ"] * MOST_WORDS


def test_every_part_can_be_heard(tmp_path: Path) -> None:
    text = "Nộp hồ sơ ở xã, phường nơi đang ở. " * 15
    speaker = Speaker(tmp_path, None)
    lengths = [heard(speaker.speak(text, "opus", part=part))[0] for part in range(parts(text))]
    assert len(lengths) == 2
    assert min(lengths) > 5
    assert speaker.speak(text, "opus", part=2) is None


def test_the_offline_voice_is_southern_vietnamese() -> None:
    voice = offline_voice()
    assert voice is not None
    assert voice.hertz == 22_050

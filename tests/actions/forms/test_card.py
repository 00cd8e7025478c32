"""Photos of identity cards: the code is read here, shown masked, and asked about."""

from __future__ import annotations

import io
import random

import pytest
import segno
from PIL import Image, ImageFilter

from actions.forms.card import Card, parse_card, read_card
from bot.errors import UserError
from tests.actions.forms.conftest import Person

TEXT = "072190001234|280123456|NGUYỄN THỊ MẪU|05031990|Nữ|Ấp 1, Xã Tân Lân, Tây Ninh|15082021"
CARD = Card("072190001234", "Nguyễn Thị Mẫu", "1990-03-05", "Nữ", "Ấp 1, Xã Tân Lân, Tây Ninh")


def photo(text: str = TEXT, *, angle: float = 0, blur: float = 0, kind: str = "JPEG") -> bytes:
    """Return a picture of a made-up card lying on a table."""
    code = io.BytesIO()
    segno.make(text, error="m").save(code, kind="png", scale=5, border=4)
    table = Image.new("RGB", (1600, 1100), (120, 100, 80))
    card = Image.new("RGB", (1000, 630), (225, 235, 230))
    card.paste(Image.open(code).convert("RGB"), (700, 40))
    table.paste(card, (280, 230))
    made = table.rotate(angle, fillcolor=(120, 100, 80)).filter(ImageFilter.GaussianBlur(blur))
    held = io.BytesIO()
    made.save(held, kind, quality=80)
    return held.getvalue()


@pytest.mark.parametrize("angle", [0, 7, 90, 180, 263])
def test_the_code_of_a_card_is_read_however_it_lies(angle: float) -> None:
    assert read_card(photo(angle=angle)) == CARD


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_usual_kinds_of_pictures_are_read(kind: str) -> None:
    assert read_card(photo(kind=kind)) == CARD


def test_cards_without_an_old_number_and_with_more_fields_are_read() -> None:
    assert parse_card(TEXT.replace("|280123456|", "||") + "|thêm|nữa") == CARD


@pytest.mark.parametrize(
    "text",
    ["https://example.com", "", "DN4797912345678|4e677579|1|2|3|4|5", "12345|x|y|z|a|b|c",
     "072190001234|chỉ|có|bốn"],
)  # fmt: skip
def test_any_other_code_is_no_card(text: str) -> None:
    assert parse_card(text) is None


def test_a_blurred_photo_gives_nothing() -> None:
    assert read_card(photo(blur=12)) is None


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b"\xff\xd8\xff\xe0 cut off", random.Random(1).randbytes(4000)]
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(UserError) as error:
        read_card(data)
    assert error.value.code == "no_picture"


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_opened() -> None:
    held = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(held, "PNG")
    with pytest.raises(UserError) as error:
        read_card(held.getvalue())
    assert error.value.code == "too_large"


def test_what_is_on_the_card_is_shown_masked_and_taken_with_one_yes(person: Person) -> None:
    person.start("tam_tru").say("ok")
    person.last = person.talk.photo(photo())
    assert "Nguyễn Thị Mẫu" in person.text
    assert "072190001234" not in person.text
    assert person.answers == {}
    person.say("đúng")
    assert person.answers["declarant_full_name"] == "Nguyễn Thị Mẫu"
    assert person.answers["declarant_dob"] == "1990-03-05"
    assert person.answers["declarant_id_number"] == "072190001234"
    assert "Số điện thoại" in person.text


def test_what_was_read_wrongly_is_let_go(person: Person) -> None:
    person.start("tam_tru").say("ok")
    person.last = person.talk.photo(photo())
    person.press("Không đúng")
    assert person.answers == {}
    assert "Mục 1/" in person.text


def test_who_writes_instead_of_answering_has_answered_the_field(person: Person) -> None:
    person.start("tam_tru").say("ok")
    person.last = person.talk.photo(photo())
    person.say("Lê Văn Mẫu")
    assert person.answers == {"declarant_full_name": "Lê Văn Mẫu"}


def test_a_photo_that_cannot_be_read_gets_advice_and_the_question(person: Person) -> None:
    person.start("tam_tru").say("ok")
    for data, said in (
        (photo(blur=12), "đủ sáng"),
        (b"no picture", "không phải hình"),
        (b"", "tải"),
    ):
        person.last = person.talk.photo(data)
        assert said in person.text
        assert "Mục 1/" in person.text


def test_a_card_is_not_taken_for_a_baby(person: Person) -> None:
    person.start("khai_sinh").say("ok", "Trần Thị Mỹ Linh", "12/4/1999", "072199001234", "mẹ")
    person.last = person.talk.photo(photo())
    assert "không lấy từ thẻ" in person.text

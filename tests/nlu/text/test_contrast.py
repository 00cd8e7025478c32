"""Who says what is not meant is believed; who only says "không" is not misread."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlu.text.contrast import split_contrast
from nlu.text.fold import fold
from nlu.text.normalize import normalize

CONTRASTS = [
    ("không phải tạm trú, thường trú kìa", "thường trú", "tạm trú"),
    ("không phải khai sinh mà là khai tử", "khai tử", "khai sinh"),
    ("không phải khai sinh mà khai tử", "khai tử", "khai sinh"),
    ("không phải bằng ô tô. Bằng xe máy", "bằng xe máy", "bằng ô tô"),
    ("đâu phải tạm trú đâu, thường trú chớ", "thường trú", "tạm trú"),
    ("hông phải cấp lại đâu, đổi bằng lái", "đổi bằng lái", "cấp lại"),
    ("ko phải tạm trú, thường trú cơ", "thường trú", "tạm trú"),
    ("not tạm trú, thường trú", "thường trú", "tạm trú"),
    ("không phải tạm trú, căn cước kìa", "căn cước", "tạm trú"),
    ("tôi hỏi khai tử chứ không phải khai sinh", "khai tử", "khai sinh"),
    ("thường trú chớ hổng phải tạm trú", "thường trú", "tạm trú"),
    ("thường trú, không phải tạm trú", "thường trú", "tạm trú"),
    ("tôi hỏi đổi căn cước không phải cấp lại", "đổi căn cước", "cấp lại"),
    ("tui nói khai tử chớ đâu có nói khai sanh", "khai tử", "khai sinh"),
    ("không hỏi trụ sở xã, hỏi chỗ làm căn cước", "làm căn cước", "trụ sở xã"),
    ("không hỏi lệ phí, hỏi mấy ngày", "mấy ngày", "lệ phí"),
    ("tui hổng có hỏi khai sanh, tui hỏi hôn thú", "kết hôn", "khai sinh"),
    ("tôi đâu có hỏi tạm trú, tôi hỏi thường trú mà", "thường trú", "tạm trú"),
    ("không lấy bản chính, lấy bản sao", "bản sao", "bản chính"),
    ("tôi không định ly hôn, chỉ hỏi giấy độc thân", "giấy độc thân", "ly hôn"),
    ("thay vì tạm trú tôi muốn thường trú", "thường trú", "tạm trú"),
    ("đừng nói tạm trú nữa, thường trú", "thường trú", "tạm trú"),
    ("khoan, đừng nói khai sinh nữa, lệ phí kết hôn bao nhiêu", "lệ phí kết hôn", "khai sinh"),
    ("bỏ qua tạm trú, tôi cần thường trú", "thường trú", "tạm trú"),
    ("thôi không làm khai sinh nữa, làm khai tử", "khai tử", "khai sinh"),
    ("tạm trú, ý tôi là thường trú", "thường trú", "tạm trú"),
    ("làm khai sinh, à không, khai tử", "khai tử", "khai sinh"),
]


@pytest.mark.parametrize(("text", "kept", "rejected"), CONTRASTS)
@pytest.mark.parametrize("bare", [False, True], ids=["accented", "bare"])
def test_what_is_meant_and_what_is_not(text: str, kept: str, rejected: str, bare: bool) -> None:
    contrast = split_contrast(fold(text) if bare else text)
    assert fold(kept) in fold(contrast.kept)
    assert any(fold(rejected) in fold(part) for part in contrast.rejected)
    assert fold(rejected) not in fold(contrast.kept)


def test_several_things_that_are_not_meant_are_told_apart() -> None:
    for text in (
        "không phải khai sinh, không phải khai tử, mà là kết hôn",
        "không phải khai sinh hay khai tử, tôi hỏi kết hôn",
    ):
        contrast = split_contrast(text)
        assert contrast.kept == "kết hôn"
        assert contrast.rejected == ("khai sinh", "khai tử")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("à không, bằng mất rồi", "bằng mất rồi"),
        ("ý tôi là đổi căn cước", "đổi căn cước"),
        ("không phải vậy, tôi hỏi lệ phí kết hôn", "lệ phí kết hôn"),
        ("bỏ qua cái đó đi, tôi cần đổi căn cước", "đổi căn cước"),
        ("sai rồi, tôi hỏi thường trú", "thường trú"),
        ("dạ không phải ạ, em hỏi tạm trú", "tạm trú"),
    ],
)
def test_a_change_of_mind_drops_nothing_that_was_named(text: str, kept: str) -> None:
    contrast = split_contrast(text)
    assert contrast.kept == kept
    assert contrast.rejected == ()


def test_diacritics_tell_what_is_meant_from_the_words_before_it() -> None:
    assert split_contrast("không phải tạm trú, mã định danh").kept == "mã định danh"
    assert split_contrast("không hỏi tạm trú, hội người mù").kept == "hội người mù"


PLAIN = """không có giấy chứng sinh thì sao | có mất phí không | không biết làm khai sinh ở đâu
    | không phải đóng tiền hả | khai sinh cần gì | làm được không | không | không phải
    | làm khai sinh, không phải đóng tiền hả | không phải ai cũng làm được hả
    | tôi không phải người ở đây, làm tạm trú được không | không phải con ruột, khai sinh sao
    | vợ tôi không phải người Tây Ninh, đăng ký kết hôn ở đâu
    | nhà không phải của tôi, đăng ký thường trú được không
    | không làm khai sinh, có bị phạt không | nếu không đăng ký tạm trú, có bị phạt không
    | không cần khai sinh, căn cước là đủ hả | không nói được tiếng Việt, đăng ký kết hôn sao
    | có phải ra xã không, hay làm trên mạng | không hiểu, nói lại | không đi được, nhờ con
    | sao không làm khai sinh ở bệnh viện, phải ra xã hả | đừng gọi nữa | thôi, cám ơn
    | dạ con hỏi ạ, không có hộ khẩu thì sao | nhầm ngày sinh thì làm sao
    | chưa đăng ký kết hôn, làm khai sinh cho con sao | không phải tạm trú hả
    | khai sinh đúng không? không phải ra xã hả | bỏ quên giấy khai sinh trên xe, làm lại sao"""


@pytest.mark.parametrize("text", [text.strip() for text in PLAIN.split("|")])
@pytest.mark.parametrize("bare", [False, True], ids=["accented", "bare"])
def test_a_plain_no_is_no_contrast(text: str, bare: bool) -> None:
    said = fold(text) if bare else text
    contrast = split_contrast(said)
    assert contrast.rejected == ()
    assert contrast.kept == normalize(said)


def test_something_is_always_kept() -> None:
    assert split_contrast("khoan, đừng nói tạm trú nữa").kept


@given(st.text(max_size=2000))
def test_any_text_can_be_split(text: str) -> None:
    contrast = split_contrast(text)
    assert all(part for part in contrast.rejected)
    assert contrast.kept or not normalize(text)


PIECES = "không phải | tạm trú | , | mà là | thường trú | chứ | à không | đừng nói | hỏi | nữa | ."


@given(st.lists(st.sampled_from([piece.strip() for piece in PIECES.split("|")]), max_size=14))
@example("tạm trú|không phải|không phải|mà là|tạm trú|à không|,|không phải".split("|"))
def test_contrasts_in_any_order_keep_something(pieces: list[str]) -> None:
    text = " ".join(pieces)
    contrast = split_contrast(text)
    assert all(part in normalize(text) for part in contrast.rejected)
    assert contrast.kept or not normalize(text).strip(" ,.")
    decomposed = unicodedata.normalize("NFD", text)
    assert split_contrast(decomposed) == contrast


@pytest.mark.parametrize(
    ("text", "kept", "done"),
    [
        ("giấy khuyết tật có rồi, giờ xin tiền", "xin tiền", "giấy khuyết tật"),
        ("con tôi đã có sổ hộ nghèo rồi giờ xin học bổng", "con tôi xin học bổng", "sổ hộ nghèo"),
        ("khai tử xong rồi, giờ lãnh mai táng phí", "lãnh mai táng phí", "khai tử"),
    ],
)
@pytest.mark.parametrize("bare", [False, True], ids=["accented", "bare"])
def test_what_somebody_has_already_is_told_apart(
    text: str, kept: str, done: str, bare: bool
) -> None:
    said = fold(text) if bare else text
    contrast = split_contrast(said)
    assert (fold(contrast.kept), [fold(part) for part in contrast.done]) == (
        fold(kept),
        [fold(done)],
    )

"""One spelling for what people type; nothing changes its meaning."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.fold import fold
from nlu.text.normalize import normalize


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Khai SINH", "khai sinh"),
        ("hoà thuý thuỷ khoẻ loá", "hòa thúy thủy khỏe lóa"),
        ("quý hoàn giặt gìn giờ gì quyển", "quý hoàn giặt gìn giờ gì quyển"),
        ("điiiii quáaaa làmm khai sinhh", "đi quá làm khai sinh"),
        ("dduwowcj khoong", "được không"),
        ("tooi muoons lafm giaasy", "tôi muốn làm giấy"),
        ("tru7o7c d9u7o75c kho6ng", "trước được không"),
        ("đươcj lamf cos", "được làm có"),
        ("lm giấy j", "làm giấy gì"),
        ("ko dc k", "không được không"),
        ("bn tiền z", "bao nhiêu tiền vậy"),
        ("đk tạm trú", "đăng ký tạm trú"),
        ("lamf cccd", "làm căn cước công dân"),
        ("đổi gplx", "đổi giấy phép lái xe"),
        ("nhập hk cho con hk", "nhập hộ khẩu cho con không"),
        ("khai sanh, hôn thú, bổn chánh", "khai sinh, kết hôn, bản chính"),
        ("khai sanh", "khai sinh"),
        ("chứng thật, cân cước", "chứng thực, căn cước"),
        ("chừng nào có", "bao giờ có"),
        ("cho con", "cho con"),
        ("giấy báo tử", "giấy báo tử"),
        ("visa test tax online", "visa test tax trực tuyến"),
        ("bằng A1, mẫu CT01", "bằng a1, mẫu ct01"),
        ("50 k, 50k, 25.000đ", "50 k, 50k, 25.000đ"),
        ("H53.25.31-250818-0012", "h53.25.31-250818-0012"),
        ("mã 1.001193", "mã 1.001193"),
        ("thuong tru mat bao lau", "thuong tru mat bao lau"),
        ("<b>xin chào</b>\u202e\u200b🙂\x00", "xin chào"),
        ("  nhiều\n\tkhoảng   trắng ", "nhiều khoảng trắng"),
        ("HÔN THÚ THÚ", normalize("kết hôn thú")),
        ("", ""),
    ],
)
def test_what_is_typed_becomes_what_is_meant(typed: str, meant: str) -> None:
    assert normalize(typed) == meant


MESSY = st.text(max_size=300) | st.lists(
    st.sampled_from(
        "khai sinh dduwowcj k j ko được hk đk dk tt lamf tooi 50 k 1.001193 khoong chứng thật "
        "hôn thú nhập đươcj cccd ccccd ooo uơ bn z tru7o7c İ ﬁ Ⅷ dw quýt 🙂 - . / < b >".split()
    ),
    max_size=12,
).map(" ".join)


@given(MESSY)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once


@given(MESSY)
def test_composed_and_decomposed_unicode_are_the_same(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert normalize(unicodedata.normalize("NFD", composed)) == normalize(composed)


@given(st.text(max_size=2000))
def test_folding_takes_every_diacritic_and_capital(text: str) -> None:
    folded = fold(text)
    assert "đ" not in folded
    assert not any(unicodedata.combining(c) for c in unicodedata.normalize("NFD", folded))


@pytest.mark.parametrize(
    ("word", "bare"), [("Đường", "duong"), ("thủ tục", "thu tuc"), ("ỨNG", "ung"), ("e\u0301", "e")]
)
def test_folding(word: str, bare: str) -> None:
    assert fold(word) == bare


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("apply passport cho baby", "xin hộ chiếu cho em bé"),
        ("lost ID card", "mất căn cước"),
        ("transfer ownership xe", "sang tên xe"),
        ("me to con doc than", "me to con doc than"),
    ],
)
def test_english_words_become_the_vietnamese_ones_and_vietnamese_ones_stay(
    typed: str, meant: str
) -> None:
    assert normalize(typed) == meant

"""What is asked of a procedure is heard, however it is said."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.aspects import ASPECTS, cue_positions, find_aspects, fits
from nlu.text.fold import fold

PHRASES = {
    "documents": """khai sinh cần giấy tờ gì | mang theo gì vậy em | hồ sơ gồm những gì | giấy gì
        | cần chuẩn bị gì | đem theo cái gì | cầm theo giấy gì | cần photo gì không | mấy tấm hình
        | còn giấy tờ thì sao | cần bản sao hay bản chính | what documents cần nộp""",
    "fee": """còn lệ phí? | đóng bao nhiêu tiền | bn tiền z | có tốn tiền không | fee bao nhiêu
        | hết nhiêu | tốn nhiêu vậy cô | nộp bao nhiêu | một bản bao nhiêu | miễn phí hả
        | mấy ngàn một trang | có mất phí không | how much vậy ad | đóng thuế bao nhiêu""",
    "time": """mấy ngày có | chừng nào lấy được | làm có lâu không | bao lâu xong | lấy liền hông
        | hạn chót là ngày mấy | deadline bữa nào | bữa nào lấy được | mấy bữa có | còn kịp không
        | khi nào tới lấy | mất thời gian không""",
    "place": """nộp ở đâu | ra xã hay lên tỉnh | làm chỗ nào | tới đâu làm | nộp đâu vậy
        | có phải về quê không | ra công an xã hay ủy ban | làm ở xã khác được không | quầy số mấy
        | apply ở đâu | báo cho ai | chạy ra chỗ mô""",
    "steps": """làm sao để đăng ký | thủ tục như thế nào | mần sao hén | làm cách nào | quy trình
        | bắt đầu từ đâu | các bước | làm gì trước | chỉ tui cách làm | step by step""",
    "online": """làm trên mạng được không | nộp online đc ko | qua vneid | ngồi nhà làm được hông
        | cổng dịch vụ công | nộp bằng điện thoại | khỏi ra xã được không | trên app nào
        | làm trên vi nét ai đi được không""",
    "form": """tờ khai mẫu nào | xin mẫu đơn | viết đơn sao | điền sao | form nào | cho xin mẫu
        | ghi gì vô tờ khai | tải đơn ở chỗ nào""",
    "eligibility": """nhờ chồng đi thay được không | ai được làm | điều kiện gì | mấy tuổi làm được
        | có được làm không | có ủy quyền được không | tui làm giùm má được hông | ai đứng tên
        | có phải thi lại không | có được hưởng không""",
    "result": """giấy này có giá trị bao lâu | nhận được gì | kết quả là gì | xài được mấy năm
        | được cấp giấy gì | thời hạn sử dụng""",
    "legal_basis": """theo luật nào | căn cứ vào đâu | nghị định mấy | theo quy định nào
        | dựa vào đâu | luật quy định sao""",
    "overview": "tạm trú là gì | trễ hạn thì sao | thường trú với tạm trú khác gì",
}  # fmt: skip
ASKED = [(text.strip(), aspect) for aspect, all_ in PHRASES.items() for text in all_.split("|")]


@pytest.mark.parametrize(("text", "aspect"), ASKED)
def test_an_aspect_is_heard_with_and_without_diacritics(text: str, aspect: str) -> None:
    assert aspect in find_aspects(text)
    assert aspect in find_aspects(fold(text))


NOT_ASKED = """tôi bị mất giấy khai sinh | hôn thú | giá thú | khai tử | đổi căn cước | xin chào
    | cấp lại căn cước | mất hết giấy tờ rồi | giữ giấy tờ | làm ở đâu cũng vậy
    | đi đâu cũng bị đuổi
    | tui đi làm ăn ở đâu xa | chồng làm công nhân | con tôi đủ tuổi rồi | sinh tháng mấy
    | thời gian qua tôi bận | chờ mấy bữa nay | hồ sơ của tôi tới đâu rồi | đất phi nông nghiệp
    | mất tiền oan | trợ cấp mai táng phí | sao y | bản sao | điền đơn giùm | gặp cán bộ"""


@pytest.mark.parametrize("text", [text.strip() for text in NOT_ASKED.split("|")])
def test_what_only_sounds_like_an_aspect_is_none(text: str) -> None:
    assert find_aspects(text) == ()
    assert find_aspects(fold(text)) == ()


@pytest.mark.parametrize("text", ["thuê nhà", "cho thuê", "tôi thuê phòng trọ", "người giả mạo"])
def test_diacritics_tell_a_cue_from_other_words(text: str) -> None:
    assert find_aspects(text) == ()


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("làm ở đâu, tốn bao nhiêu tiền, mấy ngày có", ("place", "fee", "time")),
        ("cần giấy gì và lệ phí nhiêu", ("documents", "fee")),
        ("nộp hồ sơ ở đâu", ("place",)),
        ("có giá trị bao lâu", ("result",)),
        ("làm trên mạng được không", ("online",)),
        ("có cần giấy ủy quyền không, mấy ngày", ("documents", "eligibility", "time")),
    ],
)
def test_aspects_come_in_order_and_the_longest_cue_wins(
    text: str, aspects: tuple[str, ...]
) -> None:
    assert find_aspects(text) == aspects


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("làm sao biết lệ phí bao nhiêu", ("fee",)),
        ("giấy tờ làm sao", ("steps",)),
        ("còn hồ sơ?", ("documents",)),
        ("khai sinh thì sao", ("overview",)),
        ("lệ phí thì sao", ("fee",)),
    ],
)
def test_something_precise_outweighs_something_asked_in_passing(
    text: str, aspects: tuple[str, ...]
) -> None:
    assert find_aspects(text) == aspects


def test_saying_what_one_wants_asks_nothing_yet() -> None:
    """No aspect means an overview; an aspect would make every statement a question."""
    assert find_aspects("tôi muốn làm khai sinh cho con") == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("phí", "phí"), ("phi", "phí"), ("trưc", "trực"), ("tuyên", "tuyến"), ("dươc", "được")],
)
def test_a_word_fits_when_diacritics_were_left_out(typed: str, meant: str) -> None:
    assert fits(typed, meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("phì", "phí"), ("thuế", "thuê"), ("đậu", "đâu"), ("đi", "di"), ("a", "an")],
)
def test_a_word_with_other_diacritics_is_another_word(typed: str, meant: str) -> None:
    assert not fits(typed, meant)


def test_the_gap_of_a_cue_stays_free() -> None:
    assert cue_positions(["có", "được", "kết", "hôn", "không"]) == {0, 1, 4}


@given(st.text(max_size=2000))
def test_any_text_gives_known_aspects(text: str) -> None:
    assert set(find_aspects(text)) <= set(ASPECTS)


@given(st.text(max_size=300) | st.sampled_from([text for text, _ in ASKED]))
def test_composed_and_decomposed_text_ask_the_same(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert find_aspects(unicodedata.normalize("NFD", composed)) == find_aspects(composed)

"""A paper that an office asked for is heard; questions for all papers are not taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.text.demands import find_demand


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("xã bắt nộp sổ hộ khẩu có đúng không", "sổ hộ khẩu"),
        ("khai sinh mà cán bộ đòi giấy kết hôn của cha mẹ, có đúng ko", "giấy kết hôn của cha mẹ"),
        ("họ kêu tui phải có giấy khám sức khỏe mới chịu làm", "giấy khám sức khỏe"),
        ("phường yêu cầu nộp sơ yếu lý lịch có phải không", "sơ yếu lý lịch"),
        ("xa keu lam giay uy quyen moi duoc", "giay uy quyen"),
        ("đi làm giấy độc thân có cần giấy xác nhận cư trú không", "giấy xác nhận cư trú"),
        ("làm căn cước có cần sổ hộ khẩu hông", "sổ hộ khẩu"),
        ("thiếu giấy chứng sinh thì sao", "giấy chứng sinh"),
        ("cong an doi nop photo can cuoc", "photo căn cước"),
        ("bắt tôi nộp bản sao công chứng căn cước", "bản sao công chứng căn cước"),
        ("làm giấy độc thân xã đòi bản án ly hôn có cần không", "bản án ly hôn"),
        ("bản án ly hôn có phải nộp ko, làm giấy độc thân", "bản án ly hôn"),
        ("giấy ra viện có bắt buộc khi xin trợ cấp không", "giấy ra viện"),
        ("sổ hộ khẩu á, có cần không", "sổ hộ khẩu"),
        ("làm sổ đỏ lần đầu họ đòi trích lục bản đồ địa chính", "trích lục bản đồ địa chính"),
        ("khai tử xã đòi căn cước của ông, thiếu có sao không", "căn cước của ông"),
        ("đổi căn cước mà đòi gks. Không có làm được không", "giấy khai sinh"),
        ("chi can bo doi so ho khau cua ong ma thu lai het roi", "so ho khau cua ong"),
        ("phòng công chứng đòi phải có di chúc của ông ngoại", "di chúc của ông ngoại"),
        ("anh 3x4 co can dem khong hay chup tai cho", "anh 3x4"),
    ],
)  # fmt: skip
def test_the_paper_is_named(text: str, paper: str) -> None:
    demand = find_demand(text)
    assert demand is not None
    assert demand.paper == paper


@pytest.mark.parametrize(
    "text",
    [
        "đăng ký kết hôn cần giấy tờ gì",
        "có cần hẹn trước không",
        "có cần mang theo bản chính không",
        "cán bộ đòi thêm giấy tờ ngoài quy định",
        "đổi thẻ căn cước bị mất",
        "ra xã đổi thẻ căn cước",
        "ra xa doi the can cuoc",
        "chuyển đổi giấy phép lái xe",
        "xin giấy xác nhận độc thân",
        "bán cà phê vỉa hè có cần giấy phép không",
        "họ kêu đưa mã otp để hoàn tiền",
        "cán bộ đòi tôi nộp thêm 300 ngàn tiền phí",
        "bắt đầu điền tờ khai",
        "không có thẻ thì trả tiền mặt được không",
        "xin đứa cháu kêu bằng dì về làm con nuôi",
        "giấy ủy quyền có cần công chứng không",
        "",
    ],
)
def test_other_questions_are_no_demand(text: str) -> None:
    assert find_demand(text) is None


def test_what_is_left_of_a_message_says_what_is_done_there() -> None:
    demand = find_demand("muốn cải chính mà kêu phải có học bạ cấp một, không có học bạ được không")
    assert demand is not None
    assert "cải chính" in demand.rest
    assert "học bạ" not in demand.rest


def test_a_permit_is_told_from_other_papers() -> None:
    permit = find_demand("mở quán có cần giấy phép xây dựng không")
    licence = find_demand("sang tên xe có cần giấy phép lái xe không")
    assert permit is not None
    assert licence is not None
    assert (permit.permit, licence.permit) == (True, False)


@given(st.text(max_size=300))
def test_any_text_is_heard_without_trouble(text: str) -> None:
    demand = find_demand(text)
    assert demand is None or demand.paper

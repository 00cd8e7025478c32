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
        "",
    ],
)
def test_other_questions_are_no_demand(text: str) -> None:
    assert find_demand(text) is None


@given(st.text(max_size=300))
def test_any_text_is_heard_without_trouble(text: str) -> None:
    demand = find_demand(text)
    assert demand is None or demand.paper in demand.said

"""A thousand people who answer at random: whatever they do, the form goes on."""

from __future__ import annotations

import random

import pytest

from actions.container import Container
from knowledge.store import knowledge
from tests.actions.forms.conftest import Person

FORMS = sorted(knowledge().forms)
SAYINGS = (
    "ừ", "không", "quay lại", "bỏ qua", "xem lại", "giữ nguyên", "mục 2", "sửa ngày sinh", "sửa",
    "sao phải hỏi cái này", "dừng lại", "làm tiếp", "hủy", "mẫu trống", "đúng", "sai rồi",
    "gửi lại",
    "Nguyễn Thị Mẫu", "nguyen thi mau", "12/4/1999", "mùng 5 tháng 3 năm 85", "072085001234",
    "0907000111", "ấp 3, xã Tân Lân", "xã Phước Đông, Gò Dầu", "Kinh", "Việt Nam", "nam", "nữ",
    "mẹ", "bản thân", "2", "500k", "1", "có", "chưa", "???", "😀", "xóa hết", "bệnh viện Mẫu",
    "bé tên Lê Văn Mẫu, sanh 15/11, con trai", "giùm má tui",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_random_conversations_never_break(parts: Container, seed: int) -> None:
    chance = random.Random(seed)  # the same every time
    for number in range(40):
        form = knowledge().forms[chance.choice(FORMS)]
        person = Person(parts, f"{seed}-{number}").start(form.procedures[0]).say("ừ")
        for _ in range(chance.randint(1, 40)):
            if person.buttons and chance.random() < 0.3:
                button = chance.choice(person.buttons)
                if button.command.intent == "form_turn":
                    person.press(button.title)
            else:
                person.say(chance.choice(SAYINGS))
            assert person.text.strip()
            assert "{" not in person.text

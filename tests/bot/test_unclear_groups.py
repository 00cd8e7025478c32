"""Questions that ask the same, however they are spelt, are one group."""

from __future__ import annotations

from bot.storage.unclear import Kept, Kind, Unclear
from bot.unclear_groups import Group, group


def kept(*texts: str, kind: Kind = "clarify", procedures: tuple[str, ...] = ()) -> list[Kept]:
    """Return questions, one a day."""
    return [
        Kept(n, Unclear(f"2026-11-{n:02}", kind, text, procedures))
        for n, text in enumerate(texts, start=1)
    ]


def members(groups: list[Group]) -> list[set[str]]:
    """Return the texts of each group."""
    return [{one.question.text for one in each.kept} for each in groups]


def test_spelling_and_order_of_words_do_not_matter() -> None:
    alike = [
        "Giấy xác nhận dân sự xin ở đâu?",
        "giay xac nhan dan su xin o dau",
        "xin giấy xác nhận dân sự ở đâu v",
    ]
    groups = group(kept(*alike, "mở tiệm net cần gì"))
    assert members(groups) == [set(alike), {"mở tiệm net cần gì"}]


def test_who_is_alike_to_one_of_a_group_belongs_to_it() -> None:
    chain = [
        "một hai ba bốn năm",
        "một hai ba bốn năm sáu",
        "hai ba bốn năm sáu",
        "hai ba bốn năm sáu bảy",
    ]
    assert len(group(kept(chain[0], chain[3]))) == 2
    assert len(group(kept(*chain))) == 1


def test_the_most_frequent_group_comes_first_with_its_days_and_a_lasting_number() -> None:
    before = group(kept("một việc", "giấy gì đây", "giay gi day"))
    after = group(kept("một việc", "giấy gì đây", "giay gi day", "giấy gì đây?"))
    first = after[0]
    assert (first.number, len(first.kept)) == (2, 3)
    assert (first.first_day, first.last_day) == ("2026-11-02", "2026-11-04")
    assert before[0].number == first.number
    assert first.texts == ("giấy gì đây",)


def test_a_name_that_was_taken_out_keeps_nothing_apart() -> None:
    groups = group(kept("tôi tên [tên] làm giấy này sao", "tôi tên [tên] [số] làm giấy này sao"))
    assert len(groups) == 1


def test_marked_answers_without_a_question_are_grouped_by_what_was_answered() -> None:
    birth = kept("", "", kind="reported", procedures=("khai_sinh",))
    stay = [Kept(9, Unclear("2026-11-09", "reported", "", ("tam_tru",)))]
    groups = group([*birth, *stay])
    assert [(len(each.kept), each.reported, each.texts) for each in groups] == [
        (2, 2, ()),
        (1, 1, ()),
    ]


def test_nothing_is_no_group() -> None:
    assert group([]) == []

"""Every form can be filled in, and a wrong one is said to be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from actions.forms.check import problems
from knowledge.errors import KnowledgeError
from knowledge.forms.load import FOLDER, load_forms
from knowledge.store import knowledge

WRONG = {
    "an unknown part": ("- dob\n", "- birthday\n", "no part 'birthday'"),
    "a field that stands twice": ("- dob\n", "- dob\n      - dob\n", "stands twice"),
    "a condition on nothing": (
        "{field: has_father, one_of",
        "{field: father, one_of",
        "is not asked",
    ),
    "an unknown source": ("source: tt-04-2024-btp", "source: xyz", "not in knowledge/sources"),
    "a misspelt name": ("addressed_to:", "adressed_to:", "adressed_to"),
    "a nobody who signs": ("name: requester_full_name}", "name: nobody}", "is no field"),
    "a look-alike of an unread form": ("confidence: high", "confidence: low", "gives a checklist"),
}


def test_no_form_has_a_problem() -> None:
    assert list(problems(knowledge(), date(2026, 11, 22))) == []


def test_a_form_that_is_due_for_a_look_is_named() -> None:
    due = [form for form, field, _ in problems(knowledge(), date(2027, 3, 1)) if field == "version"]
    assert "khai_sinh" in due


def test_there_are_sixteen_forms_and_fourteen_of_them_become_documents() -> None:
    forms = knowledge().forms.values()
    assert len(forms) >= 16
    assert sum(form.result != "checklist" for form in forms) >= 14


@pytest.mark.parametrize(("old", "new", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_file_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    folder = Path(copytree(FOLDER, tmp_path / "forms"))
    path = folder / "khai_sinh.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=said):
        load_forms(knowledge().sources, folder)

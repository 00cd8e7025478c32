"""Of a procedure without a record: what it is, who handles it, where its page is; no more."""

from __future__ import annotations

import re

import pytest

from actions.procedures.listed import compose_listed
from knowledge.store import knowledge

CATALOGUE = knowledge().catalogue
SOME = [entry for entry in CATALOGUE.values() if entry.searchable][::97]


@pytest.mark.parametrize("entry", SOME, ids=[entry.code for entry in SOME])
def test_name_office_and_page_are_told_and_no_figure_of_our_own(entry: object) -> None:
    reply = compose_listed(entry, ())  # type: ignore[arg-type]
    assert reply.status == "answered"
    assert entry.page in reply.text  # type: ignore[attr-defined]
    rest = reply.text.replace(entry.code, "").replace(entry.name[1:], "")  # type: ignore[attr-defined]
    rest = rest.replace(entry.short_name[1:], "")  # type: ignore[attr-defined]
    assert not re.search(r"\d", rest)


def test_what_is_not_known_is_said_when_it_is_asked_for() -> None:
    reply = compose_listed(CATALOGUE["1.001029"], ("fee",))
    assert reply.status == "no_source"
    assert "chưa có chi tiết" in reply.text


def test_another_provinces_procedure_is_not_ours() -> None:
    entry = next(e for e in CATALOGUE.values() if e.scope == "provincial")
    reply = compose_listed(entry, ())
    assert reply.status == "no_source"
    assert entry.issuer in reply.text
    assert "Ở Tây Ninh" in reply.text

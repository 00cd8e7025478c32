"""Reads forms: fields of ``parts.yml`` filled in, groups repeated, everything checked."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from knowledge.errors import KnowledgeError
from knowledge.forms.schema import Form
from knowledge.loader import ROOT, convert, read_yaml
from knowledge.schema import Source

FOLDER = ROOT / "forms"
PARTS = "parts.yml"


def load_forms(sources: Mapping[str, Source], folder: Path = FOLDER) -> dict[str, Form]:
    """Read and check every form, by id.

    Raises:
        KnowledgeError: names file, field and what is wrong with it.
    """
    parts = read_yaml(folder / PARTS, dict)
    forms = {}
    for path in sorted(folder.glob("*.yml")):
        if path.name != PARTS:
            form = _load(path, parts)
            for where, problem in _problems(form, sources, path):
                raise KnowledgeError(path, form.id, where, problem)
            forms[form.id] = form
    return forms


def _load(path: Path, parts: Mapping[str, Any]) -> Form:
    raw = read_yaml(path, dict)
    record = str(raw.get("id", path.stem))
    sections = []
    for section in raw.get("sections") or ():
        for one in _repeated(section):
            fields = [_field(field, one, parts, path, record) for field in one.pop("fields", ())]
            for steering in ("who", "prefix", "when"):
                one.pop(steering, None)
            sections.append({**one, "fields": fields})
    form: Form = convert({**raw, "sections": sections}, Form, path, record)
    return form


def _field(
    raw: Any, section: Mapping[str, Any], parts: Mapping[str, Any], path: Path, record: str
) -> dict[str, Any]:
    """Return a field with what its part says, and with who is asked about."""
    raw = {"use": raw} if isinstance(raw, str) else dict(raw)
    name = raw.pop("use", "")
    if name and name not in parts:
        raise KnowledgeError(path, record, "use", f"no part {name!r} in {PARTS}")
    prefix = str(section.get("prefix", ""))
    part = copy.deepcopy(parts.get(name, {}))
    merged = {**part, **raw}
    if "id" not in raw:
        # What concerns the whole form has a name of its own; the rest is somebody's.
        is_own = name.startswith("copies_")
        merged["id"] = part["id"] if is_own else f"{prefix}{part.get('id', name)}"
    who = str(section.get("who", ""))
    for key in ("ask", "help", "label"):
        if key in merged:
            merged[key] = str(merged[key]).replace("{who}", who).strip()
    for condition in merged.get("when") or ():
        condition["field"] = str(condition["field"]).replace("{prefix}", prefix)
    merged["when"] = [*(section.get("when") or ()), *(merged.get("when") or ())]
    merged["choices"] = [
        {"value": choice} if isinstance(choice, str) else choice
        for choice in merged.get("choices") or ()
    ]
    merged["section"] = str(section.get("title", ""))
    return merged


def _repeated(section: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a section once, or as often as it says, each asked for with a yes or no."""
    times = int(section.get("repeat", 0))
    if not times:
        yield copy.deepcopy(dict(section))
        return
    for number in range(1, times + 1):
        one = copy.deepcopy(dict(section))
        one.pop("repeat")
        gate = f"{one['prefix']}more_{number}"
        more = one.pop("more")
        before = [{"field": f"{one['prefix']}more_{number - 1}", "one_of": [True]}]
        first = {
            "id": gate, "kind": "yes_no", "printed": False, "label": str(one["title"]),
            "ask": str(more["first"] if number == 1 else more["again"]),
        }  # fmt: skip
        for field in one["fields"]:
            if isinstance(field, dict) and "id" in field:
                field["id"] = f"{one['prefix']}{number}_{field['id']}"
        one["prefix"] = f"{one['prefix']}{number}_"
        one["when"] = [{"field": gate, "one_of": [True]}]
        one["title"] = f"{one['title']} {number}"
        gate_section = {"title": one["title"], "fields": [first], "prefix": ""}
        if number > 1:
            gate_section["when"] = before
        yield gate_section
        yield one


def _problems(form: Form, sources: Mapping[str, Source], path: Path) -> Iterator[tuple[str, str]]:
    """Yield (where, what is wrong) for what types cannot say."""
    if form.id != path.stem:
        yield "id", f"must be the file's name, {path.stem}"
    if form.version.source not in sources:
        yield "version.source", f"{form.version.source!r} is not in knowledge/sources"
    seen: set[str] = set()
    for field in form.fields:
        if field.id in seen:
            yield field.id, "stands twice"
        for needed in (*(when.field for when in field.when),
                       *(when.field for same in field.same_as for when in same.when)):  # fmt: skip
            if needed not in seen:
                yield field.id, f"depends on {needed!r}, which is not asked before it"
        if field.kind == "choice" and len(field.choices) < 2:
            yield field.id, "a choice needs two answers or more"
        if not field.ask.strip() or not field.label.strip():
            yield field.id, "needs a question and a label"
        seen.add(field.id)
    for same in (same for field in form.fields for same in field.same_as):
        if same.field not in seen:
            yield same.field, "is no field of this form"
    for signature in form.signatures:
        if signature.name and signature.name not in seen:
            yield "signatures", f"{signature.name!r} is no field of this form"
    if form.version.confidence == "low" and form.result != "checklist":
        yield "result", "a form that was not read for certain gives a checklist"
    if form.version.confidence == "medium" and form.result == "document":
        yield "result", "a form that was read in part gives a draft"

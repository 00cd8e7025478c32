"""Reads the knowledge files into typed records, with errors that say where.

Files are YAML. A fact may be written short, as a text, or long, as a mapping;
one fact or a list of them::

    where: "UBND xã nơi cha hoặc mẹ ở."
    result:
      - text: "Giấy khai sinh"
        valid_to: 2027-02-28
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from knowledge.errors import KnowledgeError
from knowledge.schema import Fact, Procedure, Source

ROOT = Path(__file__).parent
FACT_FIELDS = (
    "who", "where", "channels", "papers", "steps", "time", "deadline",
    "fees", "exemptions", "form", "result", "mistakes", "caution",
)  # fmt: skip


class _OnceLoader(yaml.SafeLoader):
    """Safe YAML in which a key that stands twice is an error, not a silent loss."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build one mapping, or say which key stands twice, and where."""
        seen = set()
        for key, _ in node.value:
            if str(key.value) in seen:
                problem = f"{key.value} stands twice"
                raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
            seen.add(str(key.value))
        return super().construct_mapping(node, deep=deep)


def load_sources(folder: Path = ROOT / "sources") -> dict[str, Source]:
    """Read the tables of sources, one file a theme, in the order of file names.

    Raises:
        KnowledgeError: there is none, a file is not valid YAML, a field is wrong,
            or an id stands twice.
    """
    sources: dict[str, Source] = {}
    if not folder.is_dir():
        raise KnowledgeError(folder, "folder", "sources", "is missing")
    for path in sorted(folder.glob("*.yml")):
        for number, raw in enumerate(read_yaml(path, list), start=1):
            source = convert(raw, Source, path, f"record {number}")
            if source.id in sources:
                raise KnowledgeError(path, source.id, "id", "stands twice")
            sources[source.id] = source
    return sources


def load_procedures(
    folder: Path = ROOT / "procedures",
    sources: Mapping[str, Source] | None = None,
    own: Path | None = None,
) -> dict[str, Procedure]:
    """Read every procedure record of ``folder``, in the order of file names.

    Facts without sources, day of checking or confidence get the record's. A record
    in ``own``, a province's folder, stands in for the one with the same id.

    Raises:
        KnowledgeError: names file, record, field and what is wrong with it.
    """
    known = load_sources() if sources is None else sources
    procedures: dict[str, Procedure] = {}
    own_paths = sorted(own.glob("*.yml")) if own else []
    for path in (*sorted(folder.glob("*.yml")), *own_paths):
        procedure = _load_procedure(path)
        _check(procedure, known, path)
        procedures[procedure.id] = procedure
    for procedure in procedures.values():
        for related in procedure.related:
            if related.id and related.id not in procedures:
                where = folder / f"{procedure.id}.yml"
                raise KnowledgeError(where, procedure.id, "related", f"no record {related.id}")
    return procedures


def _load_procedure(path: Path) -> Procedure:
    raw = read_yaml(path, dict)
    record = str(raw.get("id", path.stem))
    for name in FACT_FIELDS:
        if name in raw:
            raw[name] = _as_facts(raw[name])
    procedure: Procedure = convert(raw, Procedure, path, record)
    inherited = {
        name: tuple(_inherit(fact, procedure) for fact in getattr(procedure, name))
        for name in FACT_FIELDS
    }
    return msgspec.structs.replace(procedure, **inherited)


def _as_facts(value: Any) -> list[Any]:
    items = value if isinstance(value, list) else [value]
    return [{"text": item} if isinstance(item, str) else item for item in items]


def _inherit(fact: Fact, procedure: Procedure) -> Fact:
    return msgspec.structs.replace(
        fact,
        sources=fact.sources or procedure.sources,
        checked_on=fact.checked_on or procedure.checked_on,
        confidence=fact.confidence or procedure.confidence,
    )


def _check(procedure: Procedure, sources: Mapping[str, Source], path: Path) -> None:
    """Check what types cannot say: keys, dates in order, states, sources."""
    if procedure.id != path.stem:
        problem = f"must be the file's name, {path.stem}"
        raise KnowledgeError(path, procedure.id, "id", problem)
    for field, problem in _record_problems(procedure, sources):
        raise KnowledgeError(path, procedure.id, field, problem)
    for name in FACT_FIELDS:
        for number, fact in enumerate(getattr(procedure, name)):
            found = _problem(fact, sources)
            if found:
                raise KnowledgeError(path, procedure.id, f"{name}[{number}]", found)


def _record_problems(
    procedure: Procedure, sources: Mapping[str, Source]
) -> Iterator[tuple[str, str]]:
    """Yield (field, what is wrong) for what stands outside single facts."""
    if procedure.code is not None and not re.fullmatch(r"\d\.\d{6}", procedure.code):
        yield "code", f"{procedure.code!r} is no code such as 1.001193"
    if not procedure.sources:
        yield "sources", "at least one source is needed"
    for name in ("sources", "legal_basis"):
        for source in getattr(procedure, name):
            if source not in sources:
                yield name, f"{source!r} is not in knowledge/sources"
    for number, related in enumerate(procedure.related):
        if not related.id and not related.code:
            yield f"related[{number}]", "needs an id or a code"
    for number, fee in enumerate(procedure.fees):
        if fee.state == "known" and fee.amount is None and not fee.text:
            yield f"fees[{number}]", "a known fee needs an amount or a text"
        if fee.valid_to and not fee.valid_from:
            yield f"fees[{number}]", "a fee that ends also has a day from which it holds"


def _problem(fact: Fact, sources: Mapping[str, Source]) -> str | None:
    if fact.valid_from and fact.valid_to and fact.valid_to < fact.valid_from:
        return f"valid_to {fact.valid_to} is before valid_from {fact.valid_from}"
    if fact.state == "unknown" and not fact.ask:
        return "an unknown fact names the office to ask (ask: …)"
    missing = [source for source in fact.sources if source not in sources]
    if missing:
        return f"source {missing[0]!r} is not in knowledge/sources"
    return None


def read_yaml(path: Path, expected: type) -> Any:
    """Read a YAML file whose outermost value is a list or a mapping.

    Raises:
        KnowledgeError: the file cannot be read, or is not what is expected.
    """
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), _OnceLoader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}" if mark else "file"
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise KnowledgeError(path, line, "yaml", problem) from error
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(path, "file", "text", str(error)) from error
    except ValueError as error:  # a day that is in no calendar, such as 2027-02-30
        raise KnowledgeError(path, "file", "yaml", str(error)) from error
    if not isinstance(raw, expected):
        raise KnowledgeError(path, "file", "yaml", f"a {expected.__name__} is expected")
    return raw


def convert(raw: Any, kind: type[Any], path: Path, record: str) -> Any:
    """Return plain values as a typed record.

    Raises:
        KnowledgeError: names the field that is wrong.
    """
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        text, _, where = str(error).partition(" - at `$.")
        raise KnowledgeError(path, record, where.rstrip("`") or "record", text) from error

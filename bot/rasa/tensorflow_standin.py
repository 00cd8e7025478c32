"""Lets Rasa be imported where TensorFlow is not installed.

Rasa 3.6 imports TensorFlow in some thirty modules, but a pipeline of
scikit-learn classifiers with RulePolicy never calls it. The stand-in answers
those imports with empty modules, which saves three quarters of the memory and
two thirds of the environment (docs/adr/0002-rasa-without-tensorflow.md).

It steps aside where the real TensorFlow is installed. A configuration that
needs TensorFlow is refused by :func:`refuse_tensorflow_components`, with a
sentence instead of a strange failure later.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from bot.errors import ConfigError

ROOTS = frozenset({"tensorflow", "tensorflow_text", "tensorflow_hub", "tensorflow_addons", "keras"})

NEEDS_TENSORFLOW = frozenset(
    {
        "ConveRTFeaturizer",
        "DIETClassifier",
        "LanguageModelFeaturizer",
        "ResponseSelector",
        "TEDPolicy",
        "UnexpecTEDIntentPolicy",
    }
)


class _Anything(type):
    """Metaclass of the stand-ins: any attribute and any subscript is again one."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(name)

    def __getitem__(cls, _: Any) -> Any:
        return cls


def _stand_in(name: str) -> Any:
    """Make an empty class that can be subclassed, subscripted, called and used to decorate."""

    def give_back(cls: type, *args: Any, **_: Any) -> Any:
        if len(args) == 1 and callable(args[0]):
            return args[0]
        return object.__new__(cls)

    return _Anything(name, (), {"__new__": give_back, "__init__": lambda *_, **__: None})


class _Module(ModuleType):
    """An empty package whose unknown attributes are stand-in classes."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__version__ = "2.12.0"
        self.__path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _stand_in(name)
        setattr(self, name, value)
        return value


class StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Answers imports of TensorFlow. ``served`` lists what was asked for, for the guard test."""

    def __init__(self) -> None:
        self.served: set[str] = set()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Claim every module below the roots."""
        if fullname.partition(".")[0] not in ROOTS:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        """Make the empty module."""
        self.served.add(spec.name)
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: the module is complete."""


def install() -> StandInFinder | None:
    """Put the stand-in in place, unless TensorFlow is there or it stands already."""
    for finder in sys.meta_path:
        if isinstance(finder, StandInFinder):
            return finder
    if importlib.util.find_spec("tensorflow") is not None:
        return None
    finder = StandInFinder()
    sys.meta_path.insert(0, finder)
    return finder


def refuse_tensorflow_components(config: Path) -> None:
    """Refuse a Rasa configuration that names a component which needs TensorFlow.

    Raises:
        ConfigError: names the components and says what to install.
    """
    if importlib.util.find_spec("tensorflow") is not None and not _is_standing():
        return
    try:
        content = yaml.safe_load(config.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError):
        return  # Rasa itself explains what is wrong with the file.
    parts = [*(content.get("pipeline") or ()), *(content.get("policies") or ())]
    needing = sorted(set(_names(parts)) & NEEDS_TENSORFLOW)
    if needing:
        raise ConfigError(
            f"{config.name} names {', '.join(needing)}, which needs TensorFlow; this "
            "installation runs without it. Use the components of the config.yml that "
            "came with the project, or make an environment with Python 3.10 and "
            "`pip install rasa==3.6.21` (docs/adr/0002-rasa-without-tensorflow.md)."
        )


def _is_standing() -> bool:
    return any(isinstance(finder, StandInFinder) for finder in sys.meta_path)


def _names(parts: Iterable[Any]) -> Iterable[str]:
    for part in parts:
        if isinstance(part, dict) and "name" in part:
            yield str(part["name"]).rpartition(".")[2]

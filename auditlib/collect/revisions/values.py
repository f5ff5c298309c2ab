"""Values as the text of a file tells them, and the scopes that names live in."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditlib.collect.sqltext.effect import HOLE

LONGEST = 2_000  # items of a list, characters multiplied: beyond it a value is not worth its memory


class Unknown:
    """A value that the text does not tell."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN = Unknown()


class Thing:
    """A value that is no plain Python value: a module, a connection, a table. Attributes are asked of it by name."""

    __slots__ = ()

    def attribute(self, name: str) -> Any:
        """The value of its attribute ``name``."""
        return Bound(self, name)


@dataclass(frozen=True)
class Bound(Thing):
    """A method of a thing, not called yet."""

    owner: Any
    method: str


@dataclass(frozen=True)
class Dotted(Thing):
    """Something imported, by its full name."""

    path: str

    def attribute(self, name: str) -> Any:
        """What stands under ``name`` there."""
        return Dotted(f"{self.path}.{name}")

    @property
    def last(self) -> str:
        """The last part of the full name."""
        return self.path.rpartition(".")[2]


class Later(Thing):
    """A value that is read when it is first asked for."""

    __slots__ = ("_read", "_value")

    def __init__(self, read: Callable[[], Any]) -> None:
        self._read = read
        self._value: Any = self

    def value(self) -> Any:
        """The value, the same each time."""
        if self._value is self:
            self._value = UNKNOWN  # for whoever asks on the way to it
            self._value = self._read()
        return self._value


@dataclass
class Scope:
    """Names in force at a place, the lines of the file, and what to ask about calls that are not plain.

    Under ``conditions`` it is not certain that what stands here runs. A ``foreign`` one is of another file.
    """

    lines: Sequence[str]
    names: dict[str, Any] = field(default_factory=dict)
    outer: Scope | None = None
    call: Callable[[ast.Call, Any, Scope], Any] | None = None
    conditions: Sequence[str] = ()
    foreign: bool = False

    def get(self, name: str) -> Any:
        """The value of ``name`` here, ``UNKNOWN`` where there is none."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                value = scope.names[name]
                return value.value() if isinstance(value, Later) else value
            scope = scope.outer
        return UNKNOWN

    def inner(self, **names: Any) -> Scope:
        """A scope inside this one."""
        return Scope(self.lines, dict(names), self, self.call, self.conditions, self.foreign)

    def forget(self, names: Iterable[str]) -> None:
        """From here on nothing is known of ``names``."""
        for name in names:
            scope: Scope | None = self
            while scope is not None:
                if name in scope.names:
                    scope.names[name] = UNKNOWN
                scope = scope.outer

    def bind(self, target: ast.expr, value: Any) -> None:
        """Give ``value`` to an assignment's target; what cannot be unpacked becomes unknown."""
        if isinstance(target, ast.Name):
            self.names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            several = isinstance(value, tuple | list) and len(value) == len(target.elts)
            for index, each in enumerate(target.elts):
                self.bind(each, value[index] if several else UNKNOWN)


def known(value: Any) -> bool:
    """Nothing in ``value`` is unknown."""
    if isinstance(value, str):
        return HOLE not in value
    if isinstance(value, tuple | list | set | frozenset):
        return all(known(each) for each in value)
    if isinstance(value, dict):
        return all(known(each) for pair in value.items() for each in pair)
    return value is not UNKNOWN and not isinstance(value, Thing)


def holes(value: Any) -> Any:
    """``value`` with what is unknown as a hole, for ``%`` and ``format``."""
    if isinstance(value, tuple):
        return tuple(holes(each) for each in value)
    if isinstance(value, dict):
        return {key: holes(each) for key, each in value.items()}
    return value if isinstance(value, str | int | float) else HOLE

"""Whether objects must be read before a statement: could its changes be taken for those of one that ran before it?

One reading serves several statements of a step where their texts tell that no two of them change the same object, nor
one what hangs on the object of another. Where a text does not tell that, the objects are read in between: a reading
too many costs time, one too few the line of a change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from auditlib.collect.sqltext.effect import Effect
from auditlib.frames.quoted import parts

# No event trigger tells of these, or not of all that they change.
_UNTOLD = re.compile(
    r"\balter\s+extension\b|\b(?:reassign|drop)\s+owned\b|\b(?:alter|drop)\s+(?:role|user|group|database)\b|\bsecurity\s+label\b",
    re.I,
)
# They reach further than what they name: others are called otherwise afterwards, come along or fall with it.
_FAR = re.compile(r"\b(?:rename|set\s+schema|attach|detach|all\s+\w+\s+in\s+schema|inherit|cascade)\b", re.I)
_DETACHES = re.compile(r"\bdetach\b", re.I)
_OF_KEYS = re.compile(r"\bon\s+(?:delete|update)\s+cascade\b", re.I)
# What they run, no text here tells; they name nothing that their effects could hold.
_RUN = ("CALL", "EXECUTE", "CLUSTER", "REINDEX", "IMPORT FOREIGN SCHEMA")
_PARENTS = re.compile(r"^(?:partition of|inherits) (.+)$")
# Their objects are those that they are about; a statement that sets them changes nothing else.
_ABOUT = ("comment", "privilege")
# What hangs on a table, and of which one more leaves the others as they are.
_PARTS = ("column", "constraint", "index", "trigger", "policy", "rule")
_NAMED_BY_COLUMNS = ("constraint", "index")
# Of a column, what no index, key or view depends on.
_OF_COLUMN_ALONE = re.compile(r"^(?:set|drop) (?:default|not null)\b", re.I)


@dataclass(frozen=True)
class Reach:
    """What a statement may change, by its text: its effects, each with the names of what it can reach.

    ``idle``: no object. ``unclear``: its text does not tell, or it reaches further than what it names.
    """

    effects: tuple[tuple[Effect, frozenset[str]], ...] = ()
    idle: bool = False
    unclear: bool = False

    @cached_property
    def homes(self) -> frozenset[str]:
        """All that it can reach."""
        return frozenset(name for _effect, homes in self.effects for name in homes)

    @cached_property
    def drops(self) -> bool:
        """It drops something."""
        return any(each.action == "drop" for each, _homes in self.effects)

    @cached_property
    def makes_up_names(self) -> bool:
        """It makes a key or an index, and the server finds a name."""
        return any(_has_made_up_name(each) for each, _homes in self.effects)


class Sent(Protocol):
    """A statement, and what it does by its text."""

    text: str

    @property
    def effects(self) -> Iterable[Effect]:
        """What it does."""


class Families:
    """Which tables are partitions of others, or inherit from them, or did so, as far as was read."""

    def __init__(self) -> None:
        self._parents: dict[str, set[str]] = {}  # without schemas: texts often leave them out
        self._had: set[str] = set()
        self._children: dict[int, frozenset[tuple[str, ...]]] = {}

    def learn(self, tables: Iterable[Mapping[str, Any]]) -> None:
        """Rows of `tables` as they are now."""
        for row in tables:
            of = frozenset(parts(each) for each in (row.get("partition_of") or "").split(", ") if each)
            self._children.pop(row["oid"], None)
            if of:
                self._parents.setdefault(row["table"], set()).update(each[-1] for each in of)
                self._children[row["oid"]] = of
                self._had |= self._parents[row["table"]]

    def has(self, table: str) -> bool:
        """It is a parent or a child, or was one."""
        return table in self._parents or table in self._had

    def left(self, statement: Sent) -> list[int]:
        """The numbers of partitions that a statement may set loose: the server tells of their table alone."""
        if not (self._children and _DETACHES.search(statement.text)):
            return []
        named = {(each.schema, each.table) for each in statement.effects}
        return [
            child
            for child, parents in self._children.items()
            if any(parent in named or (None, parent[-1]) in named for parent in parents)
        ]

    def around(self, name: str) -> set[str]:
        """The name and those of its parents, and of theirs."""
        found, waiting = {name}, [name]
        while waiting:
            new = self._parents.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found


def is_untold(text: str) -> bool:
    """No event trigger tells all that a statement changes."""
    return bool(_UNTOLD.search(text))


def reach(text: str, effects: Iterable[Effect], families: Families) -> Reach:
    """What a statement may change, by its text."""
    does = [each for each in effects if not _leaves_alone(each)]
    reached = tuple((each, frozenset(_homes(each, families))) for each in does)
    far = _FAR.search(_OF_KEYS.sub("", text))
    return Reach(reached, not does, bool(far) or is_untold(text) or not all(homes for _each, homes in reached))


def must_read(now: Reach, waiting: Iterable[Reach], families: Families) -> bool:
    """Whether to read what statements changed that were heard, and not read yet, before another one runs."""
    if now.idle:
        return False
    return now.unclear or any(
        then.unclear or then.idle or (_is_near(now, then) and _meet(now, then, families)) for then in waiting
    )


def _is_near(now: Reach, then: Reach) -> bool:
    return not now.homes.isdisjoint(then.homes) or (now.makes_up_names and then.drops)


def _meet(now: Reach, then: Reach, families: Families) -> bool:
    return any(
        _clash(one, other, shared=homes & reached, families=families)
        for one, homes in now.effects
        for other, reached in then.effects
    )


def _leaves_alone(each: Effect) -> bool:
    """It changes no object that is recorded: data, a setting, a savepoint."""
    calls = each.command == "SELECT" and each.detail
    return each.action == "data" or (each.action == "other" and each.command not in _RUN and not calls)


def _homes(each: Effect, families: Families) -> set[str]:
    """The relations, or what else, that an effect can reach, by name; empty where its text does not tell."""
    if each.object_kind in ("sequence", "index") and each.action == "alter":  # of a table that no text here names
        return set()
    named = {name for name in (each.table, each.name) if name and each.object_kind not in _PARTS}
    named |= {name for name in (each.table,) if name}
    if each.object_kind == "index" and each.name:
        named.add(each.name)
    found = _PARENTS.match(each.detail or "")
    named |= set(found[1].split(", ")) if found else set()
    return {other for name in named for other in families.around(name)}


def _clash(now: Effect, then: Effect, *, shared: frozenset[str], families: Families) -> bool:
    """Whether what two effects change could be the same."""
    if _has_made_up_name(now) and then.action == "drop":  # perhaps the one that was dropped
        return True
    if not shared or now.action == then.action == "drop":  # what is dropped is told one by one
        return False
    if _thing(now) == _thing(then):
        return True
    if now.object_kind in _ABOUT or (now.object_kind == "table" and now.action == "create"):
        return False
    if now.table != then.table or any(families.has(each) for each in shared):
        return True
    return not _is_apart(now, then)


def _is_apart(now: Effect, then: Effect) -> bool:
    """Of two effects on one table: the second leaves alone what the first one changed."""
    if then.object_kind in _ABOUT:
        return _is_own(now)
    if now.action == "create" and now.object_kind in _PARTS:
        remade = (
            then.action == "drop" and now.object_kind in _NAMED_BY_COLUMNS and then.object_kind in ("column", "table")
        )
        return _is_own(now) and not remade
    return _is_own(now) and _is_own(then)


def _is_own(each: Effect) -> bool:
    """It changes the part of the table that it names, and nothing else of the table."""
    if each.object_kind == "column":
        return each.action == "create" or (each.action == "alter" and bool(_OF_COLUMN_ALONE.match(each.detail or "")))
    return each.object_kind in _PARTS and each.constraint_type != "primary key"


def _has_made_up_name(each: Effect) -> bool:
    return each.action == "create" and each.object_kind in _NAMED_BY_COLUMNS and not each.name


def _thing(each: Effect) -> tuple[str | None, ...]:
    return (each.object_kind, each.table if each.object_kind != "index" else None, each.name)

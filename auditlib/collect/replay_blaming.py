"""Of several statements that touched an object between two readings, the one that did what was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from auditlib.collect.replay_hearing import RIGHTS, Notice
from auditlib.collect.replay_log import Touch
from auditlib.collect.replay_resolving import Group, Object
from auditlib.collect.sqltext.effect import Effect
from auditlib.frames.objects import OBJECT_FRAMES

Homes = Mapping[tuple[int, int], Group]  # by catalog and number
_ACTIONS = {"created": "create", "altered": "alter", "dropped": "drop"}
_ABOUT = ("comment", "privilege")
_OF_FRAME, _OF_TABLE, _ALONE, _IN_SOME_TABLE = "frame ", "table ", "name ", "name in a table "
_NAMED, _NUMBERED, _UNNAMED, _TABLE = 8, 6, 4, 2


@dataclass(frozen=True)
class Blamed:
    """The statement, by its place in the step, and the character of it that names the object; 0 where none is known."""

    order: int
    offset: int | None = None
    lent: bool = False


class Touches:
    """Statements that touched objects, by what they name: a dump holds thousands, and each object is asked for."""

    def __init__(self, touches: list[Touch]) -> None:
        self._all = touches
        self._able = [touch for touch in touches if _changes_more(touch)] or touches  # of what is no right or comment
        self._by: dict[object, list[int]] = defaultdict(list)
        for place, touch in enumerate(touches):
            for key in _keys(touch):
                self._by[key].append(place)

    def able(self, each: Object) -> list[Touch]:
        """Those that may have changed the object."""
        return self._all if OBJECT_FRAMES[each.frame].about_objects else self._able

    def near(self, each: Object, homes: Homes) -> list[Touch]:
        """Of these the ones that have to do with the object or what it is a part of."""
        _schema, table, name = each.named
        table = table or each.said.get("table", "")
        names = {name, *(each.said.get(name, "") for name in ("function", "name"))}
        names |= {word.partition("(")[0] for word in names}
        keys: set[object] = {(each.catalog, each.number), _OF_FRAME + each.frame, *homes}
        keys |= {_OF_TABLE + home for home in (table, *(home[-1] for home in homes.values()))}
        keys |= {kind + name for name in names for kind in (_ALONE, *(() if table else (_IN_SOME_TABLE,)))}
        places = {place for key in keys for place in self._by.get(key, ())}
        found = [self._all[place] for place in sorted(places)]
        return found if self.able(each) is self._all else [touch for touch in found if _changes_more(touch)]


def blamed(each: Object, action: str, touches: Touches, homes: Homes) -> Blamed | None:
    """The statement that names the object, or touched it last; what appears, appears with the first.

    ``homes`` are the relation that it is a part of, and the parents of that, where there are any.
    """
    scored = [(_score(each, action, touch, homes), touch) for touch in touches.near(each, homes)]
    best = max((score for (score, _effect), _touch in scored), default=0)
    equal = [(effect, touch) for (score, effect), touch in scored if score == best] if best else []
    if not equal:  # none of them names it
        equal = [(None, touch) for touch in touches.able(each)]
    if not equal:
        return None
    effect, touch = equal[0] if action == "created" else equal[-1]
    offset = effect.offset if effect is not None and effect.offset >= 0 else None
    return Blamed(touch.order, offset, touch.lent)


def _changes_more(touch: Touch) -> bool:
    """COMMENT, GRANT and REVOKE change nothing else of what they are about."""
    return not touch.effects or any(effect.object_kind not in _ABOUT for effect in touch.effects)


def _keys(touch: Touch) -> set[object]:
    """All by which ``_score`` may find that a statement has to do with an object."""
    keys: set[object] = {(told.catalog, told.number) for told in touch.notices}
    keys |= {_OF_FRAME + "privileges" for told in touch.notices if told.command in RIGHTS}
    keys |= {_OF_TABLE + effect.table for effect in touch.effects if effect.table}
    return keys | {(_IN_SOME_TABLE if each.table else _ALONE) + each.name for each in touch.effects if each.name}


def _score(each: Object, action: str, touch: Touch, homes: Homes) -> tuple[int, Effect | None]:
    best: tuple[int, Effect | None] = (max((_heard(each, told, homes) for told in touch.notices), default=0), None)
    for effect in touch.effects:
        score = _named(each, effect)
        score = score + (effect.action == _ACTIONS[action]) if score else _inherited(effect, homes)
        if score > best[0]:
            best = (score, effect)
    return best


def _heard(each: Object, told: Notice, homes: Homes) -> int:
    """How well what was told is the object."""
    place = (told.catalog, told.number)
    if place == (each.catalog, each.number):
        return _TABLE if each.frame == "columns" else _NUMBERED
    if each.frame == "privileges" and told.command in RIGHTS:
        return _TABLE
    return _TABLE - 1 if place in homes else 0


def _named(each: Object, effect: Effect) -> int:
    """How well an effect names the object."""
    frame = OBJECT_FRAMES[each.frame]
    schema, table, name = each.named
    table = table or each.said.get("table", "")
    if frame.about_objects:  # named after the kind and the name of what it is about
        name = each.said.get("name", name).partition("(")[0]
    if effect.schema and schema and effect.schema != schema:
        return 0
    if effect.name == (each.said.get("function") or name) and (not effect.table or not table or effect.table == table):
        return _NAMED if effect.object_kind == frame.object_kind else _UNNAMED - 1
    if table and effect.table == table:
        kind = "constraint" if frame.object_kind == "index" and "constraint" in each.said else frame.object_kind
        if effect.object_kind == kind and not effect.name and _same_columns(each, effect):
            return _UNNAMED
        return _TABLE - 1
    return 0


def _inherited(effect: Effect, homes: Homes) -> int:
    """What a statement does to a table, it does to its partitions, too; one that names a partition is meant before."""
    return _TABLE - 1 if effect.table and any(effect.table == home[-1] for home in homes.values()) else 0


def _same_columns(each: Object, effect: Effect) -> bool:
    said = each.said.get("columns")
    return not effect.columns or said is None or said == ", ".join(effect.columns)

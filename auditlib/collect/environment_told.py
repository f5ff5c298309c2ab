"""What env.py computes when it runs, and its text does not tell: its version table and its schema_translate_map.

Both decide what is read of the live database and how the chain is replayed, so env.py is run for them before either.
Where text and settings tell everything, nothing runs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from auditlib.collect.models import arguments
from auditlib.collect.probe import Message, converse, workspace
from auditlib.collect.probe_program import program
from auditlib.collect.replay_translation import schema_translate_map
from auditlib.config.target import Remark, ScriptLocation, Target
from auditlib.errors import InterpreterError

_SCHEMA = "version_table_schema"
_NO_SCHEMA = ""
_TABLE = ("version_table", _SCHEMA)
_MAP = "schema_translate_map"
_STEP = "Name it in script_locations of the settings, if another run of env.py would choose another."
_Told = Mapping[tuple[str, str], Any]


def with_what_it_tells(target: Target) -> Target:
    """``target`` with the options that a run of env.py told, and a remark on each; itself where none was to be told."""
    asked = [each for each in target.locations if _computed(each)]
    if not asked:
        return target
    told = _told(target, {each.name for each in asked})
    chosen = tuple(_chosen(each, told) for each in target.locations)
    return replace(target, locations=chosen, remarks=(*target.remarks, *_remarks(asked, told)))


def _computed(location: ScriptLocation) -> set[str]:
    untold = isinstance(schema_translate_map(location.folder / "env.py"), str)
    return {*location.computed, *([_MAP] if untold else [])}


def _told(target: Target, names: set[str]) -> _Told:
    """Values by script location and option, as far as env.py came and they are plain."""
    told: dict[tuple[str, str], Any] = {}

    def listen(message: Message) -> None:
        for row in message.get("options") or () if message["kind"] == "environment" else ():
            if message.get("location") in names and row.get("option") in (*_TABLE, _MAP):
                told[message["location"], row["option"]] = _value(row)

    try:
        with workspace(target) as place:
            converse(place, program("models"), {**arguments(place), "environments_alone": True}, listen)
    except InterpreterError:  # said by the models witness, which needs it too
        return {}
    return {key: value for key, value in told.items() if value is not None}


def _value(row: Mapping[str, Any]) -> Any:
    """A text, or the pairs of a map; none where it is neither, or was cut. No schema at all is an answer, too."""
    try:
        value = ast.literal_eval(str(row.get("value")))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    if value is None and row["option"] == _SCHEMA:
        return _NO_SCHEMA
    if row["option"] != _MAP:
        return value if isinstance(value, str) and value else None
    plain = isinstance(value, dict) and all(isinstance(each, str | None) for pair in value.items() for each in pair)
    return tuple(value.items()) if plain else None


def _chosen(location: ScriptLocation, told: _Told) -> ScriptLocation:
    names = _computed(location)
    known: dict[str, Any] = {name: told[location.name, name] or None for name in names if (location.name, name) in told}
    if _MAP in known:
        known["translations"] = known.pop(_MAP)
    return replace(location, **known)


def _remarks(asked: list[ScriptLocation], told: _Told) -> Iterator[Remark]:
    for location in asked:
        for name in sorted(_computed(location)):
            value = told.get((location.name, name))
            subject = f"{name} that {location.name} computes"
            if value is None and name != _MAP:
                read = getattr(location, name) or "none"
                detail = f"env.py computes it, and no run of it told the value: {read} was read"
                yield Remark(subject, "partly", detail, f"Set {name} in script_locations.")
            elif value is not None:
                shown = dict(value) if name == _MAP else value
                yield Remark(subject, "seen", f"env.py computes it: {shown or 'none'} when it ran here", _STEP)

"""The recorded statements of a replay as rows of `statements` and `locks`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from auditlib.collect.replay_lines import Spot, line_of_statement
from auditlib.collect.replay_modes import STRENGTH
from auditlib.collect.replay_plan import Step
from auditlib.collect.replay_record import is_block
from auditlib.collect.replay_sent import Lock, Statement
from auditlib.collect.statements import effects, shortened
from auditlib.config.secrets import redact

Recorded = Mapping[int, list[Statement]]


def statements(
    recorded: Recorded, stamps: Recorded, steps: Mapping[int, Step], project: Path
) -> Iterator[dict[str, Any]]:
    """Rows of ``statements``, by step and order; ``stamps`` tell on which session Alembic noted the steps down."""
    for number, order, statement in _numbered(recorded):
        step = steps[number]
        yield {
            "step": number,
            "statement_order": order,
            "script_location": step.location,
            "revision": step.revision,
            "file": step.file,
            "line": _line(statement, project / step.file),
            **_helper(statement),
            **_words(statement),
            "in_transaction": not statement.alone,
            "duration_ms": None if statement.sqlstate else round(statement.duration_ms, 3),
            "rows": statement.rows if statement.rows is not None and statement.rows >= 0 else None,
            "message": redact(statement.message) if statement.message else None,
            "sqlstate": statement.sqlstate,
            "notice": redact(statement.notice) if statement.notice else None,
            "undone": statement.undone,
            "own_connection": statement.session != stamps[number][0].session if stamps.get(number) else None,
        }


def locks(recorded: Recorded) -> Iterator[dict[str, Any]]:
    """Rows of ``locks``, by step, order and relation."""
    for number, order, statement in _numbered(recorded):
        for lock in _by_name(statement.locks):
            yield {
                "step": number,
                "statement_order": order,
                "schema": lock.schema,
                "relation": lock.relation,
                "relation_kind": lock.kind,
                "mode": lock.mode,
                "known_by": lock.known_by,
                "masked": lock.masked,
                "rewritten": lock.rewritten,
                "scans": lock.scans,
            }


def _by_name(found: Iterable[Lock]) -> list[Lock]:
    """One lock a name: a table that was dropped and the one renamed to its name bear it in one transaction."""
    told: dict[tuple[str, str], Lock] = {}
    for each in found:
        other = told.get((each.schema, each.relation))
        told[each.schema, each.relation] = _both(other, each) if other else each
    return list(told.values())


def _both(one: Lock, other: Lock) -> Lock:
    strongest = max(one, other, key=lambda each: STRENGTH.get(each.mode or "", -1))
    rewritten = one.rewritten or other.rewritten
    return replace(strongest, rewritten=rewritten, scans=one.scans + other.scans)


def _numbered(recorded: Recorded) -> Iterator[tuple[int, int, Statement]]:
    for number in sorted(recorded):
        for order, statement in enumerate(recorded[number], 1):
            yield number, order, statement


def _line(statement: Statement, file: Path) -> int | None:
    called = statement.place.get("line")
    return line_of_statement(file, called, statement.text.whole, Spot(statement.text.start, ""))


def _helper(statement: Statement) -> dict[str, Any]:
    told = statement.place.get("helper")
    if isinstance(told, list) and len(told) == 2 and isinstance(told[0], str) and isinstance(told[1], int):
        return {"helper_file": Path(told[0]).as_posix(), "helper_line": told[1]}
    return {}


def _words(statement: Statement) -> dict[str, Any]:
    """The command and the statement as a report may show it; a block is shown whole, whatever it would run."""
    own = statement.text.own
    if is_block(own):
        return {"command": "DO", "sql": shortened(redact(own.strip()))}
    found = effects(own)
    first = next((each for each in found if each.sql), None)
    return {
        "command": found[0].command if found else None,
        "sql": first.sql if first else redact(own.strip()),
    }

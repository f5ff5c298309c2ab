"""The log of an object as a person reads it, and who made what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from auditlib.reconcile.blame import Log
from auditlib.reconcile.lineage import statements
from auditlib.report.formats.as_json import dumped
from auditlib.rules.naming import OF_OTHERS, object_name

Row = Mapping[str, Any]
_WORDS = {"given": "stood there before the chain", "lent": "lent by the replay: the chain needs it and never makes it"}


def text(log: Log, statuses: Mapping[str, str]) -> Iterator[str]:
    """Lines as of ``git log``: a revision, its place, and what each statement did; newest first."""
    yield f"{log.kind} {log.name}"
    for rows in by_statement(log):
        yield ""
        yield from _head(rows[0], statuses)
        for row in rows:
            where = f"line {row['line']}: " if row["line"] else ""
            yield f"    {where}{said(row)}"
    yield ""
    yield outcome(log)


def by_statement(log: Log) -> Iterator[Sequence[Row]]:
    """The changes of each statement in their order, the newest statement first."""
    for changes in statements(log.rows):
        yield changes[::-1]


def outcome(log: Log) -> str:
    """Whether a revision made it and whether it is live."""
    if not log.recorded:
        return "No replay is recorded in this snapshot: which revision made it is unknown."
    if log.live is None:
        return "The live database was not read: whether it is live is unknown."
    if log.live and not log.made:
        return "It is live and made by no revision: `create_all` or a hand made it."
    if log.called and not log.live:
        return f"It is called {log.called} now, and not live under its old name."
    if log.made and not log.live:
        return "A revision made it, and it is not live."
    return "A revision made it, and it is live." if log.live else "It is not live, and no revision made it."


def document(logs: list[Log], statuses: Mapping[str, str]) -> str:
    """The logs as JSON, in ASCII."""
    return dumped({"format": 1, "objects": [_record(log, statuses) for log in logs]})


def _record(log: Log, statuses: Mapping[str, str]) -> dict[str, Any]:
    changes = [{**row, "status": statuses.get(row["revision"] or "")} for row in log.rows]
    return {"object_kind": log.kind, "name": log.name, "made": log.made, "live": log.live,
            "recorded": log.recorded, "changes": changes}  # fmt: skip


def _head(row: Row, statuses: Mapping[str, str]) -> Iterator[str]:
    if row["revision"] is None:
        yield f"no revision ({nobody(row)})"
        return
    status = statuses.get(row["revision"])
    yield f"revision {row['revision']}" + (f" ({status})" if status else "")
    if row["call_line"]:
        yield f"sent by {row['file']}:{row['call_line']}"


def nobody(row: Row) -> str:
    """Where a change comes from that is no revision's."""
    return _WORDS.get(row["action"], "no statement is known to have done it")


def said(row: Row) -> str:
    """What a change did, in a line."""
    named = object_name(row) if row["object_kind"] in OF_OTHERS else f"{row['object_kind']} {_called(row)}"
    if row["attribute"]:
        return f"{named}: {row['attribute']} {_value(row['old'])} -> {_value(row['new'])}"
    if not row["new"]:
        return f"{row['action']} {named}"
    return f"{row['action']} {named}{_details(json.loads(row['new']))}"


def _called(row: Row) -> str:
    table = "" if row["object_kind"] == "table" or not row["table"] else f"{row['table']}."
    return f"{table}{row['name']}"


def _details(said: Mapping[str, str]) -> str:
    words = [said["type"]] if "type" in said else []
    words += ["not null"] if said.get("nullable") == "false" else []
    words += [f"default {said['default']}"] if "default" in said else []
    words += [said["definition"]] if "definition" in said else []
    return f": {' '.join(words)}" if words else ""


def _value(value: str | None) -> str:
    return "none" if value is None else value


def statuses(state: pd.DataFrame) -> dict[str, str]:
    """Status by revision."""
    return dict(zip(state["revision"], state["status"], strict=True))


def short(schema: str, name: str) -> str:
    """A name without the default schema."""
    return f"{schema}.{name}" if schema and schema != "public" else name


def plural(kind: str, count: int = 2) -> str:
    """A kind of object as several are called."""
    return kind if count == 1 else {"index": "indexes", "other": "others", "policy": "policies"}.get(kind, f"{kind}s")

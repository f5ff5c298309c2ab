"""The tables that hold Alembic's position: those that script locations claim, and those that only look like one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd
import psycopg
from psycopg import errors, sql

from auditlib.collect import connection as connections
from auditlib.config.target import Place, ScriptLocation, claims
from auditlib.frames.history import APPLIED_REVISIONS, VERSION_TABLES

MOST_ROWS = 10_000
LOOKS_LIKE = re.compile(r"alembic.*version", re.I)


def read_version_tables(
    session: psycopg.Connection[Any], columns: pd.DataFrame, locations: Iterable[ScriptLocation]
) -> tuple[dict[str, pd.DataFrame], list[dict[str, str]]]:
    """The frames ``version_tables`` and ``applied_revisions``, and rows of ``witnesses`` for what may not be read.

    ``columns`` is the frame of the same session.
    """
    candidates = _version_columns(columns)
    facts = connections.server(session)
    claimed = claims(candidates, locations, facts.default_schema)
    alone = columns.groupby(["schema", "table"]).size()
    tables, applied, witnesses = [], [], []
    for place, type_ in candidates.items():
        if place not in claimed and alone[place] > 1 and not LOOKS_LIKE.search(place[1]):
            continue
        rows, refusal = _rows(session, place, facts.role)
        if refusal:
            witnesses.append(refusal)
        tables.append(_table(place, type_, claimed.get(place), rows))
        applied += [{"schema": place[0], "table": place[1], "version_num": row} for row in sorted(set(rows or ()))]
    frames = {"version_tables": VERSION_TABLES.conform(tables), "applied_revisions": APPLIED_REVISIONS.conform(applied)}
    return frames, witnesses


def _table(place: Place, type_: str, claim: list[str] | None, rows: list[str] | None) -> dict[str, Any]:
    capacity = re.fullmatch(r"character(?: varying)?\((\d+)\)", type_)
    return {
        "schema": place[0],
        "table": place[1],
        "script_location": ", ".join(claim) if claim else None,
        "id_capacity": int(capacity[1]) if capacity else None,
        "rows": None if rows is None else len(rows),
        "readable": rows is not None,
        "configured": bool(claim),
    }


def _version_columns(columns: pd.DataFrame) -> dict[Place, str]:
    """Tables with a text column ``version_num``, and its type."""
    of_text = columns["type"].str.fullmatch(r"text|character(?: varying)?(?:\(\d+\))?").fillna(False).astype(bool)
    chosen = columns[(columns["column"] == "version_num") & of_text]
    places = zip(chosen["schema"], chosen["table"], strict=True)
    return dict(zip(places, chosen["type"], strict=True))


def _rows(session: psycopg.Connection[Any], place: Place, role: str) -> tuple[list[str] | None, dict[str, str] | None]:
    """The rows, or none and why they could not be read."""
    table = sql.Identifier(*place)
    query = sql.SQL("select version_num::text from {} where version_num is not null limit {}").format(table, MOST_ROWS)
    try:
        with session.transaction():
            return [row[0] for row in session.execute(query)], None
    except errors.InsufficientPrivilege as error:
        why, step = str(error.diag.message_primary), _grant(session, place, role)
    except errors.LockNotAvailable:
        why, step = (
            "another session holds it locked",
            "Run the audit again when that session has ended its transaction.",
        )
    return None, {
        "witness": "live",
        "subject": f"version table {'.'.join(place)}",
        "status": "not seen",
        "detail": f"its rows could not be read: {why}",
        "next_step": step,
    }


def _grant(session: psycopg.Connection[Any], place: Place, role: str) -> str:
    schema, table, to = sql.Identifier(place[0]), sql.Identifier(*place), sql.Identifier(role)
    grant = sql.SQL("GRANT USAGE ON SCHEMA {} TO {}; GRANT SELECT ON {} TO {};").format(schema, to, table, to)
    return f"Run as owner: {grant.as_string(session)}"

"""Where target code tried to connect by itself: what a guard told, and what statements asked of the server."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from auditlib.config.secrets import redact
from auditlib.frames.history import CONNECTION_TRIES

Row = dict[str, Any]
LONGEST = 200
# What a server process does on its own way out. A foreign server alone is only described: it connects when it is read.
_OUTWARD = {
    "COPY … PROGRAM": re.compile(r"^\s*copy\b.*\b(?:from|to)\s+program\b", re.I | re.S),
    "dblink": re.compile(r"\bdblink(?:_\w+)?\s*\(", re.I),
    "foreign schema": re.compile(r"^\s*import\s+foreign\s+schema\b", re.I),
    "subscription": re.compile(r"^\s*(?:create\s+subscription|alter\s+subscription\b.*\bconnection)\b", re.I | re.S),
}
_NOT_CONNECTING = re.compile(r"\bconnect\s*=\s*'?(?:false|off|0)\b", re.I)
_FUNCTION_BODY = re.compile(r"^\s*create\s+(?:or\s+replace\s+)?(?:function|procedure)\b", re.I)
_UNREACHABLE = ("08", "HV")  # classes of PostgreSQL's for connections and foreign data
_PARTS = re.compile(r"\b(host|hostaddr|port|dbname)\s*'?\s*=?\s*'*([\w.:/@%-]+)", re.I)
_URL = re.compile(r"postgres(?:ql)?://(?:[^@/\s']*@)?([\w.:-]*/?[\w-]*)")


def told(message: Mapping[str, Any]) -> Row:
    """What a guard says of a try, without secrets; who made it is for the caller to add."""
    line = message.get("line")
    return {
        "driver": _text(message.get("driver")),
        "address": _text(message.get("address")),
        "file": _text(message.get("file")) or None,
        "line": line if isinstance(line, int) and not isinstance(line, bool) else None,
        "stopped_by": "guard",
    }


def made(message: Mapping[str, Any], maker: tuple[str, str, str] | None) -> Row:
    """The row of a try that a guard tells, of a revision given by location, id and file, or of a module."""
    row = {"by": "module", **told(message)}
    if maker:
        location, revision, file = maker
        row |= {"by": "revision", "script_location": location, "revision": revision, "file": row["file"] or file}
    return row


def asked(statements: Iterable[Row]) -> Iterator[Row]:
    """Rows for those ``statements`` that ask the server to connect or to start a program."""
    for row in statements:
        driver = outward(str(row["sql"] or ""), row["sqlstate"])
        if driver:
            yield {
                "by": "revision",
                **{name: row[name] for name in ("script_location", "revision", "file", "line")},
                "driver": driver,
                "address": address(str(row["sql"] or "")),
                "stopped_by": "PostgreSQL",
            }


def of_env(sent: Iterable[str], location: str, folder: str) -> list[Row]:
    """Rows for statements that env.py ``sent`` and that ask the server to connect; ``folder`` is where it lies."""
    return [
        {
            "by": "env.py",
            "script_location": location,
            "file": f"{folder}/env.py",
            "driver": outward(sql, None),
            "address": address(sql),
            "stopped_by": "PostgreSQL",
        }
        for sql in sent
    ]


def outward(sql: str, sqlstate: str | None) -> str | None:
    """What of a statement leads out of the server; none where nothing does."""
    if _FUNCTION_BODY.match(sql):
        return None
    found = next((name for name, pattern in _OUTWARD.items() if pattern.search(sql)), None)
    if found == "subscription" and _NOT_CONNECTING.search(sql):
        return None
    return found or ("foreign data wrapper" if (sqlstate or "").startswith(_UNREACHABLE) else None)


def address(sql: str) -> str | None:
    """Host, port and database that a statement names; none where it names none."""
    url = _URL.search(sql)
    if url:
        return url[1]
    parts = {name.lower(): value for name, value in _PARTS.findall(sql)}
    host = parts.get("host") or parts.get("hostaddr")
    if not host:
        return None
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"{host}{port}/{parts.get('dbname', '')}"


def frame(witness: str, rows: Iterable[Row]) -> pd.DataFrame:
    """``connection_tries`` of one witness, each try once."""
    unique = {tuple(sorted((name, str(value)) for name, value in row.items())): row for row in rows}
    return CONNECTION_TRIES.conform({**row, "witness": witness, "try": n} for n, row in enumerate(unique.values(), 1))


def by_file(row: Row, locations: Mapping[str, str]) -> Row:
    """The row as env.py's where its line stands in one; ``locations`` are folders by script location."""
    for name, folder in locations.items():
        if row["file"] and Path(row["file"]) == Path(folder) / "env.py":
            return {**row, "by": "env.py", "script_location": name, "revision": None}
    return row


def _text(value: Any) -> str:
    return redact(str(value))[:LONGEST] if value is not None else ""

"""What to do, in order; and the commands to do it with."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.report.markup import one_line
from auditlib.report.show import Col, Shown, code_block, heading, joined, paragraph, place, show
from auditlib.report.verdict import roots

_HORIZONS = (
    ("deploy", "Before the next deploy"),
    ("model", "Before the models are used"),
    ("", "After that"),
)
_COLUMNS = (
    Col("number", "#", "number"),
    Col("remedy", "What to do", "prose"),
    Col("because", "Because", "prose"),
    Col("count", "Findings", "number"),
    Col("rule", "Rule", "code", "leads"),
    Col("where", "Begin at", "place"),
)


def recommendations(findings: pd.DataFrame) -> Shown:
    """What to do, most urgent first, a line a rule; frame ``findings``."""
    found = roots(findings)
    advised = found[found["remedy"].fillna("") != ""]
    if advised.empty:
        return paragraph("Nothing to do follows from what was seen.")
    parts = [_horizon(title, advised[_stops(advised, stops)]) for stops, title in _HORIZONS]
    return joined([part for part in parts if part.html])


def commands(settings: pd.DataFrame, state: pd.DataFrame) -> Shown:
    """Alembic's commands for this project, with its own configuration and revisions; frames ``settings``, ``state``."""
    locations = sorted(set(state["script_location"].dropna()) | set(settings["script_location"].dropna()))
    if not locations:
        return paragraph("No script location was seen.")
    return joined([_commands(location, settings, state, several=len(locations) > 1) for location in locations])


def _stops(found: pd.DataFrame, stops: str) -> pd.Series:
    return found["stops"].fillna("") == stops


def _horizon(title: str, found: pd.DataFrame) -> Shown:
    if found.empty:
        return Shown("", "")
    rows = [_advice(number, part) for number, part in enumerate(_grouped(found), 1)]
    return heading(title) + show(pd.DataFrame(rows), "What to do, and why", columns=_COLUMNS, limit=60)


def _grouped(found: pd.DataFrame) -> Sequence[Sequence[Mapping[str, Any]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in records(found):
        groups.setdefault(str(row["rule"]), []).append(row)
    return list(groups.values())


def _advice(number: int, part: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    """One line for the findings of a rule; where their remedies differ, the gravest stands for all."""
    first = part[0]
    alike = len({row["remedy"] for row in part}) == 1
    return {
        "number": number,
        "remedy": first["remedy"] if alike else f"For instance: {first['remedy']}",
        "because": first["message"],
        "count": len(part),
        "rule": first["rule"],
        "leads": f"90_findings.html#finding-{first['fingerprint']}",
        "where": place(first["file"], first["line"]),
    }


def _commands(location: str, settings: pd.DataFrame, state: pd.DataFrame, *, several: bool) -> Shown:
    ini = settings.loc[
        (settings["script_location"] == location) & settings["file"].str.endswith(".ini", na=False), "file"
    ]
    alembic = f"alembic -c {_quoted(ini.iloc[0])}" if len(ini) else "alembic"
    part = state[state["script_location"] == location]
    positions = part.loc[part["is_position"].eq(True), "revision"].tolist()
    since = positions[0] if len(positions) == 1 else "base"
    between = _quoted(f"{since}:heads")
    lines = [
        f"{alembic} current                      # where the database stands",
        f"{alembic} heads                        # where the files lead",
        f"{alembic} history -r {between}     # what lies between",
        f"{alembic} upgrade {between} --sql  # the pending SQL, without running it",
        f"{alembic} upgrade heads                # apply what is pending",
        f"{alembic} check                        # what autogenerate would still change",
        f'{alembic} revision -m "what it does"   # a new revision, to be written by hand',
        f"{alembic} downgrade -1                 # undo the last one",
    ]
    title = heading(location) if several else Shown("", "")
    return title + code_block("\n".join(lines), language="bash")


def _quoted(text: str) -> str:
    """Text of the target as one word of a shell: whoever copies the line runs nothing else."""
    return shlex.quote(one_line(text))

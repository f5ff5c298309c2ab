"""The statements of `hazards.toml` as a chain of revisions, one each."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pandas as pd

from auditlib.collect.scratch import Server

# Tests are no package: the helper beside this file is loaded by its path.
_spec = spec_from_file_location("hazard_chains", Path(__file__).with_name("chains.py"))
chains = module_from_spec(_spec)
sys.modules["hazard_chains"] = chains
_spec.loader.exec_module(chains)

TABLES = """
create table t (id int primary key, n int, v varchar(10), w numeric(10, 2), at timestamp, j json,
                m int not null default 1);
create table other (id int primary key, t_id int);
insert into t select i, i, 'x', 1.5, '2026-01-01', '{}' from generate_series(1, 3) as i;
insert into other select i, i from generate_series(1, 3) as i
"""
_SCHEMA = re.compile(r"\bh(?=[._]| )")
_BACK = "set local search_path to default"  # Alembic writes its version row next
Hazard = dict[str, Any]
_LIST = tomllib.loads(Path(__file__).with_name("hazards.toml").read_text())
NO_STATEMENT: dict[str, str] = _LIST["no_statement"]


def all_of_them() -> list[Hazard]:
    """Every hazard of the list."""
    return list(_LIST["hazard"])


def replayed(server: Server, project: Path, hazards: list[Hazard]) -> dict[str, pd.DataFrame]:
    """The frames of one chain in which each hazard has a revision of its own, and the first is every set-up."""
    chain = chains.Chain(project)
    setups = "\n".join(f"    op.execute({_setup(hazard)!r})" for hazard in hazards)
    chain.add("before", f"with op.get_context().autocommit_block():\n{setups}")
    for hazard in hazards:
        chain.add(hazard["number"], _body(hazard, _SCHEMA.sub(f"h{hazard['number']}", hazard["statement"])))
    return chains.replayed(server, chain, None)


def _setup(hazard: Hazard) -> str:
    schema = f"h{hazard['number']}"
    return f"create schema {schema}; set local search_path = {schema}; {TABLES}; {hazard.get('setup', '')}; {_BACK}"


def _body(hazard: Hazard, statement: str) -> str:
    if not hazard.get("autocommit"):
        return f"op.execute({statement!r})"
    return f"with op.get_context().autocommit_block():\n    op.execute({statement!r})"


def seen(frames: dict[str, pd.DataFrame], number: str) -> dict[str, str]:
    """What the last statement of a hazard took: relation to mode, and how it is known; as the list writes it."""
    step = frames["steps"].set_index("revision").loc[number, "step"]
    statements, rows = frames["statements"], frames["locks"]
    last = statements.loc[statements["step"].eq(step), "statement_order"].max()
    rows = rows[rows["step"].eq(step) & rows["statement_order"].eq(last)]
    return {row["relation"]: _words(row) for row in rows.to_dict("records")}


def _words(row: dict[str, Any]) -> str:
    marks = {
        "masked": row["masked"],
        "rewrite": row["rewritten"],
        "scan": row["scans"] > 0,
        "by table": row.get("known_by") == "table",
    }
    return ", ".join([str(row["mode"]), *(word for word, is_so in marks.items() if is_so)])

"""The catalog into frames, against ``MetaData.reflect`` and ``pg_dump -s`` on the same database, in the same run.

Each is measured a few times in turn, so that a noise of the machine meets them all, and the best of each counts.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from generate import generate

from auditlib import snapshot
from auditlib.collect import catalog, connection, scratch
from auditlib.collect.catalog_reader import Reader
from auditlib.collect.scratch_binaries import candidates

TABLES, MANY_TABLES, ROUNDS, FEW_ROUNDS = 2_000, 10_000, 9, 4


def rows() -> list[dict[str, Any]]:
    """Measurements as ``name``, ``value``, ``unit``, ``bound``, ``holds``."""
    with scratch.server() as server:
        conninfo = _filled(server, TABLES)
        dump = [str(candidates()[0].folder / "pg_dump"), "--schema-only", conninfo]
        frames, dumped = _alternating(
            lambda: catalog.read(conninfo, "live", sizes=False),
            lambda: subprocess.run(dump, check=True, stdout=subprocess.DEVNULL),
            rounds=ROUNDS,
        )
        reflected = _seconds(lambda: _reflected(server, conninfo))
        sizes, parquet = _seconds(lambda: _sizes(conninfo)), _parquet(conninfo)
        many = _filled(server, MANY_TABLES)
        small, large = _alternating(
            lambda: catalog.read(conninfo, "live", sizes=False),
            lambda: catalog.read(many, "live", sizes=False),
            rounds=FEW_ROUNDS,
        )
    of = f"{TABLES} tables"
    return [
        _row(f"catalog into frames, {of}", frames, "s"),
        _row(f"pg_dump -s, {of}", dumped, "s"),
        _row(f"MetaData.reflect, {of}", reflected, "s"),
        _row(f"sizes, {of}", sizes, "s"),
        _row(f"frames to Parquet, {of}", parquet, "s"),
        _row(f"catalog into frames, {MANY_TABLES} tables", large, "s"),
        _row("MetaData.reflect against catalog", reflected / frames, "times", at_least=4.0),
        _row("catalog against pg_dump -s", frames / dumped, "times", at_most=1.1),
        # Linear: five times the tables take five times as long, give or take a quarter.
        _row(
            "catalog, a table in 10,000 against one in 2,000",
            large / MANY_TABLES * TABLES / small,
            "times",
            at_most=1.25,
        ),
    ]


def _row(
    name: str, value: float, unit: str, *, at_most: float | None = None, at_least: float | None = None
) -> dict[str, Any]:
    bound = at_most if at_least is None else at_least
    holds = None if bound is None else (value <= bound if at_least is None else value >= bound)
    return {"name": name, "value": round(value, 3), "unit": unit, "bound": bound, "holds": holds}


def _filled(server: scratch.Server, tables: int) -> str:
    conninfo = server.create_database(f"tables {tables}")
    generate(conninfo, tables)
    return conninfo


def _name(conninfo: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(conninfo)["dbname"])


def _alternating(*tasks: Callable[[], object], rounds: int) -> list[float]:
    times = [[_seconds(task) for task in tasks] for _ in range(rounds)]
    return [min(column) for column in zip(*times, strict=True)]


def _seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def _reflected(server: scratch.Server, conninfo: str) -> None:
    engine = sa.create_engine(server.url(_name(conninfo), "psycopg"), poolclass=sa.NullPool)
    metadata = sa.MetaData()
    metadata.reflect(engine)
    assert len(metadata.tables) == TABLES


def _sizes(conninfo: str) -> None:
    with connection.reading(conninfo) as session:
        Reader(session)._copied("sizes")


def _parquet(conninfo: str) -> float:
    frames = catalog.read(conninfo, "live", sizes=False)
    with tempfile.TemporaryDirectory(prefix="auditlib-bench-") as folder:
        taken = snapshot.Snapshot({}, frames)
        return _seconds(lambda: snapshot.save(taken, Path(folder) / "snapshot"))

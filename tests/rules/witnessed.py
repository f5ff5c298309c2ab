"""Witnesses made from text: SQL for live and chain, a module for the models, read by the catalog queries."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from functools import cache

import pandas as pd
import psycopg
import sqlalchemy

from auditlib.collect import catalog
from auditlib.collect.scratch import Server
from auditlib.frames.all import FRAMES
from auditlib.frames.spec import combine
from auditlib.reconcile.coverage import coverage
from auditlib.reconcile.differences import differences

Frames = dict[str, pd.DataFrame]
MODELS = "models:example."
CONCLUSIONS = {"coverage": coverage, "differences": differences}


def frames_of(server: Server, blocks: Mapping[str, str], wanted: Collection[str] = CONCLUSIONS) -> Frames:
    """All frames of an example: ``live``, ``chain``, ``models`` and ``frames`` are the titles of its blocks.

    Only conclusions that are ``wanted`` are drawn.
    """
    parts: list[Mapping[str, pd.DataFrame]] = []
    for title, source in (("live", "live"), ("chain", "replay"), ("chain head", "replay:head")):
        if title in blocks:
            parts.append(from_sql(server, blocks[title], source))
    if "models" in blocks:
        parts += from_models(server, blocks["models"])
    if "frames" in blocks:
        given = tomllib.loads(blocks["frames"])
        parts.append({name: FRAMES[name].conform(rows) for name, rows in given.items()})
    return concluded(combine(parts, FRAMES), wanted)


def concluded(frames: Frames, wanted: Collection[str] = CONCLUSIONS) -> Frames:
    """``frames`` with coverage and differences."""
    return {**frames, **{name: draw(frames) for name, draw in CONCLUSIONS.items() if name in wanted}}


def from_sql(server: Server, text: str, source: str) -> Frames:
    """The object frames of a database of its own in which ``text`` was run."""
    read = _read(server, text)
    return {name: frame.assign(source=source) if "source" in frame else frame for name, frame in read.items()}


@cache
def _read(server: Server, text: str) -> Frames:
    """The same text gives the same frames: witnesses that agree, and what pages repeat, are read once."""
    conninfo = server.create_database("example")
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(text)
    return _objects(catalog.read(conninfo, "live"))


@cache
def from_models(server: Server, text: str) -> list[Frames]:
    """The frames of every MetaData that a module defines, each built by ``create_all`` in a database of its own."""
    module: dict[str, object] = {}
    exec(compile(text, "models", "exec"), module)
    found = {name: value for name, value in module.items() if isinstance(value, sqlalchemy.MetaData)}
    assert found, "the module defines no MetaData"
    return [_built(server, f"example.{name}", metadata) for name, metadata in found.items()]


def _built(server: Server, name: str, metadata: sqlalchemy.MetaData) -> Frames:
    conninfo = server.create_database("models")
    database = psycopg.conninfo.conninfo_to_dict(conninfo)["dbname"]
    engine = sqlalchemy.create_engine(server.url(str(database), "psycopg"))
    try:
        with engine.begin() as connection:
            for schema in sorted({table.schema for table in metadata.tables.values() if table.schema} - {"public"}):
                connection.execute(sqlalchemy.schema.CreateSchema(schema))
            metadata.create_all(connection)
    finally:
        engine.dispose()
    return {**_objects(catalog.read(conninfo, f"models:{name}")), **_declared(name, metadata)}


def _declared(name: str, metadata: sqlalchemy.MetaData) -> Frames:
    tables = [
        {"metadata": name, "schema": table.schema or "public", "table": table.name, "file": "models.py", "line": 1}
        for table in metadata.tables.values()
    ]
    rows = {
        "metadata": [{"metadata": name, "tables": len(tables), "tracked": True, "library": False}],
        "models": tables,
    }
    return {frame: FRAMES[frame].conform(given) for frame, given in rows.items()}


def _objects(read: Frames) -> Frames:
    return {name: frame for name, frame in read.items() if name != "witnesses"}

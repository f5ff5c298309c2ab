"""No rule knows the demo: under other names and on other days the same is said of it."""

from __future__ import annotations

import datetime
import decimal
import enum
import hashlib
import importlib.util
import logging
import pathlib
import re
import sys
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import alembic.context
import alembic.op
import pandas as pd
import pgvector.sqlalchemy
import psycopg
import pytest
import sqlalchemy
import sqlmodel
from alembic.operations import Operations
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql

from auditlib import pipeline
from auditlib.collect import catalog, scratch
from auditlib.config.database import Database
from auditlib.config.discovery import discover
from auditlib.config.settings import Settings
from auditlib.demo import live, project
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.snapshot import Snapshot

pytestmark = pytest.mark.extensions("vector", "unaccent", "pg_trgm")

_spec = importlib.util.spec_from_file_location("metamorphic", Path(__file__).with_name("metamorphic.py"))
metamorphic = importlib.util.module_from_spec(_spec)
sys.modules["metamorphic"] = metamorphic
_spec.loader.exec_module(metamorphic)

LIBRARIES = (
    *(sqlalchemy, orm, postgresql, sqlmodel, pgvector.sqlalchemy, alembic.op, alembic.context),
    *(datetime, decimal, enum, hashlib, logging, pathlib, uuid),
    psycopg.errors,  # the names of conditions in PL/pgSQL
)
SEED = 20260


@dataclass(frozen=True)
class Twins:
    """The demo, its renamed twin, and the way between them."""

    plain: Path
    renamed: Path
    renaming: metamorphic.Renaming


@pytest.fixture(scope="module")
def twins(server: scratch.Server, tmp_path_factory: pytest.TempPathFactory) -> Twins:
    """Two working copies, one of them renamed."""
    folder = tmp_path_factory.mktemp("twins")
    plain, renamed = project.copy_to(folder / "plain"), project.copy_to(folder / "renamed")
    kept = metamorphic.library_words((*LIBRARIES, Operations)) | _sql_words(server)
    renaming = metamorphic.Renaming(SEED, metamorphic.names_in(plain), kept)
    renaming.project(renamed)
    return Twins(plain, renamed, renaming)


@pytest.fixture(scope="module")
def databases(server: scratch.Server, twins: Twins) -> tuple[str, str]:
    """The live databases of both."""
    story = live.Story()
    other = live.Story(*(twins.renaming.text(part) for part in (story.position, story.rows, story.by_hand)))
    return live.build(server, project=twins.plain), live.build(server, project=twins.renamed, story=other)


def _sql_words(server: scratch.Server) -> set[str]:
    query = """
        select word from pg_get_keywords() union select proname from pg_proc union select typname from pg_type
        union select cfgname from pg_ts_config union select amname from pg_am union select table_name
        from information_schema.views union select column_name from information_schema.columns
        union select name from pg_available_extensions union select name from pg_settings
    """
    with psycopg.connect(server.conninfo("postgres")) as connection:
        words = {word for (word,) in connection.execute(query)}
    more = "italian unaccent stem cosine hnsw ivfflat lists construction vector ops hword tsv digest sqlerrm tg new old"
    return {part for word in words for part in (word, *metamorphic.parts(word))} | set(more.split())


def test_most_names_are_others(twins: Twins) -> None:
    """The renaming reaches tables, classes, columns, revisions and files, keeps lengths, and has a way back."""
    renaming = twins.renaming
    text = "class ExpertFeedback: 20251126_faq_candidates_embedding, knowledge_items.publication_date on 2025-11-26"
    assert renaming.back(renaming.text(text)) == text
    assert len(renaming.text("20251126_faq_candidates_embedding")) == 33
    changed = [name for name in ("ExpertFeedback", "knowledge_items", "regioni") if renaming.text(name) != name]
    assert changed == ["ExpertFeedback", "knowledge_items", "regioni"]
    assert len(renaming.words) > 150


def test_the_way_back_restores_every_file(twins: Twins) -> None:
    """Mapped back, the renamed project is the demo, name by name and byte by byte."""
    originals = {str(path.relative_to(twins.plain)): path.read_text() for path in _files(twins.plain)}
    restored = {
        twins.renaming.back(str(path.relative_to(twins.renamed))): twins.renaming.back(path.read_text())
        for path in _files(twins.renamed)
    }
    assert restored == originals


def test_the_twins_have_the_same_live_database(databases: tuple[str, str], twins: Twins) -> None:
    """Every object frame of the renamed database, mapped back, is the demo's."""
    plain, renamed = (catalog.read(conninfo, "live", sizes=False) for conninfo in databases)
    for name in OBJECT_FRAMES:
        assert _rows(plain[name]) == _rows(renamed[name], twins.renaming), name


@pytest.fixture(scope="module")
def audits(twins: Twins, databases: tuple[str, str]) -> tuple[Snapshot, Snapshot]:
    """Both audited, from the scripts to the findings."""
    settings = Settings(name="demo", python=sys.executable)
    audited = []
    for folder, conninfo in zip((twins.plain, twins.renamed), databases, strict=True):
        collected = pipeline.collect(discover(folder, settings), Database.parse(conninfo), settings=settings)
        audited.append(pipeline.audit(collected, settings))
    return audited[0], audited[1]


COMPARED = {
    "steps": ["step", "revision", "status", "message", "sqlstate", "file", "line"],
    "assumed": ["schema", "table", "column", "revision", "file", "line"],
    "state": ["revision", "status", "graph_order", "id_length", "fits", "is_position"],
    "coverage": ["schema", "table", "in_live", "in_models", "in_chain", "assumed", "tracked", "file", "line"],
    "findings": ["rule", "severity", "object_kind", "schema", "table", "wrong", "revision", "file", "line"],
}


@pytest.mark.parametrize("name", COMPARED)
def test_the_same_is_said_of_both(name: str, audits: tuple[Snapshot, Snapshot], twins: Twins) -> None:
    """What was replayed, where the database stands, who knows each table, and every finding: equal, mapped back."""
    plain, renamed = (audit[name][COMPARED[name]] for audit in audits)

    assert len(plain) > 2
    assert _rows(renamed, twins.renaming) == _rows(plain)


def test_it_is_said_in_the_same_words(audits: tuple[Snapshot, Snapshot], twins: Twins) -> None:
    """What is so, what it costs and what to do: each sentence of each finding has the demo's words, mapped back.

    Lists follow the names, so their order is another; which names stand in one that is cut depends on it.
    """
    plain, renamed = (audit["findings"][["rule", "schema", "table", *SENTENCES]].astype("str") for audit in audits)

    again = [[twins.renaming.back(cell) for cell in row] for row in renamed.itertuples(index=False, name=None)]

    told = sorted(_words(row) for row in plain.itertuples(index=False, name=None))
    assert sorted(_words(row) for row in again) == told


SENTENCES = ["message", "cost", "remedy"]
CUT = re.compile(r"\S+(?:, \S+)* and (\d+) more\b")


def _words(row: Iterable[str]) -> list[list[str]]:
    whole = (CUT.sub(r"some and \1 more", cell) for cell in row)
    return [sorted(word.strip(",.;:()") for word in cell.split()) for cell in whole]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix in metamorphic.TEXTS]


def _rows(frame: pd.DataFrame, renaming: metamorphic.Renaming | None = None) -> list[tuple[str, ...]]:
    rows = frame.astype("str").itertuples(index=False, name=None)
    return sorted(tuple(renaming.back(str(cell)) if renaming else str(cell) for cell in row) for row in rows)

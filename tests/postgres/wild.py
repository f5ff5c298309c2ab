"""Audits of the small projects under tests/targets/wild_*, all on the one scratch server of the run."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg

from auditlib import pipeline
from auditlib.collect import catalog, models, replay, scripts
from auditlib.collect.scratch import Server
from auditlib.config.discovery import discover
from auditlib.config.settings import Settings, read
from auditlib.frames.all import COLLECTED_FRAMES
from auditlib.frames.history import WITNESSES
from auditlib.frames.spec import combine
from auditlib.snapshot import Snapshot

TARGETS = Path(__file__).parent.parent / "targets"
Frames = dict[str, pd.DataFrame]


def audited(server: Server, name: str, **told: Any) -> Frames:
    """Every frame of a project's audit; live is what its live.sql makes, the settings are its auditlib.toml's."""
    project = TARGETS / name
    settings = replace(read(project), **told)
    target = discover(project, replace(settings, python=settings.python or sys.executable))
    live = server.create_database("wild")
    with psycopg.connect(live, autocommit=True) as connection:
        connection.execute((project / "live.sql").read_bytes() if (project / "live.sql").exists() else b"select 1")
    seen = combine(
        (scripts.read(target), catalog.read(live, "live", version_tables=target.locations)), COLLECTED_FRAMES
    )
    chain = replay.read(target, server, seen)
    if settings.models_from:
        built = models.read_recorded(settings.models_from, server)
    else:
        built = models.read(target, server, others=partial(combine, (seen, chain), COLLECTED_FRAMES))
    remarks = {"witnesses": WITNESSES.conform(vars(each) for each in target.remarks)}
    return pipeline.audit(Snapshot({}, combine((seen, chain, built, remarks), COLLECTED_FRAMES)), Settings()).frames


def said(frames: Frames, rule: str) -> list[str]:
    """The messages of a rule's findings."""
    return frames["findings"].loc[frames["findings"]["rule"].eq(rule), "message"].to_list()


def witness(frames: Frames, subject: str) -> tuple[str, str]:
    """Status and detail of the one coverage line of the models' about a subject."""
    rows = frames["witnesses"].loc[
        frames["witnesses"]["subject"].eq(subject) & frames["witnesses"]["witness"].eq("models")
    ]
    assert len(rows) == 1, frames["witnesses"].to_string()
    return rows["status"].iloc[0], rows["detail"].iloc[0]


def line(file: str, text: str) -> str:
    """`file:line` of the first line of a target's file that holds a text, without the target's folder."""
    lines = (TARGETS / file).read_text(encoding="utf-8").splitlines()
    number = next(number for number, each in enumerate(lines, 1) if text in each)
    return f"{file.partition('/')[2]}:{number}"

"""Audits of the tiny projects beside this file, each made once a run: its folder, its `live.sql`, what it says."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
import pytest

from auditlib import pipeline
from auditlib.collect import scratch
from auditlib.config import settings as settings_
from auditlib.config.database import Database
from auditlib.config.discovery import discover
from auditlib.report import formats
from auditlib.snapshot import Snapshot

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Audited:
    """The snapshot of an audited target, and its words."""

    snapshot: Snapshot

    @cached_property
    def text(self) -> str:
        """The report as text: where it stands, every root finding, everything that was not seen."""
        return formats.document(self.snapshot, "text", "error")

    @property
    def rules(self) -> set[str]:
        """Codes of the rules that found something, but on the settings."""
        return {code for code in self.snapshot["findings"]["rule"] if not code.startswith("CFG")}

    def messages(self, *rules: str) -> list[str]:
        """What the rules of these codes said."""
        found = self.snapshot["findings"]
        return list(found.loc[found["rule"].isin(rules), "message"])

    def frame(self, name: str) -> pd.DataFrame:
        """A frame of the snapshot."""
        return self.snapshot[name]

    def status(self) -> dict[str, str]:
        """Status by revision."""
        return dict(self.snapshot["state"][["revision", "status"]].itertuples(index=False, name=None))

    def steps(self) -> dict[str, str]:
        """How each revision ended in replay."""
        return dict(self.snapshot["steps"][["revision", "status"]].itertuples(index=False, name=None))

    def witnessed(self, subject: str) -> str:
        """What the coverage line says of a subject: status, detail and next step."""
        rows = self.snapshot["witnesses"]
        rows = rows[rows["subject"].str.contains(subject, regex=False)]
        return "\n".join(": ".join(map(str, row)) for row in rows[["status", "detail", "next_step"]].to_numpy())


@pytest.fixture(scope="session")
def audit(server: scratch.Server, build_server: scratch.Server) -> Callable[..., Audited]:
    """Audits a folder of `tests/targets` on a live database made by every `live.sql` in it; each only once.

    What is said beside its name are settings instead of those of its auditlib.toml.
    """
    done: dict[str, Audited] = {}

    def run(name: str, **said: Any) -> Audited:
        key = f"{name} {said}"
        if key not in done:
            folder = HERE / name
            conninfo = server.create_database(name)
            with psycopg.connect(conninfo, autocommit=True) as connection:
                for file in sorted(folder.rglob("live.sql")):
                    connection.execute(_statements(file))
            given = {"python": sys.executable, "scratch_url": build_server.url("postgres"), **said}
            told = replace(settings_.read(folder), **given)
            collected = pipeline.collect(discover(folder, told), Database.parse(conninfo), settings=told)
            done[key] = Audited(pipeline.audit(collected, told))
        return done[key]

    return run


def _statements(file: Path) -> str:
    """The text of a file; a line `\\ir OTHER` stands for the other file, as psql has it."""
    lines = file.read_text().splitlines()
    return "\n".join(
        (file.parent / line.removeprefix("\\ir ")).read_text() if line.startswith("\\ir ") else line for line in lines
    )

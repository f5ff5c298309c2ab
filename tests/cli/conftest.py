"""A small shop at its second of three revisions, its live database, and a second server to build in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from auditlib.__main__ import outcome
from auditlib.collect import scratch

ENV = """
import os
from alembic import context
from sqlalchemy import create_engine
from shop.models import Base

target_metadata = Base.metadata

def run():
    with create_engine(os.environ["SHOP_URL"]).connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)
        with context.begin_transaction():
            context.run_migrations()

if context.is_offline_mode():
    context.configure(url="postgresql://", target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
else:
    run()
"""
MODELS = """
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()

class Customer(Base):
    __tablename__ = "customer"
    id = Column(Integer, primary_key=True)
    email = Column(String(200), nullable=False)
    city = Column(String(80))
"""
REVISION = '''"""{message}

Revision ID: {revision}
Revises: {parent}
Create Date: 2025-01-0{number} 10:00:00
"""
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {parent_value}
branch_labels = None
depends_on = None


def upgrade():
    {upgrade}


def downgrade():
    {downgrade}
'''
STEPS = (
    (
        "create_customer",
        "op.create_table('customer', sa.Column('id', sa.Integer, primary_key=True))",
        "op.drop_table('customer')",
    ),
    (
        "add_email",
        "op.add_column('customer', sa.Column('email', sa.String(200), nullable=False))",
        "op.drop_column('customer', 'email')",
    ),
    (
        "add_city",
        "op.add_column('customer', sa.Column('city', sa.String(80)))",
        "op.drop_column('customer', 'city')",
    ),
)


@dataclass(frozen=True)
class Said:
    """What a command left: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The JSON document on standard output."""
        return dict(json.loads(self.out))


Command = Callable[..., Said]


def revision_text(number: int) -> str:
    """The version file of a step, counted from 1."""
    name, upgrade, downgrade = STEPS[number - 1]
    parent = STEPS[number - 2][0] if number > 1 else ""
    return REVISION.format(
        message=name.replace("_", " "),
        revision=name,
        parent=parent,
        parent_value=repr(parent or None),
        number=number,
        upgrade=upgrade,
        downgrade=downgrade,
    )


def write_shop(folder: Path, files: Mapping[str, str | bytes | None] | None = None) -> Path:
    """The shop in ``folder``; ``files`` are written over it, and one whose text is None is left out."""
    shop: dict[str, str | bytes | None] = {
        "alembic.ini": "[alembic]\nscript_location = migrations\nprepend_sys_path = .\n",
        "migrations/env.py": ENV,
        "shop/__init__.py": "",
        "shop/models.py": MODELS,
        **{f"migrations/versions/{number}_{STEPS[number - 1][0]}.py": revision_text(number) for number in (1, 2, 3)},
        **(files or {}),
    }
    for name, text in shop.items():
        if text is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The shop as a project of the test's own."""
    return write_shop(tmp_path / "shop")


@pytest.fixture(scope="session")
def live(server: scratch.Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Conninfo of the shop's live database, at its second revision. Audits only read it: all tests share it."""
    conninfo = server.create_database("shop_live")
    url = server.url(conninfo_to_dict(conninfo)["dbname"], "psycopg")
    subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "add_email"],
        cwd=write_shop(tmp_path_factory.mktemp("made") / "shop"),
        env={**os.environ, "SHOP_URL": url, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=True,
    )
    with psycopg.connect(conninfo) as connection:
        connection.execute("insert into customer (email) values ('someone@example.org')")
    return conninfo


@pytest.fixture(scope="session")
def build_server() -> Iterator[scratch.Server]:
    """A second server: the guard refuses to build in the live one's cluster."""
    with scratch.server() as running:
        yield running


@pytest.fixture(scope="session")
def scratch_url(build_server: scratch.Server) -> str:
    """URL of the server to build in, so that not every run makes one."""
    return build_server.url("postgres")


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs a command through the door, in this process."""

    def run(*arguments: object) -> Said:
        capfd.readouterr()
        code = outcome([str(each) for each in arguments])
        said = capfd.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def check(command: Command, live: str, scratch_url: str, monkeypatch: pytest.MonkeyPatch) -> Command:
    """`check --format json` of a project on the shop's live database."""
    monkeypatch.setenv("SHOP_DATABASE", live)

    def run(project: Path, *more: object) -> Said:
        given = ("--database-env", "SHOP_DATABASE", "--scratch-url", scratch_url, "--python", sys.executable)
        return command("check", "--format", "json", "--project", project, *given, *more)

    return run

"""A small shop with three revisions, written into a folder, and its live database at the second."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

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


def make_live(server: scratch.Server, folder: Path) -> str:
    """Conninfo of the shop's live database, upgraded by Alembic to the second revision from a copy in ``folder``."""
    conninfo = server.create_database("shop_live")
    url = server.url(conninfo_to_dict(conninfo)["dbname"], "psycopg")
    subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "add_email"],
        cwd=write_shop(folder),
        env={**os.environ, "SHOP_URL": url, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=True,
    )
    with psycopg.connect(conninfo) as connection:
        connection.execute("insert into customer (email) values ('someone@example.org')")
    return conninfo

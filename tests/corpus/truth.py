"""What Alembic and SQLAlchemy themselves say of an application; run by the application's own interpreter.

Usage: ``truth.py REQUEST``, a JSON file with ``url``, ``package``, ``script_locations`` and ``metadata``.
Prints one JSON document: ``revisions`` and ``heads`` by script location, ``applied`` by version table,
``metadata`` (tables by import path), ``live`` (tables by information_schema). Nothing of auditlib is used.
"""

import contextlib
import importlib
import importlib.util
import json
import sys
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

LIVE = """
    select table_schema || '.' || table_name
    from information_schema.tables
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')
"""


def scripts(package, path):
    """The script directory of one location, as Alembic opens it."""
    folder = Path(importlib.util.find_spec(package).origin).parent
    config = Config()
    config.set_main_option("script_location", str(folder / path).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


def applied(connection, version_table):
    """The heads that the database's version table holds, as Alembic reads them."""
    context = MigrationContext.configure(connection, opts={"version_table": version_table})
    return sorted(context.get_current_heads())


def tables(path, modules):
    """Names of the tables in a MetaData after its modules were imported."""
    for module in modules:
        importlib.import_module(module)
    names = path.split(".")
    for length in range(len(names) - 1, 0, -1):
        with contextlib.suppress(ModuleNotFoundError):
            found = importlib.import_module(".".join(names[:length]))
            break
    for name in names[length:]:
        found = getattr(found, name)
    return sorted("{}.{}".format(table.schema or "public", table.name) for table in found.tables.values())


def truth(request):
    """Everything the test compares."""
    listed = request["script_locations"]
    opened = {each["path"]: scripts(request["package"], each["path"]) for each in listed}
    with create_engine(request["url"]).connect() as connection:
        return {
            "revisions": {
                path: sorted(each.revision for each in found.walk_revisions()) for path, found in opened.items()
            },
            "heads": {path: sorted(found.get_heads()) for path, found in opened.items()},
            "applied": {each["version_table"]: applied(connection, each["version_table"]) for each in listed},
            "metadata": {path: tables(path, modules) for path, modules in request["metadata"].items()},
            "live": sorted(connection.execute(text(LIVE)).scalars()),
        }


if __name__ == "__main__":
    json.dump(truth(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), sys.stdout)

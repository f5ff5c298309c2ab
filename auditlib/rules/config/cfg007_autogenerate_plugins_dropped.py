"""autogenerate_plugins leaves out comparisons that Alembic makes by default.

## What it finds
An `autogenerate_plugins` of `env.py` that drops some of Alembic's own (`alembic.autogenerate.*`).

## Why it matters
The list replaces the default one: naming a plug-in of your own alone switches every built-in comparison off.

## How to fix it
Put `"alembic.autogenerate.*"` first in the list.

## Example
```toml frames
[[environments]]
script_location = "migrations"
file = "migrations/env.py"
known = true
known_by = "context.configure"
handed = 1
alembic = "1.18.0"
sqlalchemy = "2.0.44"
default_schema = "public"
offline = true
online = true

[[options]]
script_location = "migrations"
option = "autogenerate_plugins"
value = "['shop.views']"
mode = "online"
file = "migrations/env.py"
line = 12
```

## Instead
```toml frames
[[environments]]
script_location = "migrations"
file = "migrations/env.py"
known = true
known_by = "context.configure"
handed = 1
alembic = "1.18.0"
sqlalchemy = "2.0.44"
default_schema = "public"
offline = true
online = true

[[options]]
script_location = "migrations"
option = "autogenerate_plugins"
value = "['alembic.autogenerate.*', 'shop.views']"
mode = "online"
file = "migrations/env.py"
line = 12
```
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

import pandas as pd

from auditlib.rules.config.options import configured, given, of_setting, said
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed

SEVERITY = "warning"
_DEFAULTS = tuple(
    f"alembic.autogenerate.{name}" for name in ("schemas", "tables", "types", "constraints", "defaults", "comments")
)


def check(environments: pd.DataFrame, options: pd.DataFrame) -> Iterator[Hit]:
    """A hit an env.py of ``environments`` whose list in ``options`` drops one of the defaults."""
    for environment in configured(environments):
        row = given(options, environment, "autogenerate_plugins")
        dropped = _dropped(row["value"])
        if not dropped:
            continue
        yield of_setting(
            "autogenerate_plugins",
            row,
            message=f"env.py of {environment['script_location']} gives {said(row, 'autogenerate_plugins')}, which "
            f"leaves out {listed(dropped)}.",
            cost="Autogenerate and alembic check compare nothing of what these plug-ins compare.",
            remedy='Put "alembic.autogenerate.*" first in autogenerate_plugins.',
            subject=environment["script_location"],
            evidence={"left_out": dropped},
        )


def _dropped(value: str | None) -> list[str]:
    """Alembic's own plug-ins that a list does not let in, where the list can be read."""
    named = _read(value)
    if named is None:
        return []
    wanted = [each for each in named if not each.startswith("~")]
    barred = [each[1:] for each in named if each.startswith("~")]
    return [
        each
        for each in _DEFAULTS
        if not any(fnmatchcase(each, pattern) for pattern in wanted) or any(fnmatchcase(each, no) for no in barred)
    ]


def _read(value: str | None) -> Sequence[str] | None:
    try:
        read = ast.literal_eval(value or "None")
    except (ValueError, SyntaxError):
        return None
    listed_texts = isinstance(read, list | tuple) and all(isinstance(each, str) for each in read)
    return read if listed_texts else None

"""What config rules share: which env.py were read whole, what each gave to Alembic and where, how it is told."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

Row = dict[str, Any]
SETTING = "setting"
OFF = ("False", "None", "0")
HABIT = -1  # the weight of what is merely a habit: it ranks after all that is about an object


def configured(environments: pd.DataFrame) -> list[Row]:
    """Rows of ``environments`` whose options are all known: absence of one of them says something."""
    whole = environments["known_by"].eq("context.configure") & environments["unread"].fillna("").eq("")
    return records(environments.loc[whole])


def given(options: pd.DataFrame, environment: Row, name: str) -> Row:
    """The row of an option that an env.py gives; an empty value on env.py's first line where it gives none."""
    of_this = options["script_location"].eq(environment["script_location"]) & options["option"].eq(name)
    found = records(options.loc[of_this])
    return found[0] if found else {"value": None, "file": environment["file"], "line": None, "mode": None}


def off(row: Row) -> bool:
    """An option is not given, or given as what switches it off."""
    return row["value"] is None or row["value"] in OFF


def of_setting(name: str, where: Row, **told: Any) -> Hit:
    """A hit about a setting, at the ``file`` and ``line`` that decide it, as far as these are known."""
    file, line = where.get("file") or "", where.get("line")
    return Hit(object_kind=SETTING, object=name, wrong="settings", file=file, line=line, **told)


def said(row: Row, name: str) -> str:
    """An option as written, with its place."""
    return f"{name}={row['value']}{place(row)}" if row["value"] is not None else f"no {name}{place(row)}"


def place(row: Row) -> str:
    """` (file:line)`, as far as it is known."""
    if not row["file"]:
        return ""
    return f" ({row['file']}:{row['line']})" if row["line"] else f" ({row['file']})"


def older(text: str | None, than: tuple[int, int]) -> bool:
    """A version is known, and before ``than``.

    >>> older("1.9.4", (1, 10)), older("2.1.0b2", (2, 0)), older(None, (1, 10))
    (True, False, False)
    """
    numbers = re.match(r"(\d+)\.(\d+)", text or "")
    return numbers is not None and (int(numbers[1]), int(numbers[2])) < than

"""What the project's own include_* functions hide from Alembic: no drift, and told under the setting that hides it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.frames.results import identity

KIND = "setting"
_KEY = ["schema", "table"]
_HIDING = ("env.include_object", "env.include_name")
Row = Mapping[str, Any]


class Hidden:
    """Looks up what hides an object: a row of frame ``hidden``."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        rows = records(frames["hidden"].loc[frames["hidden"]["hidden"].eq(True)]) if "hidden" in frames else []
        self._known = {(row["object_kind"], row["schema"], row["table"], row["name"]): row for row in rows}

    def root(self, row: Row) -> str:
        """Identity of the setting that hides the object of a row of ``differences``; empty where none does."""
        found = self._of(row)
        return setting(found["by"]) if found else ""

    def sentence(self, row: Row) -> str:
        """Who hides it, with the line; empty where nobody does."""
        found = self._of(row)
        if not found:
            return ""
        where = f" (`{found['lines']}`)" if found["lines"] else ""
        return f" The project hides it from Alembic: {found['by']}{where}."

    def _of(self, row: Row) -> Row | None:
        schema, table, name, kind = row["schema"], row["table"], row["name"], row["object_kind"]
        whole = self._known.get(("table", schema, table or name, table or name))
        if whole and (table or kind == "table"):
            return whole
        if row.get("_object_kind"):  # a comment or a privilege
            kind, name = row["_object_kind"], row["_name"]
        return self._known.get((kind, schema, table, name))


def setting(by: str) -> str:
    """Identity of the option, the first where several hide an object."""
    return identity(KIND, "", "", by.split(", ")[0])


def hidden_tables(rows: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Whether each table of ``rows`` is hidden; null where the project filters and could not be asked."""
    told = frames["hidden"].loc[frames["hidden"]["object_kind"].eq("table")]
    nothing = False if _nothing_else(frames) else pd.NA
    known = {(row["schema"], row["table"]): row["hidden"] for row in records(told)}
    values = [known.get(key, nothing) for key in rows[_KEY].itertuples(index=False, name=None)]
    return pd.Series([pd.NA if value is None else value for value in values], index=rows.index, dtype="boolean")


def _nothing_else(frames: Mapping[str, pd.DataFrame]) -> bool:
    """What is not told as hidden is seen: every env.py that filters was asked, or none filters by its text."""
    environments, settings = frames["environments"], frames["settings"]
    if len(environments) and environments["filters"].isin(["none", "asked"]).all():
        return True
    by_text = settings["setting"].str.startswith(_HIDING).any()
    return (
        bool(len(settings))
        and not by_text
        and not environments["unread"].fillna("").str.contains("**", regex=False).any()
    )

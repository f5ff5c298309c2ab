"""Model modules that did not import, by cause, and what cannot be said of the models for want of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.frames.results import identity
from auditlib.frames.unimported import SEEN, UNFINISHED, bore_with_it, declared, unimported
from auditlib.rules.naming import listed
from auditlib.wording import agreed

Rows = list[dict[str, Any]]
MEND_FIRST = "Mend first what does not import (COV008): what it declares is unknown."
UNKNOWN = "Whether models declare it is unknown; autogenerate proposes to drop what none declares."
THE_MODELS = "the models"  # the object of what stopped no module by itself
_CAUSE = ("stage", "file", "line", "message")


def causes(model_problems: pd.DataFrame, connection_tries: pd.DataFrame) -> list[Rows]:
    """What stopped an import, a configuration or the whole reading: rows of ``model_problems``, one cause's together.

    A module that tried to connect by itself and bore with the refusal was imported.
    """
    connecting = set(connection_tries["module"].dropna())
    found: dict[tuple[Any, ...], Rows] = {}
    for row in records(model_problems.loc[model_problems["stage"].isin(["import", "configure", UNFINISHED])]):
        if not (row["module"] in connecting and bore_with_it(row)):
            found.setdefault(tuple(row[name] for name in _CAUSE), []).append(row)
    return list(found.values())


def modules(rows: Rows) -> list[str]:
    """The modules of one cause; the first is the object of the finding about it."""
    return list(dict.fromkeys(row["module"] or row["metadata"] or THE_MODELS for row in rows))


def tables(rows: Rows) -> list[str]:
    """The tables that their texts name."""
    return sorted({name for row in rows for name in declared(row["declares"])})


class Unread:
    """Which tables may be declared where nobody could look."""

    def __init__(self, model_problems: pd.DataFrame, connection_tries: pd.DataFrame) -> None:
        self._modules = list(unimported(model_problems)["module"].unique())
        self._told = {
            name: identity("module", "", "", modules(rows)[0])
            for rows in causes(model_problems, connection_tries)
            for name in tables(rows)
        }

    def __bool__(self) -> bool:
        """Some module did not import."""
        return bool(self._modules)

    @property
    def tables(self) -> set[str]:
        """The tables that the text of such a module names."""
        return set(self._told)

    @property
    def models(self) -> str:
        """Which models were asked."""
        return f"model {SEEN}" if self else "model"

    @property
    def why(self) -> str:
        """Which modules did not import, as a sentence that follows another."""
        return (
            f" {listed(self._modules)} {agreed(len(self._modules), 'does', 'do')} not import (COV008)." if self else ""
        )

    def finding(self, row: Mapping[str, Any]) -> str:
        """The identity of the finding about the module whose text names the table of ``row``; empty where none does."""
        return self._told.get(row["table"], "")

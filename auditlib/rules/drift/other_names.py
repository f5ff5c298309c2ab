"""What is missing and live under another name: its values are there, so no remedy makes it a second time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.frames.results import identity
from auditlib.rules.naming import DEFAULT_SCHEMA, within

_EMPTY = "Another {old} would be empty."
_REMEDIES = {
    "live": "Rename {place_of_new} back to {old}, or {record} that renames it where it is still {old} (`{rename}`). ",
    "chain": "Write a revision that renames {place_of_old} where it is still called so (`{rename}`), as live has it. ",
    "model": "Write a revision that renames {place_of_new} to {old} (`{back}`), or name it {new} in the model{at}. ",
    "undecided": "Decide which name is meant, then rename it by a revision (`{rename}`, `{back}`) or in the model. ",
}


def with_remedies(rows: pd.DataFrame, differences: pd.DataFrame) -> pd.DataFrame:
    """Missing ``rows`` with the ``remedy`` of those that ``differences`` folds a live one of their kind under."""
    extra = differences.loc[differences["attribute"].eq("") & differences["change"].eq("extra")]
    live = {(row["object_kind"], row["root"]): row["name"] for row in records(extra) if row["root"]}
    told = [_remedy(row, live.get((row["object_kind"], _identity(row)))) for row in records(rows)]
    return rows.assign(remedy=pd.Series(told, index=rows.index, dtype="str"))


def _identity(row: Mapping[str, Any]) -> str:
    return identity(row["object_kind"], row["schema"], row["table"], row["name"])


def _remedy(row: Mapping[str, Any], new: str | None) -> str:
    """Empty where it is not live under another name, and where a pending revision settles it."""
    if new is None or row["wrong"] not in _REMEDIES:
        return ""
    old = row["name"]
    more = {
        "place_of_old": _place(row, old),
        "place_of_new": _place(row, new),
        "rename": _operation(row, old, new),
        "back": _operation(row, new, old),
        "record": f"name it {new} in the model and in a revision" if row["in_models"] else "write a revision",
        "at": f" at {row['file']}:{row['line']}" if row["file"] and row["line"] else "",
    }
    return f"{_REMEDIES[row['wrong']]}{_EMPTY}".format(old=old, new=new, **more)


def _place(row: Mapping[str, Any], name: str) -> str:
    return within(row["schema"], f"{row['table']}.{name}" if row["object_kind"] == "column" else name)


def _operation(row: Mapping[str, Any], name: str, wanted: str) -> str:
    """The call of Alembic's that gives it the wanted name."""
    schema = [] if row["schema"] == DEFAULT_SCHEMA else [f"schema={_text(row['schema'])}"]
    if row["object_kind"] == "table":
        return f"op.rename_table({', '.join([_text(name), _text(wanted), *schema])})"
    said = [_text(row["table"]), _text(name), f"new_column_name={_text(wanted)}", *schema]
    return f"op.alter_column({', '.join(said)})"


def _text(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)

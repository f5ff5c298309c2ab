"""What was lent to the chain, of which it is no witness."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditlib.frames.quoted import parts
from auditlib.reconcile.heard import Heard


def lent(view: Mapping[str, Any], kind: str, heard: Heard) -> bool:
    """Whether the chain has this object from the live database: a table or column that it needs and never makes.

    ``view`` tells ``schema``, ``table``, ``name`` and, of a sequence, ``_owned_by``.
    """
    schema, table, name = view["schema"], view["table"], view["name"]
    if kind == "column":
        return (schema, table, name) in heard.assumed_columns
    if kind == "sequence":
        return (schema, *parts(view["_owned_by"] or "")[-2:-1]) in heard.assumed_tables
    on_lent = (schema, table) in heard.assumed_tables
    if kind == "table" or not on_lent:
        return on_lent
    return (table, name.partition(" ")[2] if kind == "comment" else name) not in heard.by_text

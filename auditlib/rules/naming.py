"""How objects, counts and lists are written in messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

DEFAULT_SCHEMA = "public"
OF_OTHERS = ("comment", "privilege")  # their names say the kind and the name of the object that they are of
_ON_TABLE = ("index", "constraint", "trigger", "policy", "rule")


def within(schema: str, name: str) -> str:
    """A name as a person writes it: without the default schema."""
    return name if schema in ("", DEFAULT_SCHEMA) else f"{schema}.{name}"


def object_name(row: Mapping[str, Any]) -> str:
    """The object of a row of ``differences``: `index ix_email on users`, `column users.email`.

    ``noun`` in the row says what kind of constraint it is.
    """
    kind, schema, table, name = row.get("noun") or row["object_kind"], row["schema"], row["table"], row["name"]
    if row["object_kind"] == "table":
        return f"{kind} {within(schema, name)}"
    if row["object_kind"] == "comment":
        return f"comment on {_commented(schema, table, name)}"
    if row["object_kind"] == "privilege":
        privilege, _, on = name.partition(" on ")
        return f"privilege {privilege} on {_commented(schema, table, on)}"
    if row["object_kind"] == "default privilege":
        return f"{kind} {name} in {f'schema {schema}' if schema else 'every schema'}"
    if row["object_kind"] in _ON_TABLE and table:
        return f"{kind} {name} on {within(schema, table)}"
    return f"{kind} {within(schema, f'{table}.{name}' if table else name)}"


def _commented(schema: str, table: str, name: str) -> str:
    kind, _, named = name.partition(" ")
    return object_name({"object_kind": kind, "schema": schema, "table": table, "name": named})


def capital(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str], most: int = 8) -> str:
    """The names; where there are many the first ones and how many follow."""
    shown, left = names[:most], len(names) - most
    if left > 0:
        return f"{', '.join(shown)} and {left} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))

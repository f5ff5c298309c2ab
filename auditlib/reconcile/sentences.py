"""What every witness says of an object, with its place, as one sentence."""

from __future__ import annotations

from typing import Any

import pandas as pd

from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.spec import FLAG

_NONE = {"default": "no default", "comment": "no comment", "identity": "no identity", "generated": "a plain column"}
_FLAGS = {
    "nullable": ("nullable", "not null"),
    "valid": ("valid", "invalid"),
    "validated": ("validated", "NOT VALID"),
    "row_security": ("on", "off"),
    "row_security_forced": ("forced", "not forced"),
    "initially_deferred": ("initially deferred", "initially immediate"),
    "nulls_not_distinct": ("NULLS NOT DISTINCT", "NULLS DISTINCT"),
    "security_definer": ("SECURITY DEFINER", "SECURITY INVOKER"),
}
_BOOLEAN = {each.name for frame in OBJECT_FRAMES.values() for each in frame.columns if each.dtype == FLAG}
_VERDICTS = {
    "model": "the model is wrong",
    "live": "live is wrong",
    "chain": "the chain is wrong",
    "undecided": "undecided",
}


def said(row: dict[str, Any], wrong: str, why: str) -> str:
    """The sentence of a difference: each witness, the verdict, and why."""
    if row["attribute"] == "references":
        clauses = _types(row)
    else:
        clauses = _presence(row) if row["attribute"] == "" else _values(row)
    if wrong == "pending":
        return f"{', '.join(clauses)}: {_coming(row)} settles it."
    return f"{', '.join(clauses)}: {_VERDICTS[wrong]} ({why})."


def _values(row: dict[str, Any]) -> list[str]:
    attribute = row["attribute"]
    clauses = []
    if row["in_models"] is True:
        clauses.append(f"models say {value(attribute, row['models'])}{place(row['file'], row['line'])}")
    if row["in_chain"] is True:
        clauses.append(f"{_chain(row)} says {value(attribute, row['chain'])}{_revision_place(row)}")
    clauses.append(f"live is {value(attribute, row['live'])}")
    return clauses


def _types(row: dict[str, Any]) -> list[str]:
    """The type of a key's column in each witness, and that of the column it names."""
    own = {side: row[side].partition(" → ")[0] for side in ("models", "chain", "live") if row[side]}
    clauses = []
    if "models" in own:
        clauses.append(f"models say {own['models']}{place(row['file'], row['line'])}")
    if "chain" in own:
        clauses.append(f"{_chain(row)} says {own['chain']}{_revision_place(row)}")
    clauses.append(f"live is {own['live']}" if "live" in own else "it is not live")
    known = next(row[side] for side in ("live", "chain", "models") if row[side])
    return [*clauses, f"and {row['_target']} is {known.partition(' → ')[2]}"]


def _presence(row: dict[str, Any]) -> list[str]:
    clauses = []
    if row["in_models"] is True:
        clauses.append(f"models declare it{place(row['file'], row['line'])}")
    elif row["in_models"] is False:
        clauses.append("no model declares it")
    if row["in_chain"] is True:
        clauses.append(f"{_chain(row)} makes it{_revision_place(row)}")
    elif row["in_chain"] is False:
        clauses.append("no applied revision makes it" if row["in_chain_head"] is True else "no revision makes it")
    return [*clauses, "live has it" if row["in_live"] else "live lacks it"]


def _coming(row: dict[str, Any]) -> str:
    revision = row["_next_revision"]
    if pd.isna(revision):
        return "a pending revision"
    return f"pending revision {revision}{place(row['_next_file'], row['_next_line'])}"


def _chain(row: dict[str, Any]) -> str:
    return "the chain" if pd.isna(row["revision"]) else f"revision {row['revision']}"


def _revision_place(row: dict[str, Any]) -> str:
    return "" if pd.isna(row["revision"]) else place(row["revision_file"], row["revision_line"])


def place(file: Any, line: Any) -> str:
    if pd.isna(file):
        return ""
    return f" (`{file}`)" if pd.isna(line) else f" (`{file}:{int(line)}`)"


def value(attribute: str, said_value: Any) -> str:
    """A value as a person says it."""
    if pd.isna(said_value):
        return _NONE.get(attribute, f"no {attribute.replace('_', ' ')}")
    if attribute in _BOOLEAN and said_value in ("true", "false"):
        yes, no = _FLAGS.get(attribute, (attribute.replace("_", " "), f"not {attribute.replace('_', ' ')}"))
        return yes if said_value == "true" else no
    return str(said_value)

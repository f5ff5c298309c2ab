"""What every witness says of an object, with its place, as one sentence."""

from __future__ import annotations

from typing import Any

from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.spec import FLAG
from auditlib.frames.unimported import SEEN

ARROW = " → "  # between the type of a key's column and that of the column it names
_LISTS = ("columns", "included", "labels", "column_order", "storage_options")
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
    """The sentence of a difference: each witness, the verdict, and why.

    One about presence begins with "It", so that a message can put the object's name there.
    """
    if row["attribute"] == "":
        clauses = _present(row) if row["in_live"] else _absent(row, coming=wrong == "pending")
    else:
        clauses = ", ".join(_key(row) if row["attribute"] == "references" else _values(row))
    if wrong == "pending":
        return f"{clauses}: {_coming(row)} {'settles' if row['attribute'] else 'makes'} it."
    return f"{clauses}: {_VERDICTS[wrong]}{f' ({why})' if why else ''}."


def _values(row: dict[str, Any]) -> list[str]:
    attribute = row["attribute"]
    clauses = []
    if row["in_models"] is True:
        clauses.append(f"models say {value(attribute, row['models'])}{place(row['file'], row['line'])}")
    if row["in_chain"] is True:
        clauses.append(f"{_chain(row)} says {value(attribute, row['chain'])}{_revision_place(row)}")
    clauses.append(f"live {'has' if attribute in _LISTS else 'is'} {value(attribute, row['live'])}")
    return clauses


def _key(row: dict[str, Any]) -> list[str]:
    """The type of a key's column in each witness, whether it has the key there, and the type of what it names."""
    own = {side: row[side].partition(ARROW) for side in ("models", "chain", "live") if row[side]}
    clauses = []
    if "models" in own:
        clauses.append(f"models say {own['models'][0]}{place(row['file'], row['line'])}")
    if "chain" in own:
        keyless = "" if own["chain"][1] else " without this key"
        clauses.append(f"{_chain(row)} says {own['chain'][0]}{keyless}{_revision_place(row)}")
    elif row["in_chain"] is False and "live" in own:
        clauses.append(_dropped(row) or "no revision makes it")
    clauses.append(_live_key(row, own))
    target = next(pair[2] for pair in own.values() if pair[1])
    return [*clauses, f"and {row['_target']} is {target}"]


def _live_key(row: dict[str, Any], own: dict[str, tuple[str, str, str]]) -> str:
    if "live" in own:
        kind, keyed, _ = own["live"]
        return f"live is {kind}" if keyed else f"live has it as {kind} without this key"
    what = "column" if row["_table_live"] else "table"
    unmade = row["in_chain"] is False and "chain" not in own
    return f"the {what} is neither live nor made by a revision" if unmade else f"the {what} is not live"


def _present(row: dict[str, Any]) -> str:
    """What is so of an object that is live and that some other witness lacks."""
    models, chain = row["in_models"], row["in_chain"]
    if models is False and chain is False and row["in_chain_head"] is not True and not _dropped(row):
        return f"It is live, and neither a {_model(row)} nor a revision makes it"
    known = [_declared(row)] if models is True else [_made(row)] if chain is True else []
    lacking = [f"no {_model(row)} declares it"] if models is False else []
    lacking += [_unmade(row)] if chain is False else []
    return f"{' and '.join(['It is live', *known])}, but {' and '.join(lacking)}"


def _absent(row: dict[str, Any], *, coming: bool) -> str:
    """What is so of an object that is not live and that some other witness has; ``coming``: a revision will make it."""
    models, chain = row["in_models"], row["in_chain"]
    known = [_declared(row)] if models is True else []
    known += [_made(row)] if chain is True else []
    lacking = [f"; no {_model(row)} declares it"] if models is False else []
    lacking += [f"; {_unmade(row)}"] if chain is False and not coming and row["in_chain_head"] is not True else []
    return f"It is not live, though {' and '.join(known)}{''.join(lacking)}"


def _model(row: dict[str, Any]) -> str:
    """Which models were asked, where some could not be."""
    return "model" if row.get("_models_seen", True) else f"model {SEEN}"


def _declared(row: dict[str, Any]) -> str:
    return f"the model declares it{place(row['file'], row['line'])}"


def _made(row: dict[str, Any]) -> str:
    return f"{_chain(row)} makes it{_revision_place(row)}"


def _dropped(row: dict[str, Any]) -> str:
    """The revision that drops it, where one does; else empty."""
    revision = row.get("_end_revision")
    return f"revision {revision} drops it{place(row['_end_file'], row['_end_line'])}" if revision else ""


def _unmade(row: dict[str, Any]) -> str:
    if dropped := _dropped(row):
        return dropped
    return "no applied revision makes it" if row["in_chain_head"] is True else "no revision makes it"


def _coming(row: dict[str, Any]) -> str:
    revision = row["_next_revision"]
    if revision is None:
        return "a pending revision"
    by = "by its text, " if row["in_chain_head"] is None else ""  # no replay saw it do so
    return f"{by}pending revision {revision}{place(row['_next_file'], row['_next_line'])}"


def _chain(row: dict[str, Any]) -> str:
    return "the chain" if row["revision"] is None else f"revision {row['revision']}"


def _revision_place(row: dict[str, Any]) -> str:
    return "" if row["revision"] is None else place(row["revision_file"], row["revision_line"])


def place(file: Any, line: Any) -> str:
    """A file and line in brackets, as far as they are known."""
    if file is None:
        return ""
    return f" (`{file}`)" if line is None else f" (`{file}:{int(line)}`)"


def value(attribute: str, said_value: Any) -> str:
    """A value as a person says it."""
    if said_value is None:
        return _NONE.get(attribute, f"no {attribute.replace('_', ' ')}")
    if attribute in _BOOLEAN and said_value in ("true", "false"):
        yes, no = _FLAGS.get(attribute, (attribute.replace("_", " "), f"not {attribute.replace('_', ' ')}"))
        return yes if said_value == "true" else no
    return str(said_value)

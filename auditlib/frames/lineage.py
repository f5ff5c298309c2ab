"""How an object is named in ``object_changes``, and which of its attributes are told there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.spec import LIVE_ONLY, TEXT, Frame

# The kinds whose changes are told. The database itself is nobody's in the chain.
LINEAGE_FRAMES: dict[str, Frame] = {
    name: frame for name, frame in OBJECT_FRAMES.items() if frame.object_kind and name != "database"
}
FRAME_OF = {frame.object_kind: frame for frame in LINEAGE_FRAMES.values()}
# It follows from the order in which columns are added: dropping one moves others, and changes nothing of theirs.
POSITION = "position"


def told(frame: Frame) -> tuple[str, ...]:
    """The attributes that are told: what no key says, and those parts of the key that the name does not tell apart."""
    return _told(frame.name)


@cache  # by the name: a frame is long, and so is its hash
def _told(name: str) -> tuple[str, ...]:
    frame = LINEAGE_FRAMES[name]
    keys = [name for name in frame.key if name not in ("source", "schema", "table")]
    parts = keys if len(frame.own_names) > 1 else []
    own = [each.name for each in frame.columns if not each.key and each.sources != LIVE_ONLY]
    return (*parts, *own)


def name_word(frame: Frame) -> str:
    """The attribute that says how an object was called: `name`, unless a part of the name is called so."""
    return "known as" if len(frame.own_names) > 1 else "name"


def identity_words(frame: Frame) -> tuple[str, str, str]:
    """The attributes that say what an object was called, as ``identity`` gives them; empty: it has no such part."""
    return ("schema", "table" if "table" in frame.key else "", name_word(frame))


def identity(frame: Frame, row: Mapping[str, Any]) -> tuple[str, str, str]:
    """Schema, table and name of an object; empty where it has none. The table of an index is no part of its name."""
    table = row["table"] if "table" in frame.key else ""
    return (row["schema"] or "" if "schema" in frame.key else "", table or "", frame.name_of(row))


def attributes(frame: Frame, row: Mapping[str, Any]) -> dict[str, str]:
    """What is known of an object, as text; null attributes are left out."""
    return {name: as_text(row[name]) for name in told(frame) if row.get(name) is not None}


def as_text(value: Any) -> str:
    """A value as ``object_changes`` holds it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def as_value(text: str, dtype: str) -> Any:
    """The value again."""
    return text if dtype == TEXT else text == "true" if dtype == "boolean" else int(text)

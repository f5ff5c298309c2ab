"""What a message of the models probe must hold to be taken for one: whoever wrote the file, or into the channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from auditlib.frames.history import METADATA, MODEL_COLUMNS, MODEL_PROBLEMS, MODELS
from auditlib.frames.spec import FLAG, INTEGER, Frame

_FRAMES: Mapping[str, Frame] = {
    "metadata": METADATA,
    "model": MODELS,
    "model_column": MODEL_COLUMNS,
    "problem": MODEL_PROBLEMS,
}
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "imported": ("modules",),
    "missed": ("file",),
    "environment": ("location", "file", "known"),
    "problem": ("stage",),
    "metadata": ("metadata", "tables", "library"),
    "model": ("metadata", "table"),
    "model_column": ("metadata", "table", "column"),
    "build": ("metadata",),
    "stub": ("metadata", "table"),
}
_COUNTS = frozenset(("modules", "handed"))
_TEXTS = frozenset(("location", "file", "metadata", "table"))
_LISTED = frozenset(("tracked_by", "tracked_lines", "referring_files"))


def fault(message: Mapping[str, Any]) -> str:
    """What is wrong with a message, in words; empty where nothing is."""
    kind = str(message["kind"])
    for name in _NEEDED.get(kind, ()):
        if message.get(name) is None:
            return f"`{kind}` lacks `{name}`"
    for name, value in message.items():
        if value is not None and not _expected(kind, name)(value):
            return f"`{name}` of `{kind}` is {type(value).__name__}"
    return ""


def _expected(kind: str, name: str) -> Callable[[Any], bool]:
    if kind not in _FRAMES:
        return _is_count if name in _COUNTS else _is_text if name in _TEXTS else _is_anything
    if name in _LISTED:
        return _is_list
    dtype = _FRAMES[kind].dtypes.get(name)
    if dtype is None:
        return _is_anything
    return {INTEGER: _is_count, FLAG: _is_flag}.get(dtype, _is_text)


def _is_anything(value: Any) -> bool:
    return True


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)

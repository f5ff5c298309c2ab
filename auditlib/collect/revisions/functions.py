"""Plain functions and string methods that a version file may build its constants with."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from auditlib.collect.revisions.text import joined, same_lines, stripped
from auditlib.collect.revisions.values import LONGEST, UNKNOWN, holes, known
from auditlib.collect.sqltext.effect import HOLE


def string_method(owner: str, method: str, values: Sequence[Any], named: Mapping[str, Any], line: int) -> Any:
    """What ``owner.method(*values, **named)`` gives; ``line`` is where the call stands."""
    if method == "join" and isinstance(values[0], tuple | list):
        parts = [each if isinstance(each, str) else HOLE for each in values[0]]
        return joined([part for each in parts for part in (owner, each)][1:], line)
    if method == "format":
        filled = {name: holes(value) for name, value in named.items()}
        return same_lines(owner, str(owner).format(*[holes(each) for each in values], **filled))
    if method in _SAME_TEXT:
        return owner
    if method not in _STRING_METHODS or not all(known(value) for value in values):
        return UNKNOWN
    made = getattr(str(owner), method)(*values)
    if method in ("strip", "lstrip", "rstrip"):
        return stripped(owner, made)
    return same_lines(owner, made) if isinstance(made, str) else made


_SAME_TEXT = frozenset({"bindparams", "execution_options", "columns"})  # of text("…")
_STRING_METHODS = frozenset(
    {"strip", "lstrip", "rstrip", "upper", "lower", "replace", "split", "splitlines", "title", "capitalize"}
    | {"removeprefix", "removesuffix", "startswith", "endswith"}
)


def _base_name(path: object) -> str:
    return PurePosixPath(str(path)).name


def _split_ext(path: object) -> tuple[str, str]:
    name = PurePosixPath(str(path))
    return str(name.with_suffix("")), name.suffix


PLAIN: dict[str, Callable[..., Any]] = {
    "str": lambda value: value if isinstance(value, str) else str(value),
    "int": int,
    "len": len,
    "list": list,
    "tuple": tuple,
    "set": lambda value: list(dict.fromkeys(value)),
    "sorted": sorted,
    "reversed": lambda value: list(reversed(value)),
    "range": lambda *ends: list(range(*ends))[:LONGEST],
    "enumerate": lambda *value: [(index, each) for index, each in enumerate(*value)],
    "zip": lambda *several: list(zip(*several, strict=False)),
    "textwrap.dedent": lambda value: same_lines(value, textwrap.dedent(value)),
    "dedent": lambda value: same_lines(value, textwrap.dedent(value)),
    "inspect.cleandoc": lambda value: value.strip(),
    "Path": PurePosixPath,
    "pathlib.Path": PurePosixPath,
    "os.path.basename": _base_name,
    "os.path.splitext": _split_ext,
}

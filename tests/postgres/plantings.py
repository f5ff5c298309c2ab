"""The stories in ``planted/``: changes planted in a live database, and what is read of each value of an object.

A story begins with what there is. Each change follows a line that says which one difference it must be: `changed
ATTRIBUTE of KIND NAME`, `missing KIND NAME` or `extra KIND NAME`, then ` = ` and the row of the comparison of other
tools that it is, if it is one. ``{here}`` is the schema that the change has for itself; an object that belongs to the
whole database has it in its name.

Last, after `-- read as`, a story makes objects that have every value, and tells in TOML which rows are read of them.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from auditlib.frames.objects import OBJECT_FRAMES

STORIES = Path(__file__).with_name("planted")
KINDS = sorted({frame.object_kind for frame in OBJECT_FRAMES.values() if frame.object_kind}, key=len, reverse=True)
_CHANGE = re.compile(
    r"^-- (?:changed (?P<attribute>\w+) of|(?P<change>missing|extra)) "
    rf"(?P<kind>{'|'.join(map(re.escape, KINDS))}) (?P<object>.+?)(?: = (?P<peers>.+))?$",
    re.M,
)
_READ_AS = re.compile(r"^-- read as\n(?P<sql>.*)^/\*\n(?P<rows>.*)^\*/\n\Z", re.M | re.S)


@dataclass(frozen=True)
class Planted:
    """A change, and the difference that must be its only root."""

    story: str
    number: int
    base: str
    sql: str
    kind: str
    object: str
    attribute: str
    change: str
    peers: str

    @property
    def here(self) -> str:
        """The schema that is changed."""
        return f"p_{self.number:03}"

    @property
    def name(self) -> str:
        """What a person calls the change."""
        return f"{self.story}-{self.change}-{self.attribute or self.kind}-{self.number}".replace(" ", "_")

    @property
    def no_statement(self) -> bool:
        """It is written into the catalog itself, as no statement would."""
        return "update pg_" in self.sql

    @property
    def expected(self) -> tuple[str, str, str, str]:
        """Kind, name, attribute and change of the difference."""
        return (self.kind, self.object.replace("{here}", self.here), self.attribute, self.change)

    def statements(self, *, changed: bool) -> str:
        """The story as SQL, in a schema of its own, with the change or without."""
        text = self.base + (self.sql if changed else "")
        return f"create schema {self.here}; set search_path to {self.here}, public; " + text.replace(
            "{here}", self.here
        )

    def own(self, differences: pd.DataFrame) -> pd.DataFrame:
        """The rows of ``differences`` that come of this change."""
        in_schema = differences["schema"].eq(self.here)
        named = differences["schema"].eq("") & (
            differences["name"].str.contains(self.here, regex=False)
            | (differences["object_kind"].eq(self.kind) & differences["name"].eq(self.object))
        )
        return differences.loc[in_schema | named]


@dataclass(frozen=True)
class Whole:
    """Objects that have every value, in the schema ``here``, and the rows by frame that must be read of them."""

    story: str
    here: str
    sql: str
    rows: dict[str, list[dict[str, Any]]]


def _story(path: Path, first: int) -> list[Planted]:
    text = _READ_AS.sub("", path.read_text(encoding="utf-8"))
    found = list(_CHANGE.finditer(text))
    ends = [*(each.start() for each in found[1:]), len(text)]
    base = text[: found[0].start()]
    return [
        Planted(
            story=path.stem,
            number=first + place,
            base=base,
            sql=text[each.end() : end],
            kind=each["kind"],
            object=each["object"],
            attribute=each["attribute"] or "",
            change=each["change"] or "changed",
            peers=each["peers"] or "",
        )
        for place, (each, end) in enumerate(zip(found, ends, strict=True))
    ]


def planted() -> list[Planted]:
    """Every change of every story, numbered through."""
    found: list[Planted] = []
    for path in sorted(STORIES.glob("*.sql")):
        found += _story(path, len(found))
    return found


def wholes() -> list[Whole]:
    """What each story says of every value of an object."""
    found = []
    for path in sorted(STORIES.glob("*.sql")):
        here = f"w_{path.stem}"
        if told := _READ_AS.search(path.read_text(encoding="utf-8").replace("{here}", here)):
            sql = f"create schema {here}; set search_path to {here}, public; {told['sql']}"
            found.append(Whole(path.stem, here, sql, tomllib.loads(told["rows"])))
    return found


PLANTED = planted()
WHOLES = wholes()

"""Which revision would have made what had to be lent: it creates it by its text, and failed or did not run before."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from auditlib.collect.replay_plan import Step
from auditlib.frames.records import records

Key = tuple[str, str, str]


class Unreached:
    """What the text of revisions that did not run to their end creates."""

    def __init__(self, operations: pd.DataFrame | None, steps: Iterable[Step]) -> None:
        self._makers: dict[Key, Step] = {}
        broken = {step.revision: step for step in steps}
        for row in _created(operations, broken):
            own = row["name"] if row["object_kind"] != "table" else ""
            self._makers.setdefault((row["schema"], row["table"] or row["name"], own), broken[row["revision"]])

    def maker(self, before: int, schema: str, table: str, name: str = "") -> str:
        """The revision that creates the object, or its whole table, and stands before this step; else nothing."""
        for key in ((table, ""), (table, name)) if table else ((name, ""), (name, name)):
            for written in (schema, ""):
                step = self._makers.get((written, *key))
                if step and step.number < before:
                    return step.revision
        return ""


def _created(operations: pd.DataFrame | None, revisions: Collection[str]) -> list[dict[str, str]]:
    if operations is None or not revisions:
        return []
    own = operations["direction"].eq("upgrade") & operations["action"].eq("create")
    made = operations.loc[own & operations["revision"].isin(list(revisions)) & operations["name"].notna()]
    return records(made[["revision", "object_kind", "schema", "table", "name"]].fillna(""))

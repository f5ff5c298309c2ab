"""Which revision would have made what had to be lent: it creates it by its text, and failed or did not run before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from auditlib.collect.replay_plan import Plan, Step
from auditlib.collect.replay_translation import Pairs
from auditlib.config.target import Target
from auditlib.frames.records import records

Row = Mapping[str, Any]
Key = tuple[str, str, str, str]  # kind, schema, table of a column, name; no name: any column of the table
_KINDS = {"index": "constraint", "materialized view": "view", "domain": "type"}  # made as one, missed as the other
_WITHOUT_SCHEMA = ("schema", "role", "extension")


class Unreached:
    """What the text of revisions that did not run to their end creates."""

    def __init__(
        self,
        operations: pd.DataFrame | None,
        steps: Iterable[Step],
        defaults: Mapping[str, str],
        translations: Mapping[str, Pairs],
    ) -> None:
        """``defaults`` has the schema where each script location makes what names none."""
        self._defaults, self._translations = defaults, translations
        self._makers: dict[Key, Step] = {}
        broken = {(step.location, step.revision): step for step in steps}
        for row in _created(operations, {revision for _location, revision in broken}):
            step = broken.get((row["script_location"], row["revision"]))
            if step:
                self._note(self._key(row), step)
        self._columns_unsaid()

    def maker(self, before: int, lent: Row) -> str:
        """The revision that creates a row of ``assumed`` or ``assumed_objects`` before that step; else nothing."""
        steps = (self._makers[key] for key in _keys(lent) if key in self._makers)
        return next((step.revision for step in steps if step.number < before), "")

    def _note(self, key: Key, step: Step) -> None:
        known = self._makers.get(key)
        if known is None or step.number < known.number:
            self._makers[key] = step

    def _columns_unsaid(self) -> None:
        """Where the text of a table names no column at all (CREATE TABLE AS, a helper's list), it may make any."""
        made = list(self._makers.items())
        named = {(schema, table, step.number) for (kind, schema, table, _name), step in made if kind == "column"}
        for (kind, schema, _table, name), step in made:
            if kind == "table" and (schema, name, step.number) not in named:
                self._makers["column", schema, name, ""] = step

    def _key(self, row: Row) -> Key:
        kind = _kind(row)
        own = row["name"].partition("(")[0] if kind == "function" else row["name"]
        return kind, self._schema(row), row["table"] if kind == "column" else "", own

    def _schema(self, row: Row) -> str:
        if row["object_kind"] in _WITHOUT_SCHEMA:
            return ""
        location, written = row["script_location"], row["schema"] or None
        if row["written_as"] == "operation":  # SQL that is sent as it stands is not translated
            written = dict(self._translations.get(location, [])).get(written, written)
        return written or self._defaults[location]


def default_schemas(target: Target, plan: Plan) -> dict[str, str]:
    """Where each script location makes what names no schema: beside its version table, unless that one's is set."""
    return {
        location.name: (None if location.version_table_schema else plan.tables[location.name].schema) or "public"
        for location in target.locations
    }


def _kind(row: Row) -> str:
    kind = str(row["object_kind"])
    return _KINDS.get(kind, kind)


def _keys(lent: Row) -> Iterator[Key]:
    if "object_kind" in lent:
        yield _kind(lent), lent["schema"], "", lent["name"]
    elif lent["column"]:
        yield "column", lent["schema"], lent["table"], lent["column"]
        yield "column", lent["schema"], lent["table"], ""
    else:
        yield "table", lent["schema"], "", lent["table"]


def _created(operations: pd.DataFrame | None, revisions: set[str]) -> list[dict[str, Any]]:
    if operations is None or not revisions:
        return []
    own = operations["direction"].eq("upgrade") & operations["action"].eq("create")
    made = operations.loc[own & operations["revision"].isin(revisions) & operations["name"].notna()]
    columns = ["script_location", "revision", "written_as", "object_kind", "schema", "table", "name"]
    return records(made[columns].fillna(""))

"""Which witnesses were heard, and where each of them keeps silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.unimported import undeclared, unimported
from auditlib.reconcile.state import of_status

LIVE, CHAIN, HEAD, MODELS = "live", "replay", "replay:head", "models:"

Names = frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Heard:
    """The sources that spoke, and the objects on which the chain or the models are no witness.

    ``assumed_tables`` and ``assumed_columns`` were lent to the chain by the live database; ``chain_whole`` is
    false where a step up to the database's position did not run, so that absence in the chain says nothing;
    ``refused`` are (schema, table) that a model declares and PostgreSQL did not build, ``refused_keys`` those whose
    foreign keys it refused, ``refused_names`` the (schema, name) of refused indexes and constraints.
    ``unrun`` and ``unrun_head`` are names of tables, and of objects that have none, which the text of a step touches
    that did not run: a step up to the database's position, and any step.
    ``holed`` are (source, frame) that a server refused in whole or part; ``locked`` are (schema, name) that another
    session held locked while live was read: what is null there was not seen.
    ``views`` are no model's to comment. ``bookkeeping`` are Alembic's own tables.
    ``by_text`` are (table, name) that the text of an upgrade creates.
    ``unimported``: a module that looks like models did not import, so that no model is known to lack anything but a
    part of a ``declared`` table (schema, table); ``undeclared`` are (table,) that the text of such a module names.
    ``unnamed``: how env.py names constraints is unknown, so that in the chain their names may be others.
    """

    sources: frozenset[str]
    chain_whole: bool = True
    head_whole: bool = True
    assumed_tables: Names = frozenset()
    assumed_columns: Names = frozenset()
    refused: Names = frozenset()
    refused_keys: Names = frozenset()
    refused_names: Names = frozenset()
    unrun: Names = frozenset()
    unrun_head: Names = frozenset()
    bookkeeping: Names = frozenset()
    by_text: Names = frozenset()
    libraries: frozenset[str] = field(default_factory=frozenset)
    holed: Names = frozenset()
    locked: Names = frozenset()
    views: Names = frozenset()
    unimported: bool = False
    declared: Names = frozenset()
    undeclared: Names = frozenset()
    unnamed: bool = False

    @property
    def named(self) -> Names | None:
        """(table, name) of what the chain names by itself, where env.py may name the rest nobody knows how."""
        return self.by_text if self.unnamed else None

    @property
    def models(self) -> bool:
        """Some MetaData was built."""
        return any(source.startswith(MODELS) for source in self.sources)

    def of(self, *frames: str) -> Heard:
        """The same without the sources that were not let read all of these frames."""
        silent = {source for source, frame in self.holed if frame in frames}
        return replace(self, sources=self.sources - silent) if silent else self


def heard(frames: Mapping[str, pd.DataFrame]) -> Heard:
    """What ``frames`` hold of each witness; frames that are absent count as empty."""
    chain_whole, head_whole = _whole(frames)
    assumed = _rows(frames, "assumed", ["schema", "table", "column"])
    problems = _rows(frames, "model_problems", ["stage", "object_kind", "schema", "table", "name", "metadata"])
    built = problems.loc[problems["stage"].eq("build")]
    keys = built["object_kind"].isin(["foreign key", "constraint"])
    unread = _rows(frames, "unread", ["source", "frame", "schema", "name"])
    locked = unread["source"].eq(LIVE) & unread["name"].ne("")
    return Heard(
        sources=_sources(frames),
        chain_whole=chain_whole,
        head_whole=head_whole,
        assumed_tables=_names(assumed, ["schema", "table"]),
        assumed_columns=_names(assumed.loc[assumed["column"].ne("")], ["schema", "table", "column"]),
        refused=_names(built.loc[built["object_kind"].eq("table")], ["schema", "table"]),
        refused_keys=_names(built.loc[keys], ["schema", "table"]),
        refused_names=_names(built.loc[built["object_kind"].ne("table")], ["schema", "name"]),
        unrun=_unrun(frames, _broken(frames) - of_status(frames, "pending")),
        unrun_head=_unrun(frames, _broken(frames)),
        bookkeeping=_names(_rows(frames, "version_tables", ["schema", "table"]), ["schema", "table"]),
        by_text=_by_text(frames),
        libraries=_libraries(frames),
        holed=_names(unread.loc[unread["frame"].ne("")], ["source", "frame"]),
        locked=_names(unread.loc[locked], ["schema", "name"]),
        views=_names(_rows(frames, "views", ["schema", "view"]), ["schema", "view"]),
        unnamed=_unnamed(frames),
        **_unimported(frames),
    )


def _unimported(frames: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """What modules that did not import leave unknown."""
    problems = _rows(frames, "model_problems", ["stage", "module", "message", "declares"])
    if unimported(problems).empty:
        return {}
    known = _names(_rows(frames, "models", ["schema", "table"]), ["schema", "table"])
    names = frozenset((name,) for name in undeclared(problems))
    return {"unimported": True, "declared": known, "undeclared": names}


def _sources(frames: Mapping[str, pd.DataFrame]) -> frozenset[str]:
    named = [frames[name]["source"].unique() for name in OBJECT_FRAMES if name in frames]
    return frozenset(source for sources in named for source in sources)


def _whole(frames: Mapping[str, pd.DataFrame]) -> tuple[bool, bool]:
    """Whether every step up to the database's position ran, and whether every step did."""
    broken = _broken(frames)
    return not broken - of_status(frames, "pending"), not broken


def taken(operations: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of ``operations`` but for those on lines that this database never took."""
    return operations.loc[~operations["revision"].isin(of_status(frames, "not taken"))]


def _broken(frames: Mapping[str, pd.DataFrame]) -> set[str]:
    steps = _rows(frames, "steps", ["revision", "status"])
    return set(steps.loc[steps["status"].ne("done"), "revision"])


def _unrun(frames: Mapping[str, pd.DataFrame], broken: set[str]) -> Names:
    operations = _rows(frames, "operations", ["revision", "direction", "table", "name"])
    own = operations["direction"].eq("upgrade") & operations["revision"].isin(broken)
    touched = operations.loc[own, "table"].fillna(operations["name"]).dropna()
    return frozenset((name,) for name in touched)


def _by_text(frames: Mapping[str, pd.DataFrame]) -> Names:
    operations = taken(_rows(frames, "operations", ["revision", "direction", "action", "table", "name"]), frames)
    made = operations["direction"].eq("upgrade") & operations["action"].eq("create")
    return _names(operations.loc[made], ["table", "name"])


def _libraries(frames: Mapping[str, pd.DataFrame]) -> frozenset[str]:
    metadata = _rows(frames, "metadata", ["metadata", "library"])
    return frozenset(metadata.loc[metadata["library"].eq(True).fillna(False).astype(bool), "metadata"])


def _unnamed(frames: Mapping[str, pd.DataFrame]) -> bool:
    """Some env.py hands over nobody knows what, and some MetaData has a convention by which it would name."""
    known = _rows(frames, "environments", ["known"])["known"]
    conventions = _rows(frames, "metadata", ["naming_convention"])["naming_convention"]
    return bool(known.eq(False).fillna(False).any() and conventions.eq(True).fillna(False).any())


def _rows(frames: Mapping[str, pd.DataFrame], name: str, columns: list[str]) -> pd.DataFrame:
    return frames[name] if name in frames else pd.DataFrame({column: pd.Series(dtype="str") for column in columns})


def _names(rows: pd.DataFrame, columns: list[str]) -> Names:
    if rows.empty:
        return frozenset()
    return frozenset(zip(*(rows[name].fillna("").tolist() for name in columns), strict=True))


def among(rows: pd.DataFrame, columns: list[str], names: Names) -> pd.Series:
    """Which rows have the values of ``columns`` among ``names``."""
    if not names or rows.empty:
        return pd.Series(False, index=rows.index)
    said = zip(*(rows[name].fillna("").to_list() for name in columns), strict=True)
    return pd.Series([each in names for each in said], index=rows.index)

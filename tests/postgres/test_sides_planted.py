"""Two real databases that differ by one planted change a schema: each is one root difference, from both directions."""

from __future__ import annotations

import psycopg
import pytest

from auditlib.collect import catalog
from auditlib.collect.scratch import Server
from auditlib.reconcile.sides.between import between
from auditlib.reconcile.sides.side import Side, side
from tests.postgres.test_drift_planted import BASE, PLANTED, UNCHANGED, Planted

Root = tuple[str, str, str, str]
WORDS = {"extra": "only in A", "missing": "only in B"}
TURNED = {"only in A": "only in B", "only in B": "only in A"}

# A new name is one difference; a type is what differs, whatever key needs it.
TOLD: dict[str, Root] = {
    "table_renamed": ("table", "happenings", "name", "renamed"),
    "column_renamed": ("column", "remark", "name", "renamed"),
    "key_of_another_type": ("column", "team_id", "type", "changed"),
}


def rename(name: str, sql: str, kind: str, new: str) -> Planted:
    """An object under another name."""
    return Planted(name, f"alter {sql} to {new.removesuffix('()')};", kind, new, "name", "renamed")


MORE = [
    rename("type_renamed", "type mood rename", "type", "feeling_word"),
    rename("domain_renamed", "domain positive rename", "type", "above_nought"),
    rename("view_renamed", "view people rename", "view", "persons"),
    rename("function_renamed", "function stamp() rename", "function", "mark()"),
    rename("trigger_renamed", "trigger stamped on users rename", "trigger", "marked"),
    rename("table_of_keys", "table teams rename", "table", "groups"),
    rename("table_of_all", "table users rename", "table", "accounts"),
    rename("column_of_key", "table teams rename id", "column", "number"),
    rename("column_of_index", "table users rename day", "column", "moment"),
    rename("column_of_check", "table users rename level", "column", "height"),
    rename("sequence_of_serial", "sequence teams_id_seq rename", "sequence", "numbers"),
]
ALL = [*PLANTED, *MORE]


def expected(planted: Planted) -> Root:
    """The one root that a change is, in a database A that has it against a B that has not."""
    usual = "renamed" if planted.attribute == "name" else WORDS.get(planted.change, planted.change)
    return TOLD.get(planted.name, (planted.kind, planted.object, planted.attribute, usual))


@pytest.fixture(scope="module")
def both(server: Server) -> tuple[Side, Side]:
    """A database with a change in each schema, and one without."""
    return _built(server, {each.schema: each.sql for each in ALL}), _built(server, {})


@pytest.fixture(scope="module")
def found(both: tuple[Side, Side]) -> dict[str, set[Root]]:
    """The root differences of each schema."""
    rows = between(*both)["side_differences"]
    return _by_schema(rows.loc[rows["root"].eq("")])


@pytest.mark.parametrize("planted", ALL, ids=lambda planted: planted.name)
def test_one_change_is_one_root(planted: Planted, found: dict[str, set[Root]]) -> None:
    """Each planted change is told once, as what it is; what follows from it is folded."""
    assert found.get(planted.schema) == {expected(planted)}


def test_nothing_else_differs(found: dict[str, set[Root]]) -> None:
    """A schema that nobody changed is not mentioned."""
    assert found.keys() == {each.schema for each in ALL}
    assert UNCHANGED not in found


def test_the_other_direction_says_the_same(both: tuple[Side, Side]) -> None:
    """From B's side the same roots are told, with the sides changed over."""
    there, back = between(*both)["side_differences"], between(*reversed(both))["side_differences"]
    own = ["object_kind", "attribute", "change", "a_name", "b_name", "a", "b"]
    turned = ["object_kind", "attribute", "change", "b_name", "a_name", "b", "a"]
    mirrored = back.assign(change=back["change"].replace(TURNED))

    assert _told(there, own) == _told(mirrored, turned)
    assert there["root"].eq("").sum() == back["root"].eq("").sum()


def _told(rows, columns):  # type: ignore[no-untyped-def]
    return sorted(rows[columns].fillna("").itertuples(index=False, name=None))


def _by_schema(rows) -> dict[str, set[Root]]:  # type: ignore[no-untyped-def]
    told: dict[str, set[Root]] = {}
    for schema, *root in rows[["schema", "object_kind", "name", "attribute", "change"]].itertuples(index=False):
        told.setdefault(schema, set()).add(tuple(root))
    return told


def _built(server: Server, changes: dict[str, str]) -> Side:
    conninfo = server.create_database("sides")
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for schema in (*(each.schema for each in ALL), UNCHANGED):
            told = changes.get(schema, "")
            connection.execute(f"create schema {schema}; set search_path to {schema}; {BASE} {told}")
    return side(catalog.read(conninfo, "live", version_tables=()), "live")

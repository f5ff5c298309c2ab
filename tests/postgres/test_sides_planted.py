"""Two real databases that differ by one planted change a schema: each is one root difference, from both directions."""

from __future__ import annotations

import psycopg
import pytest

from auditlib.collect import catalog
from auditlib.collect.scratch import Server
from auditlib.reconcile.sides.between import between
from auditlib.reconcile.sides.side import Side, side
from tests.postgres.plantings import PLANTED, Planted
from tests.postgres.test_drift_planted import NEWEST, NOT_KNOWN, UNCHANGED, tell

Root = tuple[str, str, str, str]
WORDS = {"extra": "only in A", "missing": "only in B"}
TURNED = {"only in A": "only in B", "only in B": "only in A"}

# A new name is one difference; a type is what differs, whatever key needs it.
TOLD: dict[str, Root] = {
    "alter table events rename to": ("table", "happenings", "name", "renamed"),
    "rename note to": ("column", "remark", "name", "renamed"),
    "alter team_id type": ("column", "team_id", "type", "changed"),
}


COMMON = [each for each in PLANTED if each.story == "common"]


def rename(number: int, sql: str, kind: str, new: str) -> Planted:
    """An object under another name."""
    text = f"alter {sql} to {new.removesuffix('()')};"
    return Planted("renamed", 900 + number, COMMON[0].base, text, kind, new, "name", "renamed", "")


MORE = [
    rename(0, "type mood rename", "type", "feeling_word"),
    rename(1, "domain positive rename", "type", "above_nought"),
    rename(2, "view people rename", "view", "persons"),
    rename(3, "function stamp() rename", "function", "mark()"),
    rename(4, "trigger stamped on users rename", "trigger", "marked"),
    rename(5, "table teams rename", "table", "groups"),
    rename(6, "table users rename", "table", "accounts"),
    rename(7, "table teams rename id", "column", "number"),
    rename(8, "table users rename day", "column", "moment"),
    rename(9, "table users rename level", "column", "height"),
    rename(10, "sequence teams_id_seq rename", "sequence", "numbers"),
]
ALL = [*COMMON, *MORE]


def expected(planted: Planted) -> Root:
    """The one root that a change is, in a database A that has it against a B that has not."""
    usual = "renamed" if planted.attribute == "name" else WORDS.get(planted.change, planted.change)
    told = (root for sql, root in TOLD.items() if sql in planted.sql)
    return next(told, (planted.kind, planted.object, planted.attribute, usual))


@pytest.fixture(scope="module")
def both(server: Server) -> tuple[Side, Side]:
    """A database with a change in each schema, and one without."""
    return _built(server, changed=True), _built(server, changed=False)


@pytest.fixture(scope="module")
def found(both: tuple[Side, Side]) -> dict[str, set[Root]]:
    """The root differences of each schema."""
    rows = between(*both)["side_differences"]
    return _by_schema(rows.loc[rows["root"].eq("")])


@pytest.mark.parametrize("planted", ALL, ids=lambda planted: planted.name)
def test_one_change_is_one_root(planted: Planted, found: dict[str, set[Root]], server: Server) -> None:
    """Each planted change is told once, as what it is; what follows from it is folded."""
    if (server.major, planted.number) in NOT_KNOWN:
        pytest.skip(f"PostgreSQL {server.major} does not understand this change")
    assert found.get(planted.here) == {expected(planted)}


def test_nothing_else_differs(found: dict[str, set[Root]], server: Server) -> None:
    """A schema that nobody changed is not mentioned."""
    assert found.keys() == {each.here for each in ALL if (server.major, each.number) not in NOT_KNOWN}
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


def _built(server: Server, *, changed: bool) -> Side:
    conninfo = server.create_database("sides")
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for each in ALL:
            tell(connection, each, changed=changed, newest=server.major >= NEWEST)
        connection.execute(f"create schema {UNCHANGED}; set search_path to {UNCHANGED}; {COMMON[0].base}".encode())
    return side(catalog.read(conninfo, "live", version_tables=()), "live")

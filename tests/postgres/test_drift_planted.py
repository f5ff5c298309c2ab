"""One change planted in a live database is one root difference, told by one finding; no change is none.

Each change has a schema of its own, so that all of them are read at once: the chain has the schema unchanged.
"""

from __future__ import annotations

import json
from collections import Counter

import pandas as pd
import psycopg
import pytest

from auditlib.collect import catalog
from auditlib.collect.scratch import Server
from auditlib.frames.all import FRAMES
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.spec import MODELS, combine
from auditlib.reconcile.coverage import coverage
from auditlib.reconcile.differences import differences
from auditlib.reconcile.pairing import OWN_NAME
from auditlib.rules import registry
from tests.postgres.plantings import PLANTED, Planted

# The hundred rows of the comparison of other tools, as they stand there.
PEERS = """
extra table; table missing; extra column; column missing; column renamed; int -> bigint; bigint -> int; varchar -> text;
text -> varchar; char(10) -> varchar(10); timestamp -> timestamptz; float8 -> real; json -> jsonb; uuid -> text;
enum col -> text; NOT NULL dropped; NOT NULL added; unique dropped; unique renamed; unique extra; FK dropped; FK extra;
index dropped; index extra; index renamed; partition/inherit child extra; default changed (literal); default dropped;
default added; default now() -> clock_timestamp(); default false -> true; varchar(50) -> varchar(100);
numeric(10,2) -> (12,2); timestamptz(6) -> (3); int[] -> text[]; domain col -> int; unique columns changed;
unique -> NULLS NOT DISTINCT; unique constraint -> unique index; FK ON DELETE changed; FK -> DEFERRABLE;
index unique -> non-unique; index column order; index expression changed; index DESC -> ASC; enum value added in DB;
enum value missing in DB; enum value order; enum type extra; identity ALWAYS -> BY DEFAULT; identity dropped;
CHECK dropped; CHECK extra; table comment changed; column comment changed; CHECK expression changed;
serial default dropped; PK dropped; PK renamed; FK renamed; EXCLUDE dropped; varchar(50) -> varchar;
varchar -> varchar(20); numeric(10,2) -> numeric; collation C -> default; generated expression dropped;
generated expression changed; PK columns changed; unique column ORDER changed; CHECK left NOT VALID;
index method gin -> btree; index method btree -> hash; partial WHERE changed; partial WHERE removed;
index INCLUDE changed; view extra; function extra; trigger extra; schema extra; index opclass changed;
unique -> DEFERRABLE; FK left NOT VALID; sequence extra; sequence missing; matview extra; extension extra; RLS enabled;
policy extra; GRANT extra; UNLOGGED; index INVALID; sequence increment; fillfactor; column order changed;
domain check changed; rule extra; owner changed; REPLICA IDENTITY; statistics object extra; publication extra
"""
# The database itself is never missing nor extra: it is what is read.
COMPARED = [frame for frame in OBJECT_FRAMES.values() if frame.object_kind and frame.object_kind != "database"]
UNCHANGED = "p_999"
NEWEST = 18  # every change is understood from there on
NOT_UNDERSTOOD = (psycopg.ProgrammingError, psycopg.NotSupportedError, psycopg.DataError)
NOT_KNOWN: set[tuple[int, int]] = set()


def built(server: Server, source: str, *, changed: bool) -> dict[str, pd.DataFrame]:
    """The object frames of a database with the story of each change in a schema of its own."""
    conninfo = server.create_database("planted")
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("set allow_system_table_mods = on")
        for each in PLANTED:
            tell(connection, each, changed=changed, newest=server.major >= NEWEST)
        unchanged = PLANTED[0].base.replace("{here}", UNCHANGED)
        connection.execute(f"create schema {UNCHANGED}; set search_path to {UNCHANGED}; {unchanged}".encode())
    read = catalog.read(conninfo, source)
    return {name: frame for name, frame in read.items() if name != "witnesses"}


def tell(connection: psycopg.Connection, each: Planted, *, changed: bool, newest: bool) -> None:
    """The story of a change, as much of it as the server understands and has the extensions for."""
    unknown = (connection.info.server_version // 10_000, each.number)
    try:
        connection.execute(each.statements(changed=changed and unknown not in NOT_KNOWN).encode())
    except NOT_UNDERSTOOD as error:
        lacks = "is not available" in str(error)
        if newest or not (changed or lacks):
            raise
        NOT_KNOWN.add(unknown)
        connection.execute(f"create schema {each.here}".encode() if lacks else each.statements(changed=False).encode())


def place_to_move_to(server: Server) -> None:
    """A place that tables can be moved to; it belongs to the whole server."""
    with psycopg.connect(server.conninfo(server.address.name), autocommit=True) as connection:
        connection.execute("set allow_in_place_tablespaces = on")
        if not connection.execute("select from pg_tablespace where spcname = 'planted_space'").rowcount:
            connection.execute("create tablespace planted_space location ''")


@pytest.fixture(scope="module")
def tablespace(server: Server) -> None:
    """The stories have a place to move tables to."""
    place_to_move_to(server)


@pytest.fixture(scope="module")
def frames(server: Server, tablespace: None) -> dict[str, pd.DataFrame]:
    """Live with every change, a chain and models without any."""
    live, chain = built(server, "live", changed=True), built(server, "replay", changed=False)
    models = {
        name: frame.assign(source="models:app.metadata")
        for name, frame in chain.items()
        if "source" in frame and MODELS in FRAMES[name].sources
    }
    read = combine([live, chain, models], FRAMES)
    return {**read, "differences": differences(read)}


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_one_change_is_one_root_difference(planted: Planted, frames: dict[str, pd.DataFrame], server: Server) -> None:
    """Each planted change is found once, as what it is, and live is said to be wrong."""
    if (server.major, planted.number) in NOT_KNOWN:
        pytest.skip(f"PostgreSQL {server.major} does not understand this change, or lacks its extension")
    rows = planted.own(frames["differences"])
    # Partitions that live alone has are told together, and one by itself is such a group.
    grouped = rows["root"].str.startswith("partitions ") & rows["object_kind"].eq("table") & rows["attribute"].eq("")
    own = rows.loc[rows["root"].eq("") | grouped]
    roots = own[["object_kind", "name", "attribute", "change"]].drop_duplicates()

    assert list(roots.itertuples(index=False, name=None)) == [planted.expected], rows.to_string()
    assert set(own["wrong"]) == {"live"}


def test_the_rows_of_the_peers_are_planted() -> None:
    """Each of the hundred kinds of drift that other tools were measured with is planted, once."""
    rows = [" ".join(row.split()) for row in PEERS.split(";")]

    assert len(rows) == 100
    assert Counter(each.peers for each in PLANTED if each.peers) == Counter(rows)


def test_every_compared_attribute_is_planted() -> None:
    """Whatever can differ is planted: each compared attribute of each kind, and that an object is missing or extra."""
    planted = {(each.kind, each.attribute or each.change) for each in PLANTED}
    names = {(frame.object_kind, "name") for frame in COMPARED if frame.pairings}
    wanted = {(frame.object_kind, column.name) for frame in COMPARED for column in frame.compared} | names
    wanted |= {(frame.object_kind, change) for frame in COMPARED for change in ("missing", "extra")}

    assert OWN_NAME  # which is told as `name`
    assert sorted(wanted - planted) == []
    assert len(PLANTED) >= 150


def test_what_nobody_changed_is_no_difference(frames: dict[str, pd.DataFrame]) -> None:
    """An unchanged schema is not reported, and no difference is left that belongs to no change."""
    found = frames["differences"]
    claimed = pd.concat([each.own(found) for each in PLANTED]).index

    assert found.loc[found["schema"].eq(UNCHANGED)].empty
    assert found.loc[~found.index.isin(claimed)].empty


def test_every_root_difference_is_told_by_one_drift_rule(frames: dict[str, pd.DataFrame]) -> None:
    """Each root row of differences belongs to exactly one rule of the family drift; what folds under it is not told."""
    found = frames["differences"].loc[lambda rows: rows["root"].eq("")]
    fed = {**{name: frame.empty() for name, frame in FRAMES.items()}, **frames}
    told = [
        (hit.object_kind, hit.schema, hit.table, hit.object, hit.evidence["attribute"])
        for rule in registry.rules()
        if rule.family == "drift"
        for hit in rule.check(**{name: fed[name] for name in rule.frames})
        if hit.object_kind != "cause"
    ]
    keys = ["object_kind", "schema", "table", "name", "attribute"]

    assert sorted(told) == sorted(set(found[keys].itertuples(index=False, name=None)))


def test_each_change_is_one_root_finding_of_the_whole_book(frames: dict[str, pd.DataFrame], server: Server) -> None:
    """All rules, all folding: each change is told once, and nothing else; owners and grants alike are one finding."""
    fed = {**{name: frame.empty() for name, frame in FRAMES.items()}, **frames}
    found = registry.findings({**fed, "coverage": coverage(fed)})
    roots = found.loc[found["root"].fillna("").eq("")].assign(name=lambda rows: rows["object"])
    grouped = roots["object_kind"].eq("cause")
    once = {each.name: len(each.own(roots[~grouped])) for each in PLANTED}
    known = [each for each in PLANTED if (server.major, each.number) not in NOT_KNOWN]
    together = [each for each in known if not once[each.name]]

    assert [name for name, count in once.items() if count > 1] == []
    assert {each.attribute or each.kind for each in together} == {"owner", "privilege"}
    assert sum(len(json.loads(each)["all"]) for each in roots.loc[grouped, "evidence"]) == len(together)
    assert len(roots[~grouped]) == len(known) - len(together)


def test_no_secret_of_a_foreign_server_is_read(frames: dict[str, pd.DataFrame]) -> None:
    """Of options that are not known to be harmless only the names are read."""
    said = " ".join(frames["user_mappings"]["options"].dropna())

    assert "password=*" in said and "\"user\"='a'" in said
    assert "secret" not in said

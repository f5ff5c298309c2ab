"""What each statement of a chain did to which object: the record, and the law that it adds up to the catalog."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect.scratch import Server
from auditlib.frames.lineage import LINEAGE_FRAMES
from auditlib.frames.spec import LIVE_ONLY
from auditlib.reconcile.blame import UnknownObjectError, blame
from auditlib.reconcile.lineage import at
from auditlib.reconcile.made import lineage

_spec = importlib.util.spec_from_file_location("lineage_chains", Path(__file__).with_name("chains.py"))
chains = importlib.util.module_from_spec(_spec)
sys.modules["lineage_chains"] = chains
_spec.loader.exec_module(chains)

MADE = '''
op.execute("""
    create table a (
        id serial primary key,
        name varchar(10) not null default 'x',
        odd numeric(4, 1)
            check (odd > 0)
    );
    create index ix on a (name);
    comment on column a.name is 'the name';
    insert into a (name) values ('hush');
""")
op.create_table(
    "b",
    sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
    sa.Column("a_id", sa.Integer(), sa.ForeignKey("a.id", ondelete="CASCADE"), index=True),
    sa.Column("kind", sa.Enum("x", "y", name="kind"), nullable=False),
)
'''
ALTERED = """
op.add_column("a", sa.Column("later", sa.Text()))
op.execute("comment on column a.later is 'of late'")
op.execute("update a set later = ''")
op.alter_column("a", "later", nullable=False)
op.alter_column("a", "later", type_=sa.String(30))
op.execute("alter type kind add value 'z'")
op.execute("create view seen as select id, name from a")
op.execute("create sequence loose; alter sequence loose owned by b.kind")
op.execute("create domain positive as int constraint above check (value > 0)")
op.execute("alter domain positive add constraint below check (value < 100)")
op.execute("create function twice(i int) returns int language sql immutable as 'select 2 * i'")
"""
RENAMED = """
op.rename_table("a", "first")
op.alter_column("first", "name", new_column_name="title")
op.execute("alter index ix rename to ix_first")
op.execute("create schema other; create table other.away (id int primary key, b_id bigint references b)")
op.execute("alter table other.away add column back int; alter table other.away drop column b_id")
op.execute("alter schema other rename to elsewhere")
op.execute("alter function twice(int) rename to double")
op.execute("alter type kind rename to sort")
op.execute("alter sequence loose rename to tight")
"""
IN_BLOCKS = """
op.execute('''do $$ begin
    execute 'create table made_' || 'inside (id int)';
    create table as_well (id int, other text);
    alter table as_well add unique (other);
end $$''')
op.execute("create function audit() returns trigger language plpgsql as 'begin return new; end'")
op.execute("create trigger watch before insert on b for each row execute function audit()")
op.execute("alter table b enable row level security; create policy only_mine on b using (kind = 'x')")
op.execute("create rule quiet as on delete to as_well do instead nothing")
op.execute("grant select on b to public; grant usage on schema elsewhere to public")
op.execute("alter default privileges grant select on tables to public")
op.execute("create table granted (id int)")
op.execute("revoke select on b from public")
op.execute("create statistics counted on id, other from as_well")
op.execute("create collation backwards from \\"C\\"")
op.execute("create aggregate total (int) (sfunc = int4pl, stype = int, initcond = '0')")
op.execute("create table parts (id int, day date) partition by range (day)")
op.execute("create table parts_1 partition of parts for values from ('2026-01-01') to ('2026-02-01')")
op.execute("create index on parts (day)")
op.execute("alter table parts add column note text")
op.execute("comment on table parts is 'split'; comment on schema elsewhere is 'far'")
"""
UNDONE = """
with op.get_bind().begin_nested() as nested:
    op.execute("create table never (id int)")
    op.execute("alter table b add column never int")
    nested.rollback()
try:
    with op.get_bind().begin_nested():
        op.execute("alter table b add column never_either int")
        op.execute("select 1 / 0")
except sa.exc.DBAPIError:
    pass
op.execute("alter table b add column once int")
op.execute("create table gone (id int); drop table gone")
op.execute("create temporary table passing (id int)")
"""
DROPPED = """
op.drop_column("first", "odd")
op.execute("drop view seen")
op.execute("alter table first alter id type bigint")
op.execute("drop sequence tight")
op.drop_index("ix_first")
op.execute("drop table elsewhere.away; drop schema elsewhere cascade")
op.execute("drop type positive cascade")
op.execute("drop table made_inside")
op.execute("alter table b drop constraint b_a_id_fkey, alter column a_id set default 3")
op.execute("reassign owned by current_user to current_user")
"""
ALONE = """
op.execute("alter table as_well add number int unique")
with op.get_context().autocommit_block():
    op.execute('create index concurrently alone on b (a_id)')
    op.execute('drop index concurrently ix_b_a_id')
op.execute("alter table b add column then_this int")
"""
OPERATIONS = """
op.create_table(
    "orders",
    sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
    sa.Column(
        "parent",
        sa.Integer(),
        sa.ForeignKey("as_well.number"),
        index=True,
    ),
    sa.Column("state", sa.Enum("new", "paid", name="order_state"), comment="where it stands"),
    sa.Column("number", sa.Text(), unique=True),
    *[sa.Column(f"extra_{each}", sa.Text()) for each in "xy"],
    sa.UniqueConstraint("state", "number", name="uq_orders"),
    sa.ForeignKeyConstraint(["number"], ["as_well.other"]),
)
with op.batch_alter_table("orders") as batch:
    batch.add_column(sa.Column("later", sa.Text()))
    batch.alter_column("state", nullable=False)
    batch.create_index(
        "ix_orders_later",
        ["later"],
    )
op.add_column(
    "orders",
    sa.Column("more", sa.Text()),
)
with op.batch_alter_table("orders") as batch:
    batch.drop_column("more")
    batch.alter_column("later", new_column_name="latest")
"""
REFUSED = "op.execute('alter table b add kept int')\nop.execute('alter table nowhere add b int')"


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> chains.Chain:
    """A chain of statements of every kind."""
    chain = chains.Chain(tmp_path_factory.mktemp("lineage") / "project")
    bodies = {
        "made": MADE,
        "altered": ALTERED,
        "renamed": RENAMED,
        "in_blocks": IN_BLOCKS,
        "undone": UNDONE,
        "dropped": DROPPED,
        "alone": ALONE,
        "operations": OPERATIONS,
        "refused": REFUSED,
        # Last: where it cannot be had, nothing else misses what its revision makes.
        "extended": 'op.execute("create extension hstore")',
    }
    for name, body in bodies.items():
        chain.add(name, body)
    return chain


@pytest.fixture(scope="module")
def frames(server: Server, chain: chains.Chain) -> dict[str, pd.DataFrame]:
    """The chain, replayed once."""
    return chains.replayed(server, chain, None)


def differing(left: dict[str, pd.DataFrame], right: dict[str, pd.DataFrame], source: str = "replay:head") -> list[str]:
    """Frames in which two sets of objects differ, with the rows."""
    found = []
    for name, frame in LINEAGE_FRAMES.items():
        said = [each.name for each in frame.columns if each.name != "source" and each.sources != LIVE_ONLY]
        one = {tuple(row) for row in left[name][said].astype(object).fillna("-").itertuples(index=False)}
        rows = right[name][right[name]["source"].eq(source)]
        other = {tuple(row) for row in rows[said].astype(object).fillna("-").itertuples(index=False)}
        found += (
            [f"{name}: {sorted(map(str, one - other))} is not {sorted(map(str, other - one))}"] if one != other else []
        )
    return found


@pytest.mark.extensions("hstore")
def test_the_chain_ran(frames: dict[str, pd.DataFrame]) -> None:
    """Every step but the refused one, so that what follows is about all of them."""
    steps = frames["steps"]
    assert steps.loc[steps["status"].ne("done"), ["revision", "message"]].to_dict("records") == [
        {"revision": "refused", "message": 'relation "nowhere" does not exist'}
    ]


def test_changes_add_up_to_the_catalog(frames: dict[str, pd.DataFrame]) -> None:
    """Every frame and every attribute: the changes folded up to the last step are what the catalog held then."""
    assert differing(at(frames, 99), frames) == []


def test_every_change_has_its_statement(frames: dict[str, pd.DataFrame]) -> None:
    """Event triggers and readings account for all of it: nothing was found only by the comparison at the end."""
    rows = frames["object_changes"]
    assert rows.loc[rows["step"].gt(0) & rows["statement_order"].eq(0)].to_dict("records") == []


def test_a_comment_is_set_by_the_statement_that_says_it(frames: dict[str, pd.DataFrame]) -> None:
    """Not by the one that made the column that it is about, though both were read at once."""
    rows = frames["object_changes"].loc[lambda rows: rows["revision"].eq("altered")]
    made = rows.loc[rows["action"].eq("created") & rows["name"].isin(["later", "column later"])]
    lines = made.set_index("object_kind")["line"]
    assert lines["comment"] == lines["column"] + 1


@pytest.mark.parametrize(
    ("action", "kind", "name", "written"),
    [
        ("created", "table", "orders", "op.create_table("),
        ("created", "column", "id", 'sa.Column("id"'),
        ("created", "column", "parent", "sa.Column("),
        ("created", "constraint", "orders_pkey", 'sa.Column("id"'),
        ("created", "sequence", "orders_id_seq", 'sa.Column("id"'),
        ("created", "constraint", "orders_parent_fkey", "sa.ForeignKey("),
        ("created", "index", "ix_orders_parent", "sa.Column("),
        ("created", "type", "order_state", 'name="order_state"'),
        ("created", "comment", "column state", "comment="),
        ("created", "constraint", "orders_number_key", "unique=True"),
        ("created", "column", "extra_y", "op.create_table("),
        ("created", "constraint", "uq_orders", "sa.UniqueConstraint("),
        ("created", "constraint", "orders_number_fkey", "sa.ForeignKeyConstraint("),
        ("created", "column", "latest", 'sa.Column("later"'),
        ("altered", "column", "state", 'batch.alter_column("state"'),
        ("created", "index", "ix_orders_later", "batch.create_index("),
        ("created", "column", "more", 'sa.Column("more"'),
        ("dropped", "column", "more", 'batch.drop_column("more"'),
        ("altered", "column", "latest", 'new_column_name="latest"'),
    ],
)
def test_the_line_inside_an_operation(
    chain: chains.Chain, frames: dict[str, pd.DataFrame], action: str, kind: str, name: str, written: str
) -> None:
    """Of a column, key, index or type that an operation of several lines makes, its own; a batch is looked into."""
    rows = frames["object_changes"].loc[lambda rows: rows["revision"].eq("operations") & rows["action"].eq(action)]
    same = rows["object_kind"].eq(kind) & rows["name"].eq("later" if (action, name) == ("created", "latest") else name)
    [line] = rows.loc[same, "line"].unique()
    text = (chain.project / "migrations/versions/operations.py").read_text().splitlines()
    assert written in text[line - 1]


@pytest.mark.parametrize(
    ("wanted", "kind", "name", "log"),
    [
        ("first", "table", "public.first", ["renamed", "made"]),
        ("first.title", "column", "public.first.title", ["renamed", "made"]),
        ("b/ix_b_a_id", "index", "public.b/ix_b_a_id", ["alone", "made"]),
        ("orders/uq_orders", "constraint", "public.orders/uq_orders", ["operations"]),
        ("sort", "type", "public.sort", ["renamed", "altered", "made"]),
        ("seen", "view", "public.seen", ["dropped", "renamed", "altered"]),
        ("double", "function", "public.double(i integer)", ["renamed", "altered"]),
        ("b/watch", "trigger", "public.b/watch", ["in_blocks"]),
        ("elsewhere.away", "table", "elsewhere.away", ["dropped", "renamed"]),
    ],
)
def test_blame_of_every_kind(
    frames: dict[str, pd.DataFrame], wanted: str, kind: str, name: str, log: list[str]
) -> None:
    """The revisions that touched an object under any of its names, newest first, each statement of theirs once."""
    [found] = blame(frames, wanted)
    assert (found.kind, found.name, found.made, found.live) == (kind, name, True, None)
    own = [row["revision"] for row in found.rows if row["object_kind"] == kind]
    assert list(dict.fromkeys(own)) == log


@pytest.mark.parametrize(
    ("wanted", "called"), [("public.a", "public.first"), ("a.name", "public.first.title"), ("first", ""), ("b", "")]
)
def test_an_object_that_was_renamed_is_told_with_its_new_name(
    frames: dict[str, pd.DataFrame], wanted: str, called: str
) -> None:
    """Who asks for the old name learns what it is called now."""
    [found] = blame(frames, wanted)
    assert found.called == called


def test_an_unknown_object_is_told_with_those_alike(frames: dict[str, pd.DataFrame]) -> None:
    """A name that is misspelt is answered with the names that look like it."""
    with pytest.raises(UnknownObjectError) as unknown:
        blame(frames, "ordres.numbr")
    assert "orders.number" in unknown.value.near


def test_who_made_what_is_what_stands(frames: dict[str, pd.DataFrame]) -> None:
    """Frame `lineage` has what the catalog had at the end as standing, and of what is gone who dropped it."""
    rows = lineage(frames).loc[lambda rows: rows["origin"].eq("chain")]
    tables = frames["tables"].loc[frames["tables"]["source"].eq("replay:head"), ["schema", "table"]]
    standing = rows.loc[rows["object_kind"].eq("table") & rows["standing"], ["schema", "table"]]
    version_table = {("public", "alembic_version")}
    assert {*tables.itertuples(index=False, name=None)} - version_table == {
        *standing.itertuples(index=False, name=None)
    }
    by_name = rows.loc[rows["object_kind"].eq("table")].set_index("name")
    assert by_name.loc["first", ["made_by", "last_by"]].tolist() == ["made", "dropped"]
    assert by_name.loc[["gone", "away", "made_inside"], "dropped_by"].tolist() == ["undone", "dropped", "dropped"]

"""Names that PostgreSQL gives to constraints which nobody named."""

from __future__ import annotations

import psycopg
import pytest

from auditlib.reconcile.generated_names import is_generated

LONG = "a_table_whose_name_is_so_long_that_names_made_of_it_are_cut"
WIDE = "é" * 28
CONSTRAINTS = """
    select c.relname, k.conname,
        (array['primary key', 'unique', 'foreign key', 'check', 'exclusion'])[strpos('pufcx', k.contype::text)],
        (select string_agg(quote_ident(a.attname), ', ' order by n)
         from unnest(k.conkey) with ordinality as u(num, n) join pg_attribute a
             on a.attrelid = c.oid and a.attnum = u.num)
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where c.relnamespace = 'public'::regnamespace and k.contype <> 'n'
"""


@pytest.mark.parametrize("table", ["plain", LONG, WIDE, 'with "quotes"'])
def test_every_name_that_postgresql_gives_is_known_as_given(database: str, table: str) -> None:
    """Keys, checks and exclusions without a name, of one column and of several, long names and repeated ones."""
    quoted = '"' + table.replace('"', '""') + '"'
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"""
            create table {quoted} (
                id int primary key, "Mixed Case" int unique, a_rather_long_column_of_this_table int check (id > 0),
                b int, unique (a_rather_long_column_of_this_table, b), unique (b), check (id > b), check (b > id),
                foreign key (b) references {quoted} (id), foreign key (b) references {quoted} ("Mixed Case"),
                foreign key (a_rather_long_column_of_this_table, b)
                    references {quoted} (a_rather_long_column_of_this_table, b),
                exclude using btree (b with =)
            )""")
        found = connection.execute(CONSTRAINTS).fetchall()
    wrong = [row for row in found if not is_generated(_row(row), row[1])]
    assert len(found) == 11
    assert wrong == []


def test_a_name_that_somebody_chose_is_not_taken_for_a_given_one() -> None:
    """A chosen name differs from the pattern, also where it begins like it."""
    key = {"table": "orders", "constraint_kind": "foreign key", "columns": "user_id"}
    chosen = ["fk_orders_user_id", "orders_user_id_fkey_old", "orders_user_fkey", "orders_user_id_key"]
    assert [name for name in chosen if is_generated(key, name)] == []


def _row(row: tuple[str, ...]) -> dict[str, str]:
    table, _, kind, columns = row
    return {"table": table, "constraint_kind": kind, "columns": columns}

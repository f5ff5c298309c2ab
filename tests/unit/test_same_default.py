"""Defaults that PostgreSQL prints in two ways."""

from __future__ import annotations

import pytest

from auditlib.reconcile.same_default import spelt


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CURRENT_TIMESTAMP", "now()"),
        ("transaction_timestamp()", "now()"),
        ("timezone('utc'::text, CURRENT_TIMESTAMP)", "timezone('utc'::text, now())"),
        ("'[]'::json", "'[]'::jsonb"),
        ("'it''s'::text", "'it''s'::character varying"),
        ("'0'::bigint", "0"),
        ("'-1'::integer", "(-1)"),
        ("'0.00'::numeric", "0.00"),
        ("(0.5)::double precision", "0.5"),
    ],
)
def test_two_spellings_of_one_default_are_equal(one: str, other: str) -> None:
    """The start of the transaction has three names; the cast of a bare literal gives way to the column's type."""
    assert spelt(one) == spelt(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CURRENT_TIMESTAMP", "statement_timestamp()"),
        ("CURRENT_TIMESTAMP(0)", "now()"),
        ("CURRENT_DATE", "now()"),
        ("'CURRENT_TIMESTAMP'::text", "'now()'::text"),
        ("'a'::text", "'b'::text"),
        ("'1'::mood", "1"),
        ("1", None),
        ("'abc'::character varying(2)", "'abc'::character varying"),
        ("'abc'::character varying(2)", "'abc'::character varying(3)"),
        ("(5.7)::integer", "5.7"),
        ("'5.7'::numeric(3,0)", "5.7"),
        ("(5.7)::numeric(3,0)", "5.7"),
        ("(0.1)::real", "0.1"),
        ("'05'::integer", "'05'::text"),
    ],
)
def test_different_defaults_stay_different(one: str, other: str | None) -> None:
    """Another moment, a text that looks like an expression, another literal, a type of one's own, none, a cast that
    cuts or rounds."""
    assert spelt(one) != spelt(other)

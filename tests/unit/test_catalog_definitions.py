"""Columns, INCLUDE columns and predicate out of the server's text of an index."""

from __future__ import annotations

import pandas as pd
import pytest

from auditlib.collect.catalog_definitions import index_parts

ON = "CREATE INDEX i ON public.t USING btree "
HARD = """lower(a), ((b || ')'::text)), "c"")\""""
ESCAPED = r"((a || E'\\\')'::text))"
CASES = [
    (f"{ON}(a)", ("a", None, None)),
    (f"{ON}(a, b DESC NULLS LAST)", ("a, b DESC NULLS LAST", None, None)),
    (f"{ON}(a) WHERE (b > 1)", ("a", None, "(b > 1)")),
    (f"{ON}(a) WHERE b", ("a", None, "b")),
    (f"{ON}(a) INCLUDE (b, c)", ("a", "b, c", None)),
    (
        f"{ON}(a) INCLUDE (b) NULLS NOT DISTINCT WITH (fillfactor='70') WHERE (c = ')'::text)",
        ("a", "b", "(c = ')'::text)"),
    ),
    (f"{ON}(a) NULLS NOT DISTINCT", ("a", None, None)),
    (f"{ON}(a) NULLS NOT DISTINCT WHERE (b = 1)", ("a", None, "(b = 1)")),
    (f"{ON}(a) WITH (buffering='on') WHERE (b = 1)", ("a", None, "(b = 1)")),
    (f"{ON}({HARD} text_pattern_ops)", (f"{HARD} text_pattern_ops", None, None)),
    (f"{ON}({ESCAPED}) WHERE (b ~ '(WHERE'::text)", (ESCAPED, None, "(b ~ '(WHERE'::text)")),
    ('CREATE UNIQUE INDEX " USING btree (x)" ON ONLY "S"."T ("")" USING gist (a)', ("a", None, None)),
    (f"{ON}(a) WHERE (b = '\n'::text)", ("a", None, "(b = '\n'::text)")),
    (f'{ON}(" WHERE ", a)', ('" WHERE ", a', None, None)),
    ("something that is no index", (None, None, None)),
    (None, (None, None, None)),
]


@pytest.mark.parametrize(("definition", "parts"), CASES)
def test_parts_of_an_index(definition: str | None, parts: tuple[str | None, ...]) -> None:
    """Each part is the server's own spelling, whatever names and strings hold."""
    found = index_parts(pd.Series([definition], dtype="str")).iloc[0]
    assert tuple(None if pd.isna(value) else value for value in found) == parts


def test_rows_keep_their_places() -> None:
    """Many definitions at once, plain and others mixed, keep index and order."""
    definitions = pd.Series([case[0] for case in CASES], index=range(100, 100 + len(CASES)), dtype="str")
    found = index_parts(definitions)
    assert [*found.index] == [*definitions.index]
    assert [None if pd.isna(text) else text for text in found["columns"]] == [case[1][0] for case in CASES]

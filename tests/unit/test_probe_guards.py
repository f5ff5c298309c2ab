"""Addresses that are told when a probe's code tries to connect: never a password."""

from __future__ import annotations

from typing import Any

import pytest

from auditlib.probes.guards import address


@pytest.mark.parametrize(
    ("arguments", "options", "told"),
    [
        (("postgresql://me:sesame@db.example:5433/shop?sslmode=require",), {}, "db.example:5433/shop"),
        (("host=db.example port=5433 dbname=shop user=me password=sesame",), {}, "db.example:5433/shop"),
        ((), {"host": "db.example", "dbname": "shop", "password": "sesame"}, "db.example/shop"),
        ((), {"dsn": "postgresql://me:sesame@db.example/shop"}, "db.example/shop"),
        ((), {}, "the local server/"),
        (("postgresql://me:ses[ame@db.example/shop",), {}, "the local server/"),
    ],
)
def test_an_address_has_no_secret(arguments: tuple[Any, ...], options: dict[str, Any], told: str) -> None:
    """Host, port and database of a URL, a conninfo or arguments, and nothing else of them."""
    assert address(arguments, options) == told

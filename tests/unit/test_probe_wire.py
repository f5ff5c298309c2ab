"""What crosses the channel comes out as it went in."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import json
import uuid
from typing import Any

import pytest

from auditlib.probes.wire import pack, unpack


class Colour(str, enum.Enum):  # noqa: UP042 what applications write
    """An enum of text, as models have them."""

    RED = "red"


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 7, 1.5, "ü\0", b"\0\xff", decimal.Decimal("1.50"), uuid.UUID(int=1)),
        *(dt.date(2026, 1, 2), dt.time(3, 4, 5, 6), dt.datetime(2026, 1, 2), dt.datetime(2026, 1, 2, tzinfo=dt.UTC)),
        *(dt.timedelta(days=-1, microseconds=1), [1, [None, "x"], decimal.Decimal(2)]),
    ],
)
def test_a_value_survives_the_channel(value: Any) -> None:
    """Packed, written as JSON, read and unpacked, a value has its type and its value."""
    got = unpack(json.loads(json.dumps(pack(value))))
    assert (got, type(got)) == (value, type(value))


def test_an_enum_of_text_travels_as_its_text() -> None:
    """Drivers take subclasses of text for text."""
    assert pack(Colour.RED) == "red"


def test_what_no_driver_takes_is_refused() -> None:
    """An object without a spelling in SQL is a TypeError, as with every driver."""
    with pytest.raises(TypeError, match="can't adapt type 'object'"):
        pack(object())

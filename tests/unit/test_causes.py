"""What a difference falls with, in small hand-made witnesses."""

from __future__ import annotations

from auditlib.reconcile.differences import differences
from tests.unit.test_differences import MODEL, frames, typed


def test_the_sequence_of_a_serial_falls_with_the_type_of_its_column() -> None:
    """How far serial and bigserial count is one cause; a step of its own is another, and so is a width without it."""
    widths = {"live": ("bigint", 2**63 - 1), MODEL: ("integer", 2**31 - 1), "replay": ("bigint", 2**63 - 1)}
    counts = {"schema": "public", "sequence": "users_email_seq", "owned_by": "users.email"}
    said = typed(live="bigint", models="integer", chain="bigint")
    rows = [
        {**counts, "source": source, "data_type": kind, "maximum": most, "increment": 5 if source == MODEL else 1}
        for source, (kind, most) in widths.items()
    ]
    found = differences(frames(**said, sequences=rows)).query("object_kind == 'sequence'")
    alone = differences(frames(**typed(live="bigint", models="bigint", chain="bigint"), sequences=rows))

    column = "column public.users.email"
    assert dict(zip(found["attribute"], found["root"], strict=True)) == {
        "data_type": column,
        "maximum": column,
        "increment": "",
    }
    assert set(alone["root"]) == {""}

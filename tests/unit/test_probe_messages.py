"""Lines from a probe are other people's: whatever they hold, a message comes out that a file can keep."""

from __future__ import annotations

import pytest

from auditlib.collect.probe import _message
from auditlib.collect.probe_shapes import fault


@pytest.mark.parametrize("text", [b"", b"no json", b"[]", b"{}", b'{"kind": 1}', b"\xff\xfe"])
def test_what_is_no_message_is_noise(text: bytes) -> None:
    """Code that writes into the channel by accident disturbs nothing."""
    assert _message(text)["kind"] == "noise"


def test_halves_of_surrogate_pairs_are_replaced() -> None:
    """Text that no encoding can write would spoil the snapshot; a whole pair is left as it is."""
    message = _message(b'{"kind": "x", "docstring": "a\\udcff b \\ud83d\\ude00", "names": ["\\ud800"]}')
    assert message == {"kind": "x", "docstring": "a\ufffd b \U0001f600", "names": ["\ufffd"]}
    str(message).encode("utf-8")


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"kind": "model", "metadata": "m"}, "`model` lacks `table`"),
        ({"kind": "model", "metadata": "m", "table": 7}, "`table` of `model` is int"),
        ({"kind": "model", "metadata": "m", "table": "t", "line": "x"}, "`line` of `model` is str"),
        ({"kind": "metadata", "metadata": "m", "tables": 1 << 70, "library": False}, "`tables` of `metadata` is int"),
        ({"kind": "metadata", "metadata": "m", "tables": 1}, "`metadata` lacks `library`"),
        ({"kind": "imported"}, "`imported` lacks `modules`"),
        ({"kind": "imported", "modules": "many"}, "`modules` of `imported` is str"),
        ({"kind": "environment", "location": "a", "file": "b"}, "`environment` lacks `known`"),
        ({"kind": "problem", "message": "m"}, "`problem` lacks `stage`"),
        (
            {"kind": "model", "metadata": "m", "table": "t", "referring_files": [1]},
            "`referring_files` of `model` is list",
        ),
        ({"kind": "model", "metadata": "m", "table": "t", "line": None, "referring_files": ["a"], "handed": True}, ""),
        ({"kind": "anything", "line": []}, ""),
    ],
)
def test_a_message_of_another_shape_is_told(message: dict[str, object], words: str) -> None:
    """What lacks a field, or holds another type than the frame it goes to, is said in words."""
    assert fault(message) == words

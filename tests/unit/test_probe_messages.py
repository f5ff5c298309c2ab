"""Lines from a probe are other people's: whatever they hold, a message comes out that a file can keep."""

from __future__ import annotations

import pytest

from auditlib.collect.probe import _message


@pytest.mark.parametrize("text", [b"", b"no json", b"[]", b"{}", b'{"kind": 1}', b"\xff\xfe"])
def test_what_is_no_message_is_noise(text: bytes) -> None:
    """Code that writes into the channel by accident disturbs nothing."""
    assert _message(text)["kind"] == "noise"


def test_halves_of_surrogate_pairs_are_replaced() -> None:
    """Text that no encoding can write would spoil the snapshot; a whole pair is left as it is."""
    message = _message(b'{"kind": "x", "docstring": "a\\udcff b \\ud83d\\ude00", "names": ["\\ud800"]}')
    assert message == {"kind": "x", "docstring": "a\ufffd b \U0001f600", "names": ["\ufffd"]}
    str(message).encode("utf-8")

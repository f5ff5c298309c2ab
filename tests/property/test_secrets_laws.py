"""Laws of masking."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.config import secrets

_PARTS = st.sampled_from(
    [
        *("postgresql:", "/", "//", "user", ":", "@", "host", " ", "'", '"', "=", "=>", "(", ")", ",", "$$", "x", "to"),
        *("password", "PassWord", "ſecret", "pwd", "_pass", "passwd", "api_key", "apiKEY", "access_key", "auth_token"),
        *("getenv", "get", "s3cret", "1234", ";", "\n", "key", "pass", "\u212aey"),  # a Kelvin sign folds to k
    ]
)


@settings(max_examples=2_000)
@given(st.lists(_PARTS, max_size=14).map("".join))
def test_the_first_look_passes_over_nothing(text: str) -> None:
    """Every text that a pattern changes is one that ``redact`` lets the patterns see."""
    expected = secrets.mask(text)
    for pattern, masked in secrets._PATTERNS:
        expected = pattern.sub(masked, expected)

    assert secrets.redact(text) == expected

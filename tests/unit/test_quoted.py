"""Names and lists of names as servers and interpreters spell them are taken apart whole."""

import doctest

import pytest

from auditlib.frames import quoted


def test_the_examples_of_the_module_hold() -> None:
    """Each example in a docstring gives what stands below it."""
    tried = doctest.testmod(quoted)
    assert (tried.failed, tried.attempted) == (0, 2)


@pytest.mark.parametrize("name", ["plain", "a.b", "a, b", 'say "so", or.not', "'", ", ", "表"])
def test_a_quoted_name_is_one_name(name: str) -> None:
    """Whatever stands within the quotes, a name is one part of a path and one name of a list."""
    written = '"' + name.replace('"', '""') + '"'
    assert quoted.parts(f"public.{written}") == ("public", name)
    assert quoted.listed(f"id, {written}, {written}") == ["id", written, written]
    assert quoted.of_repr(repr(name)) == name

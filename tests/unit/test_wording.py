"""Counts in texts agree with their nouns and verbs."""

import doctest

from auditlib import wording


def test_the_examples_of_the_module_hold() -> None:
    """Each example in a docstring gives what stands below it."""
    tried = doctest.testmod(wording)
    assert (tried.failed, tried.attempted > 3) == (0, True)

"""How counts are written in every text of ours: the noun and the verb agree with the number."""

from __future__ import annotations

import re


def plural(noun: str) -> str:
    """The regular plural of a noun, by its last word.

    >>> plural("table"), plural("check constraint"), plural("index"), plural("policy"), plural("key")
    ('tables', 'check constraints', 'indexes', 'policies', 'keys')
    """
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if re.search(r"(s|x|z|ch|sh)$", noun) else f"{noun}s"


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun; ``many`` where the plural is not regular.

    >>> counted(1, "table"), counted(0, "table"), counted(2, "revision behind it waits", "revisions behind it wait")
    ('1 table', '0 tables', '2 revisions behind it wait')
    """
    return f"{number} {agreed(number, one, many or plural(one))}"


def amount(number: int, noun: str) -> str:
    """A number with its noun, and `no` for none.

    >>> amount(0, "error"), amount(1, "error"), amount(3, "error")
    ('no error', '1 error', '3 errors')
    """
    return counted(number, noun) if number else f"no {noun}"


def agreed(number: int, one: str, many: str) -> str:
    """The form that goes with the number.

    >>> agreed(1, "follows", "follow"), agreed(2, "follows", "follow")
    ('follows', 'follow')
    """
    return one if number == 1 else many


def following_from_others(number: int) -> str:
    """What folds under a summary where differences follow from others."""
    return f"{counted(number, 'difference that follows', 'differences that follow')} from others"

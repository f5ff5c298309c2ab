"""What the names of revisions and files tell: their pattern and the date in them."""

from __future__ import annotations

import re
from datetime import date

# A revision made without a message has an empty slug: `41e5ed9e1034_.py`.
_PATTERNS = (
    ("hash", re.compile(r"(?=.*\d|[a-f]{12})[0-9a-f]{10,40}")),
    ("YYYYMMDDHHMM", re.compile(r"\d{8}[_-]?\d{4}(?:\d{2})?")),
    ("YYYYMMDD", re.compile(r"\d{4}[_-]?\d{2}[_-]?\d{2}")),
    ("YYYYMMDDHHMM_hash_name", re.compile(r"\d{4}[_-]?\d{2}[_-]?\d{2}[_-]?\d{4}(?:\d{2})?[_-][0-9a-f]{10,40}[_-].*")),
    ("YYYYMMDDHHMM_name", re.compile(r"\d{4}[_-]?\d{2}[_-]?\d{2}[_-]?\d{4}(?:\d{2})?[_-].+")),
    ("YYYYMMDD_hash_name", re.compile(r"\d{4}[_-]?\d{2}[_-]?\d{2}[_-][0-9a-f]{10,40}[_-].*")),
    ("YYYYMMDD_name", re.compile(r"\d{4}[_-]?\d{2}[_-]?\d{2}[_-].+")),
    ("name_YYYYMMDD", re.compile(r".+?[_-]?\d{4}[_-]?\d{2}[_-]?\d{2}")),
    ("hash_name", re.compile(r"(?=[a-f]*\d)[0-9a-f]{10,40}[_-].*")),
    ("number", re.compile(r"\d+")),
    ("number_name", re.compile(r"[vV]?\d[\d._]*[_-].+")),
    ("name_number", re.compile(r".*[A-Za-z][_-]\d{3,}")),
    ("name", re.compile(r"[^\W\d].*", re.DOTALL)),
)
_DATED = re.compile(r"(?<!\d)(\d{4})[_-]?(\d{2})[_-]?(\d{2})(?=\D|$|\d{4}(?:\d{2})?(?:\D|$))")
_HEX_ONLY = re.compile(r"[0-9a-f]*[a-f][0-9a-f]*")


def pattern(name: str) -> str:
    """The pattern of a revision id or of a file's stem, such as ``YYYYMMDD_name``; ``other`` where none fits."""
    dated = bool(dated_in(name))
    for label, expression in _PATTERNS:
        if expression.fullmatch(name) and (dated or "YYYY" not in label) and not (label == "hash" and _is_stamp(name)):
            return label
    return "other"


def dated_in(name: str) -> str | None:
    """The first true date in ``name`` as YYYYMMDD; nothing inside a hash counts."""
    if _HEX_ONLY.fullmatch(name):
        return None
    for found in _DATED.finditer(name):
        if _is_date(*map(int, found.groups())):
            return "".join(found.groups())
    return None


def _is_stamp(name: str) -> bool:
    return name.isdigit() and bool(dated_in(name))


def _is_date(year: int, month: int, day: int) -> bool:
    if not 1990 <= year <= 2100:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True

"""The secrets this process has met, and how a text is rid of them.

Whatever is printed, raised or written passes through ``redact``: it masks every secret remembered so far wherever it
stands, and whatever looks like a password by the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, unquote

MASK = "***"
SHORTEST = 4  # a shorter secret would mask half of every text; it is still masked by the words around it

_remembered: set[str] = set()

# The end of a name that says that its value is secret, and such a value in quotes. (Bounds keep all of this linear.)
_NAME = r"(?:(?:password|passwd|pwd|secret|api_?key|access_?key|auth_?token)\w{0,60}|_pass(?!\w))"
_STRING = r"(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_IS_SECRET = re.compile(_NAME, re.I)
_URL_PASSWORD = re.compile(
    r"\w[\w+.-]*://(?P<user>[^:/?@]*):(?P<password>.*)@(?P<host>[^/?:@]*)[^/]*(?:/(?P<name>[^?]*))?", re.S
)

_PATTERNS = (
    # postgresql://user:password@host; the password may hold what it should have encoded.
    (
        re.compile(
            r"(\b[a-z][\w+.-]{0,40}:/{1,2}[^\s:/?@'\"]{0,200}):[^\s'\"]{0,400}@(?=[^\s@/?'\"]*(?:[\s/?'\"]|$))", re.I
        ),
        rf"\1:{MASK}@",
    ),
    # CREATE ROLE x PASSWORD '…', $$…$$
    (
        re.compile(r"(\bpassword\s+)(?:(?:e|u&)?'(?:[^']|'')*'|\$(\w*)\$.{0,1000}?\$\2\$)", re.I | re.S),
        rf"\1'{MASK}'",
    ),
    # SET app.jwt_secret TO '…'
    (re.compile(rf"({_NAME}\s+to\s+)'(?:[^']|'')*'", re.I), rf"\1{MASK}"),
    # getenv("DB_PASSWORD", "…")
    (
        re.compile(
            rf"(\b(?:get|getenv|pop|setdefault|config|env|str)\(\s*([\"'])\w{{0,60}}{_NAME}\2\s*,\s*){_STRING}", re.I
        ),
        rf"\1{MASK}",
    ),
    # password=…, sslpassword = '…', "passwd": "…", PGPASSWORD=…; but not a call that gets it from elsewhere
    (
        re.compile(
            rf"({_NAME}[\"']?\s*(?::=|=>|=|:)\s*)(?!\w+(?:\.\w+)*\(\s*[\"'])(?:{_STRING}|[^\s'\"&;,)]+)",
            re.I,
        ),
        rf"\1{MASK}",
    ),
)
# What any text that one of them changes holds: most texts hold none of it, and one look tells.
_SUSPECT = re.compile(r":/|pass|pwd|secret|api_?key|access_?key|auth_?token", re.I)


def remember(secret: str | None, *, except_for: Iterable[str | None] = ()) -> None:
    """From now on ``redact`` masks this secret, as it is and as URLs and SQL spell it.

    ``except_for`` are names that may be equal to it, such as the user: those are masked only by the words around them.
    """
    if not secret or len(secret) < SHORTEST or secret in {*except_for, "postgres", "postgresql", "password"}:
        return
    _remembered.update({secret, quote(secret, safe=""), quote_plus(secret), secret.replace("'", "''")})


def remember_variable(name: str, value: str) -> None:
    """Remember what is secret in an environment variable: all of it where its name says so, the password of a URL."""
    if _IS_SECRET.search(name):
        remember(value)
    found = _URL_PASSWORD.match(value)
    if found:
        remember(unquote(found["password"]), except_for=(unquote(found["user"]), found["host"], found["name"]))


def remembered() -> tuple[str, ...]:
    """Every secret remembered so far in each of its spellings, the longest first."""
    return tuple(sorted(_remembered, key=lambda secret: (-len(secret), secret)))


def mask(text: str) -> str:
    """The text with every remembered secret as ``***``."""
    for secret in remembered():
        text = text.replace(secret, MASK)
    return text


def redact(text: str) -> str:
    """The text with every remembered secret, and whatever looks like a password, as ``***``."""
    text = mask(text)
    if _SUSPECT.search(text):
        for pattern, masked in _PATTERNS:
            text = pattern.sub(masked, text)
    return text


def redact_value(name: str, value: str) -> str:
    """The value of a setting without what is secret in it; nothing of it where its name says that all of it is."""
    return MASK if _IS_SECRET.search(name) and value else redact(value)

"""What only a superuser may do and is harmless, done for the chain, which runs as a role that is none.

Allowed extensions are created, and objects given to owners that may make nothing where these stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import psycopg
from psycopg import errors, sql

Result = TypeVar("Result")

# Their scripts and functions reach nothing beyond the database. Not here: dblink, postgres_fdw, file_fdw, untrusted
# languages, adminpack, pg_net, http and all that opens files, programs or connections.
ALLOWED = frozenset(
    {
        *("address_standardizer", "age", "amcheck", "bloom", "earthdistance", "h3", "h3_postgis"),
        *("hll", "hypopg", "intagg", "orafce", "pageinspect", "pg_bigm", "pg_buffercache"),
        *(
            "pg_freespacemap",
            "pg_jsonschema",
            "pg_partman",
            "pg_prewarm",
            "pg_similarity",
            "pg_stat_statements",
            "pg_textsearch",
        ),
        *("pg_trgm", "pg_uuidv7", "pg_visibility", "pg_walinspect", "pgaudit", "pgrouting", "pgrowlocks"),
        *(
            "pgstattuple",
            "pgvector",
            "plpgsql_check",
            "postgis",
            "postgis_raster",
            "postgis_sfcgal",
            "postgis_tiger_geocoder",
        ),
        *("postgis_topology", "prefix", "rum", "seg", "semver", "sslinfo", "temporal_tables"),
        *("timescaledb", "tsm_system_rows", "tsm_system_time", "unit", "vchord", "vector", "vectorscale"),
        *("wal2json", "xml2", "zhparser", "zombodb"),
    }
)
_CREATES = re.compile(
    r'\s*create\s+extension\s+(?:if\s+not\s+exists\s+)?(?:"(?P<quoted>[^"]+)"|(?P<bare>[\w-]+))[^;]*;?\s*', re.I
)
_NAME = r'(?:"[^"]+"|\w+)'
_GIVES = re.compile(
    rf"\s*alter\s+[\w\s]+?\s+{_NAME}(?:\.{_NAME})?(?:\([^();]*\))?\s+owner\s+to\s+{_NAME}\s*;?\s*", re.I
)


class Extensions:
    """Runs ``CREATE EXTENSION`` with a superuser's rights where that is needed and allowed, and ``OWNER TO``.

    ``superuser`` is the conninfo of a superuser on the same database, ``role`` the role of the chain.
    """

    def __init__(self, superuser: str, role: str) -> None:
        self._superuser = superuser
        self._role = role

    def run(self, connection: psycopg.Connection[Any], text: str, run: Callable[[], Result]) -> Result:
        """``run()``; as a superuser where ``text`` does nothing but create one allowed extension or name an owner."""
        if not _is_harmless(text):
            return run()
        self._raise_rights(True)
        try:
            return run()
        finally:
            self._raise_rights(False)

    def _raise_rights(self, superuser: bool) -> None:
        word = "superuser" if superuser else "nosuperuser"
        try:
            with psycopg.connect(self._superuser, autocommit=True) as connection:
                connection.execute(sql.SQL("alter role {} " + word).format(sql.Identifier(self._role)))
        except errors.InsufficientPrivilege:
            return  # on a server that was given: then PostgreSQL refuses the extension in its own words


def _is_harmless(text: str) -> bool:
    found = _CREATES.fullmatch(text)
    if found:
        return (found["quoted"] or found["bare"].lower()) in ALLOWED
    return _GIVES.fullmatch(text) is not None

"""Which extension brings what a refused statement lacked, told from PostgreSQL's message."""

from __future__ import annotations

import re

from auditlib.collect.replay_extensions import ALLOWED

UNDEFINED = ("42704", "42883", "42P01", "3F000")

# By the name that PostgreSQL says does not exist.
_BY_NAME = {
    "vector": (
        "vector",
        "halfvec",
        "sparsevec",
        "hnsw",
        "ivfflat",
        "vector_l2_ops",
        "vector_cosine_ops",
        "vector_ip_ops",
    ),
    "citext": ("citext",),
    "hstore": ("hstore",),
    "ltree": ("ltree", "lquery", "ltxtquery"),
    "cube": ("cube",),
    "earthdistance": ("earth", "ll_to_earth"),
    "seg": ("seg",),
    "isn": ("isbn", "isbn13", "ean13", "issn", "ismn", "upc"),
    "intarray": ("gist__int_ops", "gin__int_ops", "query_int"),
    "postgis": ("geometry", "geography", "box2d", "box3d"),
    "postgis_raster": ("raster",),
    "pg_trgm": ("gin_trgm_ops", "gist_trgm_ops", "similarity", "word_similarity"),
    "uuid-ossp": ("uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v3", "uuid_generate_v4", "uuid_generate_v5"),
    "pgcrypto": ("crypt", "gen_salt", "digest", "hmac", "gen_random_bytes", "pgp_sym_encrypt", "pgp_sym_decrypt"),
    "unaccent": ("unaccent",),
    "fuzzystrmatch": ("levenshtein", "metaphone", "dmetaphone", "soundex"),
    "bloom": ("bloom",),
    "tablefunc": ("crosstab",),
    "timescaledb": ("create_hypertable",),
}
EXTENSION_OF = {name: extension for extension, names in _BY_NAME.items() for name in names}
_QUOTED = re.compile(r'"([^"]+)"')
_FUNCTION = re.compile(r"function ([\w.]+)\(")
_METHOD = re.compile(r'no default operator class for access method "(gin|gist)"')

_CREATES = re.compile(r'\s*create\s+extension\s+(?:if\s+not\s+exists\s+)?(?:"([^"]+)"|([\w-]+))', re.IGNORECASE)


def demanded(statement: str, sqlstate: str | None) -> str | None:
    """The extension that a statement creates by itself and may not; none that reaches beyond the database."""
    found = _CREATES.match(statement) if sqlstate == "42501" else None
    name = (found[1] or found[2].lower()) if found else None
    return name if name in _BY_NAME or name in ALLOWED else None


def wanted(message: str, sqlstate: str | None) -> str | None:
    """The extension that a refusal asks for; none where it asks for none that is known."""
    if sqlstate not in UNDEFINED:
        return None
    method = _METHOD.search(message)
    if method:
        return f"btree_{method[1]}"
    names = [*_QUOTED.findall(message), *_FUNCTION.findall(message)]
    found = (EXTENSION_OF.get(name.rpartition(".")[2].partition("(")[0].lower()) for name in names)
    return next((extension for extension in found if extension), None)

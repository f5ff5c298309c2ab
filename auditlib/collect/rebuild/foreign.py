"""Foreign data: what was masked stays a star."""

from __future__ import annotations

from collections.abc import Iterator

from auditlib.collect.rebuild.making import Making, Source
from auditlib.collect.rebuild.words import foreign, literal, quoted


def foreign_data(source: Source) -> Iterator[Making]:
    """Wrappers, servers, and who is who on them; what was masked stays a star."""
    for row in source.rows("foreign_data_wrappers"):
        said = [("handler", row["handler"]), ("validator", row["validator"])]
        words = "".join(f" {word} {function}" for word, function in said if function)
        text = f"create foreign data wrapper {quoted(row['wrapper'])}{words}{foreign(row['options'])}"
        yield Making("foreign data wrapper", "", "", row["wrapper"], text)
    for row in source.rows("foreign_servers"):
        said = [("type", row["server_type"]), ("version", row["server_version"])]
        words = "".join(f" {word} {literal(value)}" for word, value in said if value)
        text = f"create server {quoted(row['server'])}{words} foreign data wrapper {quoted(row['wrapper'])}"
        yield Making("foreign server", "", "", row["server"], text + foreign(row["options"]))
    for row in source.rows("user_mappings"):
        text = f"create user mapping for {source.role(row['role'])} server {quoted(row['server'])}"
        name = f"{row['role']} at {row['server']}"
        yield Making("user mapping", "", "", name, text + foreign(row["options"]))

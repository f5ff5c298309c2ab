"""Something simpler took the place of an extension or collation that scratch lacked.

## What it finds
Extensions and collations that the models, the chain or the live schema want and that the scratch PostgreSQL does not
have: of some extensions SQL of ours makes the names and types, and a missing collation sorts by bytes.

## Why it matters
Types and names are judged as ever. What the thing itself does is not: an operator or index method that the stand-in
lacks makes a revision fail in scratch alone, and one that it has takes what the real one would refuse.

## How to fix it
Give a PostgreSQL that has it with `--scratch-url` or `--pg-bin`, and run the audit again.

## Example
```toml frames
[[stand_ins]]
witness = "replay"
object_kind = "extension"
name = "vector"
```

## Instead
```toml frames
stand_ins = []
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed

SEVERITY = "note"
_COST = {
    "extension": "What it does beyond its types and names was not tried: there scratch and live may differ.",
    "collation": "Order and equality of text were not tried: there scratch and live may differ.",
}
_FOR = {"models": "the models", "replay": "the replay", "rehearsal": "the rehearsal"}


def check(stand_ins: pd.DataFrame) -> Iterator[Hit]:
    """A hit an extension or collation of ``stand_ins``, with the witnesses that it stood in for."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in records(stand_ins):
        found.setdefault((row["object_kind"], row["name"]), []).append(row["witness"])
    for (kind, name), witnesses in found.items():
        used = listed([_FOR[each] for each in witnesses])
        yield Hit(
            message=f"The scratch PostgreSQL lacks {kind} {name}: a stand-in took its place in {used}.",
            cost=_COST[kind],
            remedy=f"Give a PostgreSQL that has {name} with --scratch-url or --pg-bin.",
            object_kind="stand-in",
            object=f"{kind} {name}",
            wrong="undecided",
            evidence={"witnesses": witnesses},
        )

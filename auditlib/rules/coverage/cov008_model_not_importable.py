"""A model module does not import.

## What it finds
Modules that look like models and raise, hang or exit when they are imported, and mappings that do not configure.
Several modules that fail for one cause, at the same line, are told together.

## Why it matters
Whatever they declare is invisible to this audit, and to autogenerate where `env.py` imports them.

## How to fix it
Mend the import. Where it needs a variable, a connection or an application context, name it in the settings.

## Example
```toml frames
[[model_problems]]
problem = 1
stage = "import"
module = "app.models.old"
message = "No module named 'redis'"
```

## Instead
```toml frames
model_problems = []
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.frames.results import identity
from auditlib.rules.connecting import bore_with_it, failed_for_it
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed

SEVERITY = "warning"
_CAUSE = ("stage", "file", "line", "message")


def check(model_problems: pd.DataFrame, connection_tries: pd.DataFrame) -> Iterator[Hit]:
    """A hit a cause in ``model_problems`` that stopped an import or a configuration, of one module or of several.

    A module that failed for a connection of its own, as ``connection_tries`` tell, folds under the finding on that.
    """
    connecting = set(connection_tries["module"].dropna())
    causes: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in records(model_problems.loc[model_problems["stage"].isin(["import", "configure"])]):
        if row["module"] in connecting and bore_with_it(row):
            continue  # it bore with the refusal, and was imported
        causes.setdefault(tuple(row[name] for name in _CAUSE), []).append(row)
    for rows in causes.values():
        row = rows[0]
        names = list(dict.fromkeys(each["module"] or each["metadata"] or "the models" for each in rows))
        several, subject = len(names) > 1, names[0]
        refused = not several and subject in connecting and failed_for_it(row)
        failed = f"{'do' if several else 'does'} not {row['stage']}"
        yield Hit(
            message=f"{'Modules ' if several else ''}{listed(names)} {failed}: {row['message']}",
            cost=f"What {'they declare' if several else 'it declares'} is not in this audit.",
            remedy="Mend the cause, or name in the settings what it needs: a variable, a model package, a set-up hook.",
            object_kind="module",
            object=subject,
            subject=row["stage"],
            wrong="model",
            file=row["file"] or "",
            line=row["line"],
            root=identity("connection", "", "", subject) if refused else "",
            evidence={"message": row["message"], "stage": row["stage"], "modules": names},
        )

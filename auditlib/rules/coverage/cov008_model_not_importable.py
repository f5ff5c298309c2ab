"""A model module does not import.

## What it finds
Modules that look like models and raise, hang or exit when they are imported, and mappings that do not configure.
Several modules that fail for one cause, at the same line, are told together.

## Why it matters
Whatever they declare is invisible to this audit, and to autogenerate where `env.py` imports them. Which tables their
text names is said, and that no other model declares those folds under this finding.

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

import pandas as pd

from auditlib.frames.results import identity
from auditlib.frames.unimported import UNFINISHED
from auditlib.rules.connecting import failed_for_it
from auditlib.rules.coverage.unimported import THE_MODELS, causes, modules, tables
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed

SEVERITY = "warning"
_DONE = {UNFINISHED: "come to their end"}


def check(model_problems: pd.DataFrame, connection_tries: pd.DataFrame) -> Iterator[Hit]:
    """A hit a cause in ``model_problems`` that stopped an import or a configuration, of one module or of several.

    A module that failed for a connection of its own, as ``connection_tries`` tell, folds under the finding on that.
    """
    connecting = set(connection_tries["module"].dropna())
    for rows in causes(model_problems, connection_tries):
        row, names, unknown = rows[0], modules(rows), tables(rows)
        several, subject, whole = len(names) > 1, names[0], names == [THE_MODELS]
        refused = not several and subject in connecting and failed_for_it(row)
        failed = f"{'do' if several or whole else 'does'} not {_DONE.get(row['stage'], row['stage'])}"
        yield Hit(
            message=f"{_subject(names)} {failed}: {row['message']}",
            cost=f"What {'they declare' if several or whole else 'it declares'} is not in this audit"
            f"{f'; by text {listed(unknown)}' if unknown else ''}.",
            remedy="Mend the cause, or name in the settings what it needs: a variable, a model package, a set-up hook.",
            object_kind="module",
            object=subject,
            subject=row["stage"],
            wrong="model",
            file=row["file"] or "",
            line=row["line"],
            root=identity("connection", "", "", subject) if refused else "",
            evidence={"message": row["message"], "stage": row["stage"], "modules": names, "declares": unknown},
        )


def _subject(names: list[str]) -> str:
    if names == [THE_MODELS]:
        return "The models"
    return f"{'Modules ' if len(names) > 1 else ''}{listed(names)}"
